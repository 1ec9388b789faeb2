"""A board as one user asks for it: which unit, which days, and the panels that the rooms have added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from people import boards
from people.boards import Panel, Scope
from people.permissions import Permission
from reports.boards.forms import AskedUnit, BoardForm
from wards import tree
from wards.models import Level, UnitVersion

if TYPE_CHECKING:
    from people.models import User
    from people.places import Choices

VIEW = Permission.CASE_VIEW


class Board:
    """One page; whoever sees cases sees boards of the units in which they see them."""

    def __init__(self, user: User, data: Any) -> None:
        self.user, self.today = user, clock.today()
        self.reach = user.reach(VIEW)
        self.root = next(post.unit_id for post in user.posts if post.grants(VIEW))
        asked = AskedUnit(data).unit_id
        self.unit_id = asked if asked and self._is_open(asked) else self.root
        self.chain = tree.chains([self.unit_id])[self.unit_id]
        self.form = BoardForm(data, units=self.units, unit_id=self.unit_id)

    @cached_property
    def scope(self) -> Scope:
        """What the panels are asked about."""
        span = self.form.span
        return Scope(
            self.user,
            self.chain,
            span.first,
            span.last,
            by_then=self.form.by_then,
            address=self.form.address,
        )

    @cached_property
    def panels(self) -> list[Panel]:
        """What there is to show, in its order."""
        return boards.panels_of(self.scope)

    @property
    def title(self) -> str:
        """The unit by its name of today."""
        return self.chain[0].name

    @property
    def above(self) -> list[tuple[str, str]]:
        """The boards one has come down from: addresses and names, the highest first."""
        found = [
            (self.form.address(unit=place.unit_id), place.name)
            for place in self.chain[1:]
            if place.unit_id in self.reach
        ]
        return found[::-1]

    @property
    def is_right(self) -> bool:
        """Whether everything that was asked for can be shown."""
        return not self.form.is_bound or self.form.is_valid()

    @cached_property
    def units(self) -> Choices:
        """The units to choose from, by level: those in reach down to the wards, then the khu phố there."""
        versions = UnitVersion.objects.today().filter(unit__level__lte=Level.NEIGHBORHOOD)
        if self.reach.everywhere:
            shown = versions.filter(unit__level__lte=Level.WARD)
        elif len(self.reach.wards) > 1:
            own = {post.unit_id for post in self.user.posts if post.grants(VIEW)}
            shown = versions.filter(unit__in=own | self.reach.wards)
        else:
            shown = versions.filter(unit__in=self.reach.units)
        ward = next((place.unit_id for place in self.chain if place.level == Level.WARD), None)
        if ward is not None and (self.reach.everywhere or len(self.reach.wards) > 1):
            shown = shown | versions.filter(parent=ward, unit__level=Level.NEIGHBORHOOD)
        rows = list(
            shown.order_by("unit__level", "sort_key").values_list(
                "unit", "unit__level", "name", "parent"
            )
        )
        return _grouped(rows)

    def _is_open(self, unit_id: int) -> bool:
        """Whether a unit lives, is no smaller than a khu phố, and lies in the user's reach."""
        if unit_id not in self.reach:
            return False
        today = UnitVersion.objects.today().filter(unit=unit_id)
        return today.filter(unit__level__lte=Level.NEIGHBORHOOD).exists()


def _grouped(rows: Sequence[tuple[int, int, str, int | None]]) -> Choices:
    """Units by level; wards with the name of their district where several are offered."""
    names = {unit: name for unit, level, name, _parent in rows if level == Level.DISTRICT}
    groups: dict[int, list[tuple[int, str]]] = {}
    for unit, level, name, parent in rows:
        above = names.get(parent or 0) if level == Level.WARD and len(names) > 1 else None
        groups.setdefault(level, []).append((unit, f"{name}, {above}" if above else name))
    headings = {
        Level.CITY: _("Thành phố"),
        Level.DISTRICT: _("Quận, huyện"),
        Level.WARD: _("Phường, xã"),
        Level.NEIGHBORHOOD: _("Khu phố, ấp"),
    }
    return [(headings[Level(level)], units) for level, units in sorted(groups.items())]
