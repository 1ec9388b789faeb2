"""The readers of a batch of letters, with their posts of today: two statements for any number."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import OuterRef, Subquery

from core import clock
from core.calendar import WorkingCalendar
from people.models import Term, User
from people.permissions import GRANTS, Permission, Profile
from wards.models import Level, UnitVersion


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of today of one of the readers."""

    user_id: int
    unit_id: int
    parent_id: int | None
    level: int
    profile: Profile

    def grants(self, permission: Permission) -> bool:
        """Whether the post lets its holder do something in its unit."""
        return permission in GRANTS[self.profile]


@dataclass(frozen=True)
class Readers:
    """Some users, what they hold today, and the moment at which the letters are written."""

    users: dict[int, User]
    seats: list[Seat]
    now: datetime.datetime
    today: datetime.date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", clock.local(self.now).date())

    @classmethod
    def of(cls, users: Iterable[User], now: datetime.datetime) -> Readers:
        """With their posts; one statement."""
        found = {user.pk: user for user in users}
        today = clock.local(now).date()
        parents = UnitVersion.objects.on(today).filter(unit=OuterRef("unit")).values("parent")[:1]
        terms = (
            Term.objects.on(today)
            .filter(person__user__in=found, unit__valid__contains=today)
            .annotate(parent_id=Subquery(parents))
            .values_list("person__user", "unit", "parent_id", "unit__level", "role__profile")
        )
        seats = [
            Seat(user, unit, parent, level, Profile(profile))
            for user, unit, parent, level, profile in terms.order_by("pk")
        ]
        return cls(found, seats, now)

    def holders(self, permission: Permission) -> dict[int, set[int]]:
        """By unit, who holds a post in this very unit that grants something."""
        found: dict[int, set[int]] = {}
        for seat in self.seats:
            if seat.grants(permission):
                found.setdefault(seat.unit_id, set()).add(seat.user_id)
        return found

    def with_profile(self, *profiles: Profile) -> dict[int, set[int]]:
        """By unit, who holds a post of some profiles in it."""
        found: dict[int, set[int]] = {}
        for seat in self.seats:
            if seat.profile in profiles:
                found.setdefault(seat.unit_id, set()).add(seat.user_id)
        return found

    @cached_property
    def wards(self) -> set[int]:
        """The wards in which some reader holds a post."""
        return {seat.unit_id for seat in self.seats if seat.level == Level.WARD}

    @cached_property
    def places(self) -> set[int]:
        """The khu phố and ấp in which some reader holds a post."""
        return {seat.unit_id for seat in self.seats if seat.level == Level.NEIGHBORHOOD}

    @cached_property
    def soon(self) -> datetime.date:
        """The next working day: what ends by then and not today is due soon."""
        return WorkingCalendar.load().next_working_day(self.today)
