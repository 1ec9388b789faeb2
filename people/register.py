"""What the register shows: who holds which post where, and which seats are empty.

One ward at a time, for those who reach several; somebody who reaches only khu phố sees those, and
somebody from above who has not chosen a ward sees the staff of their own office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from people.forms.register import RegisterFilter, State, WardForm
from people.models import Role, Term
from people.permissions import Permission
from people.places import wards_in_reach
from people.services.terms import may_fill
from wards.models import Level, UnitVersion

if TYPE_CHECKING:
    from people.models import User
    from people.models.role import TermQuerySet

PER_PAGE = 12  # places, each with its posts


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Seats of one role that nobody holds today."""

    role: Role
    count: int
    can_fill: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One place with the posts held in it."""

    place: UnitVersion
    terms: list[Term]
    vacancies: list[Vacancy]


class Register:
    """One page of the register as a user may see it; the same number of queries for any ward."""

    def __init__(self, user: User, data: Any) -> None:
        self.user = user
        self.reach = user.reach(Permission.PERSON_VIEW)
        self.wards = wards_in_reach(user, Permission.PERSON_VIEW)
        chosen = WardForm(data, wards=self.wards)
        self.ward_id = chosen.ward_id if len(self.wards) > 1 else next(iter(self.wards), None)
        self.form = RegisterFilter(
            data or None, wards=self.wards, roles=self.roles, places=self.places
        )
        self.form.is_valid()
        self.values = getattr(self.form, "cleaned_data", {})

    @cached_property
    def roles(self) -> list[Role]:
        """Roles of the levels shown."""
        levels = {place.unit.level for place in self.places}
        return [
            role for role in Role.objects.order_by("level", "order", "name") if role.level in levels
        ]

    @cached_property
    def places(self) -> list[UnitVersion]:
        """The office itself first, then its khu phố and ấp in natural order."""
        versions = UnitVersion.objects.today().select_related("unit")
        if self.ward_id:
            inside = Q(unit=self.ward_id) | Q(parent=self.ward_id, unit__level=Level.NEIGHBORHOOD)
        elif self.reach.neighborhoods and not self.wards:
            inside = Q(unit__in=self.reach.neighborhoods)
        else:
            inside = Q(unit__in=[post.unit_id for post in self.user.posts])
        return list(versions.filter(inside).order_by("unit__level", "sort_key"))

    @cached_property
    def groups(self) -> list[Group]:
        """Every place that has something to show under the filters."""
        held: dict[int, list[Term]] = {}
        for term in self._terms():
            held.setdefault(term.unit_id, []).append(term)
        running = Counter((term.unit_id, term.role_id) for term in self._running(held))
        wanted = self.values.get("unit")
        found = [
            Group(place, self._shown(held.get(place.unit_id, [])), self._vacancies(place, running))
            for place in self.places
            if not wanted or place.unit_id == wanted
        ]
        if not self.form.in_use:
            return found
        return [group for group in found if group.terms or group.vacancies]

    @cached_property
    def page(self) -> list[Group]:
        """The groups of the page asked for; all of them where the whole list is to be printed."""
        if self.values.get("all"):
            return self.groups
        first = (self.number - 1) * PER_PAGE
        return self.groups[first : first + PER_PAGE]

    @property
    def number(self) -> int:
        """The page asked for, from 1; the last where there are fewer."""
        return min(self.values.get("page") or 1, self.pages)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.groups) // PER_PAGE))

    @property
    def holders(self) -> int:
        """How many terms all groups show."""
        return sum(len(group.terms) for group in self.groups)

    @property
    def empty_seats(self) -> int:
        """How many empty seats all groups show."""
        return sum(vacancy.count for group in self.groups for vacancy in group.vacancies)

    @property
    def can_manage(self) -> bool:
        """Whether the user may add people somewhere."""
        return self.user.may(Permission.PERSON_MANAGE)

    @property
    def asks_for_ward(self) -> bool:
        """Whether a ward has still to be chosen."""
        return len(self.wards) > 1 and not self.ward_id

    def _terms(self) -> TermQuerySet:
        terms = Term.objects.visible_to(self.user, Permission.PERSON_VIEW).filter(
            unit__in=[place.unit_id for place in self.places]
        )
        ended = self.values.get("state") == State.ENDED
        terms = terms.over() if ended else terms.not_over()
        if role := self.values.get("role"):
            terms = terms.filter(role__code=role)
        return terms.for_list().select_related("person__user")

    def _running(self, held: dict[int, list[Term]]) -> Iterable[Term]:
        return (term for terms in held.values() for term in terms if not term.is_ahead)

    def _shown(self, terms: list[Term]) -> list[Term]:
        state = self.values.get("state")
        if state == State.VACANT:
            return []
        if state == State.SERVING:
            terms = [term for term in terms if not term.is_ahead]
        elif state == State.DUE:
            terms = [term for term in terms if term.is_due_soon]
        return [term for term in terms if self.form.matches(term.person)]

    def _vacancies(self, place: UnitVersion, running: Counter[tuple[int, int]]) -> list[Vacancy]:
        if self.values.get("q") or self.values.get("state") not in {"", None, State.VACANT}:
            return []
        wanted = self.values.get("role")
        return [
            Vacancy(role, empty, may_fill(role, place.unit_id, self.user))
            for role in self.roles
            if role.level == place.unit.level and wanted in {"", None, role.code}
            if (empty := role.empty_seats(running[place.unit_id, role.pk]))
        ]
