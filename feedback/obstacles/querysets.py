"""How obstacles are read. Every read of a private row begins with `visible_to`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Manager, Q, QuerySet

from core import clock
from feedback.obstacles.workflow import UNSETTLED, WORKING, State
from feedback.querysets import MovedQuerySet, words_query
from people.permissions import Permission
from wards.names import name_of

if TYPE_CHECKING:
    from people.reach import Reach

NOBODY = Q(pk__in=[])
LONGEST_NUMBER = 9  # digits; a larger one is no number of an obstacle


class ObstacleQuerySet(MovedQuerySet):
    """Obstacles by who may see them, state and lateness."""

    def visible_to(self, user, permission: str) -> ObstacleQuerySet:
        """Those in the user's reach for a permission: whole wards, or a khu phố's own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(_within(user.reach(permission)))

    def unsettled(self) -> ObstacleQuerySet:
        """Those that are neither resolved nor closed."""
        return self.filter(state__in=sorted(UNSETTLED))

    def late(self, today: datetime.date | None = None) -> ObstacleQuerySet:
        """Unsettled ones whose due date is past."""
        return self.unsettled().filter(due_on__lt=today or clock.today())

    def due_between(self, first: datetime.date, last: datetime.date) -> ObstacleQuerySet:
        """Unsettled ones due from one day to another, both included."""
        return self.unsettled().filter(due_on__range=(first, last))

    def at_unit(self, unit_id: int) -> ObstacleQuerySet:
        """Those of a khu phố, or of a ward with all of its khu phố."""
        return self.filter(Q(unit=unit_id) | Q(ward=unit_id))

    def of_the_ward(self) -> ObstacleQuerySet:
        """Those of the ward as a whole, or of a khu phố that is no longer known."""
        return self.filter(unit=F("ward"))

    def waiting_for(self, user) -> ObstacleQuerySet:
        """Those that a user should do something about: own or nobody's ones, and questions from below."""
        wanted = NOBODY
        if user.may(Permission.OBSTACLE_MANAGE):
            mine = Q(owner=user) | Q(owner__isnull=True)
            ward = _within(user.reach(Permission.OBSTACLE_MANAGE))
            wanted |= ward & mine & Q(state__in=sorted(WORKING))
        if user.may(Permission.OBSTACLE_ABOVE):
            below = _within(user.reach(Permission.OBSTACLE_ABOVE))
            wanted |= below & Q(state=State.WAITING_ABOVE)
        return self.filter(wanted)

    def search(self, words: str) -> ObstacleQuerySet:
        """Every word, without accents, in title and description; a number alone is the obstacle's."""
        query = words_query(words)
        if query is None:
            return self.none()
        found = Q(search_vector=query)
        number = words.strip().removeprefix("#")
        if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER:
            found |= Q(number=int(number))
        return self.filter(found)

    def public(self) -> ObstacleQuerySet:
        """Those that their ward has marked for everybody."""
        return self.filter(is_public=True)

    def counts(self, *, user, today: datetime.date) -> dict[str, int]:
        """The figures above the list; one query."""
        late = Q(state__in=sorted(UNSETTLED), due_on__lt=today)
        own = Q(owner=user, state__in=sorted(UNSETTLED))
        by_state = {state.value: Count("pk", filter=Q(state=state)) for state in State}
        return self.aggregate(
            **by_state, late=Count("pk", filter=late), mine=Count("pk", filter=own)
        )

    def by_ward(self, today: datetime.date) -> QuerySet:
        """A row for each ward with unsettled ones, the most late first; one query."""
        return (
            self.unsettled()
            .order_by()
            .values("ward")
            .annotate(
                unsettled=Count("pk"),
                late=Count("pk", filter=Q(due_on__lt=today)),
                above=Count("pk", filter=Q(state=State.WAITING_ABOVE)),
            )
            .order_by("-late", "-unsettled", "ward")
        )

    def for_list(self) -> ObstacleQuerySet:
        """With all that a row of a list shows; places by the name they have today."""
        return self.select_related("kind", "owner__person").annotate(
            unit_name=name_of("unit"), ward_name=name_of("ward")
        )


def _within(reach: Reach) -> Q:
    if reach.everywhere:
        return Q()
    wanted = NOBODY
    if reach.wards:
        wanted |= Q(ward__in=reach.wards)
    if reach.neighborhoods:
        wanted |= Q(unit__in=reach.neighborhoods)
    return wanted


_Obstacles = Manager.from_queryset(ObstacleQuerySet)


class ObstacleManager(_Obstacles):
    """Obstacles without their search vector, which no page reads."""

    def get_queryset(self) -> ObstacleQuerySet:
        found: ObstacleQuerySet = ObstacleQuerySet(self.model, using=self._db)
        return found.defer("search_vector")
