"""Schemes, consultations and names by who may see them and where they stand."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import F, Q

from core import clock
from core.querysets import TerritoryQuerySet
from core.search.words import holding
from people.permissions import Permission
from wards.names import name_of


class SchemeQuerySet(TerritoryQuerySet):
    """Schemes lie in their ward."""

    unit_path = "ward"

    def public(self) -> Self:
        """What anybody may read: from the consultation on."""
        return self.filter(is_public=True)

    def open(self) -> Self:
        """Those that are still on their way."""
        return self.filter(ended_at__isnull=True)

    def late(self) -> Self:
        """Those whose present step should be over."""
        return self.open().filter(due_on__lt=clock.today())

    def search(self, words: str) -> Self:
        """Those whose title or ward holds every word (or its beginning), with or without accents."""
        return holding(self, words)

    def for_list(self) -> Self:
        """With everything that a row of a list says."""
        return self.select_related("step", "decision", "procedure").annotate(
            ward_name=name_of("ward"), step_number=F("step__number")
        )

    def waiting_for(self, user: Any, permissions: dict[str, str]) -> Self:
        """Those whose step is this user's turn; `permissions` by actor."""
        mine = Q(pk__in=[])
        for actor, permission in permissions.items():
            reach = user.reach(permission)
            if reach.everywhere:
                mine |= Q(step__actor=actor)
            elif reach.units:
                mine |= Q(step__actor=actor, ward__in=reach.units)
        return self.open().filter(mine)


class InSchemeQuerySet(TerritoryQuerySet):
    """What hangs on a scheme lies where the scheme lies."""

    unit_path = "scheme__ward"


class ConsultationQuerySet(TerritoryQuerySet):
    """Consultations lie in the khu phố that is asked."""

    def public(self) -> Self:
        """What anybody may read: from the announcement on."""
        return self.filter(status__in=["open", "closed"])

    def online(self) -> Self:
        """Public ones that households may answer online."""
        return self.public().filter(matter__allows_online=True, online_agreed__isnull=False)

    def running(self) -> Self:
        """Those that somebody still has to do something about."""
        return self.filter(status__in=["planned", "open"])

    def search(self, words: str) -> Self:
        """Those whose title, khu phố or ward holds every word (or its beginning), without accents."""
        return holding(self, words)

    def for_list(self) -> Self:
        """With everything that a row of a list says."""
        return self.select_related("matter", "scheme").annotate(
            unit_name=name_of("unit"), ward_name=name_of("ward")
        )

    def open_to(self, user: Any) -> Self:
        """What a user manages, and what a level above reviews."""
        mine = self.visible_to(user, Permission.CONSULTATION_MANAGE)
        return mine | self.reviewed_by(user, Permission.SCHEME_VIEW)

    def reviewed_by(self, user: Any, permission: str) -> Self:
        """Those of the wards that a user reaches as a whole with a permission."""
        reach = user.reach(permission)
        return self.all() if reach.everywhere else self.filter(ward__in=reach.wards)

    def latest_of_units(self) -> Self:
        """Of each unit the last one that was not given up."""
        return self.exclude(status="cancelled").order_by("unit", "-pk").distinct("unit")
