"""How directives and their tasks are read. Every read of a private row begins with `visible_to`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from core import clock
from core.search.words import holding
from feedback.querysets import MovedQuerySet
from people.permissions import Permission
from reports.directives import timing
from reports.directives.workflow import DONE, OPEN, OWED, DirectiveState, TaskState
from wards.names import name_of

if TYPE_CHECKING:
    from people.reach import Reach
    from reports.models import DirectiveTask

NOBODY = Q(pk__in=[])


def issuing_units(user: Any) -> list[int]:
    """The units in whose name a user may issue directives today."""
    return [post.unit_id for post in user.posts if post.grants(Permission.DIRECTIVE_ISSUE)]


class DirectiveQuerySet(models.QuerySet):
    """Directives by who may see them and how they stand."""

    def visible_to(self, user: Any, permission: str) -> Self:
        """Those a user has to do with.

        With DIRECTIVE_ISSUE those of the very units in whose name they issue. Else also, from their
        issue on, those that a unit in reach has to answer; the whole city sees all.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Q(issuer__in=issuing_units(user))
        if permission == Permission.DIRECTIVE_ISSUE:
            return self.filter(own)
        reach = user.reach(permission)
        if reach.everywhere:
            return self.filter(own | ~Q(state=DirectiveState.DRAFT))
        from reports.models import DirectiveTask  # noqa: PLC0415 - the models import this module

        tasks = DirectiveTask.objects.filter(_within(reach), directive=OuterRef("pk"))
        return self.filter(own | Exists(tasks))

    def search(self, words: str) -> Self:
        """Those whose number or subject holds every word, with or without accents."""
        return holding(self, words)

    def with_late(self, user: Any, today: datetime.date) -> Self:
        """Those with a late task that a user may see."""
        from reports.models import DirectiveTask  # noqa: PLC0415 - the models import this module

        seen = DirectiveTask.objects.visible_to(user, Permission.DIRECTIVE_VIEW)
        seen |= DirectiveTask.objects.visible_to(user, Permission.DIRECTIVE_ISSUE)
        return self.filter(Exists(seen.late(today).filter(directive=OuterRef("pk"))))

    def for_list(self) -> Self:
        """With the names of the unit that issued and of the one that follows up, as of today."""
        return self.annotate(issuer_name=name_of("issuer"), origin_name=name_of("origin"))


class TaskQuerySet(MovedQuerySet):
    """Tasks by who may see them, state and lateness; for lists, reminders, search and digests."""

    def visible_to(self, user: Any, permission: str) -> TaskQuerySet:
        """Those of units in reach; with DIRECTIVE_ISSUE those of one's own directives."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if permission == Permission.DIRECTIVE_ISSUE:
            return self.filter(directive__issuer__in=issuing_units(user))
        return self.filter(_within(user.reach(permission)))

    def open(self) -> Self:
        """Those the directive still waits for."""
        return self.filter(state__in=sorted(OPEN))

    def owed(self) -> Self:
        """Those whose unit still has to answer."""
        return self.filter(state__in=sorted(OWED))

    def done(self) -> Self:
        """Accepted or excused ones."""
        return self.filter(state__in=sorted(DONE))

    def late(self, today: datetime.date | None = None) -> Self:
        """Owed ones a working day or more after their due date."""
        return self.owed().filter(due_on__lt=timing.last_working_day(today or clock.today()))

    def due_soon(self, today: datetime.date | None = None) -> Self:
        """Owed ones due from today to two working days on."""
        today = today or clock.today()
        return self.owed().filter(due_on__range=(today, timing.soon_until(today)))

    def waiting_for(self, user: Any) -> Self:
        """Those a user should do something about: own or nobody's to answer, answers to be looked at."""
        return self.filter(_waits_for(user))

    def search(self, words: str) -> Self:
        """Those whose directive's number or subject holds every word."""
        from reports.models import Directive  # noqa: PLC0415 - the models import this module

        return self.filter(directive__in=Directive.objects.search(words)) if words.strip() else self

    def counts(self, user: Any, today: datetime.date) -> dict[str, int]:
        """The figures above a list; one query."""
        return self.aggregate(
            mine=Count("pk", filter=_waits_for(user)),
            open=Count("pk", filter=Q(state__in=sorted(OPEN))),
            late=Count("pk", filter=_is_late(today)),
            done=Count("pk", filter=Q(state__in=sorted(DONE))),
        )

    def standing_of(self, directive_ids: list[int], today: datetime.date) -> dict[int, dict]:
        """For some directives how many tasks there are, done, to be looked at, late; one query."""
        rows = (
            self.filter(directive__in=directive_ids)
            .order_by()
            .values("directive")
            .annotate(
                total=Count("pk"),
                done=Count("pk", filter=Q(state__in=sorted(DONE))),
                answered=Count("pk", filter=Q(state=TaskState.ANSWERED)),
                late=Count("pk", filter=_is_late(today)),
            )
        )
        return {row["directive"]: row for row in rows}

    def for_list(self) -> Self:
        """With all that a row says."""
        return self.select_related("directive", "assignee__person").annotate(
            issuer_name=name_of("directive__issuer"), origin_name=name_of("directive__origin")
        )


class EventQuerySet(models.QuerySet):
    """Events are read through the directive or task they belong to."""

    def for_timeline(self) -> Self:
        """Newest first, with people."""
        return self.select_related("by__person", "assignee__person").order_by("-at", "-pk")


class PaperQuerySet(models.QuerySet):
    """Files are read through the directive or task they belong to."""

    def shown_with(self, task: DirectiveTask) -> Self:
        """Those of the letter and those of what one unit reported."""
        return self.filter(Q(task=task) | Q(task__isnull=True), directive=task.directive_id)

    def of_the_directive(self) -> Self:
        """Those that came with the letter."""
        return self.filter(task__isnull=True)


def _is_late(today: datetime.date) -> Q:
    return Q(state__in=sorted(OWED), due_on__lt=timing.last_working_day(today))


def _waits_for(user: Any) -> Q:
    wanted = NOBODY
    if user.may(Permission.DIRECTIVE_ANSWER):
        mine = Q(assignee=user) | Q(assignee__isnull=True)
        wanted |= (
            _within(user.reach(Permission.DIRECTIVE_ANSWER)) & mine & Q(state__in=sorted(OWED))
        )
    units = issuing_units(user)
    if units:
        wanted |= Q(directive__issuer__in=units, state=TaskState.ANSWERED)
    return wanted


def _within(reach: Reach) -> Q:
    if reach.everywhere:
        return Q()
    wanted = NOBODY
    if reach.wards:
        wanted |= Q(ward__in=reach.wards)
    if reach.neighborhoods:
        wanted |= Q(unit__in=reach.neighborhoods)
    return wanted
