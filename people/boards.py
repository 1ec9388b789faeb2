"""What rooms add to the boards (/can-bo/thong-ke/): panels of figures; `people` itself knows none.

In `AppConfig.ready` of a room:

    from people.boards import panels
    panels.append(schemes_panel)

where `schemes_panel(scope)` returns a `Panel`, or None where there is nothing to show or the user may
not see it: a panel asks `scope.rows(queryset, permission)` for its rows and so shows what the user's
reach and the unit chosen have in common. Panels are drawn by their order, each may cost two queries
(three, where it shows rows by unit), whatever the number of rows. Every table of a panel can be taken
away as a file.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import QuerySet

from core import clock
from wards.models import Level, UnitVersion
from wards.tree import Place

if TYPE_CHECKING:
    from people.models import User

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Table:
    """Figures as a table to take away; `name` is its file's, unique among all panels."""

    name: str
    header: Sequence[Any]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Panel:
    """One part of a board: its heading, the template that draws it, and its tables as files."""

    slug: str
    title: Any
    template: str
    context: dict[str, Any]
    order: int
    tables: list[Table] = field(default_factory=list)
    wide: bool = False  # over the whole breadth of the page


class Scope:
    """What a board is about: who looks, at which unit, from which day to which.

    `chain` is the unit and what it hangs under, by the names of today; `first` and `last` are both
    included. With `by_then` the past stands under the units of its day. `address(unit=…)` is the query
    of the same board for another unit. What one panel has asked for another may find in `kept`.
    """

    def __init__(
        self,
        user: User,
        chain: list[Place],
        first: datetime.date,
        last: datetime.date,
        *,
        by_then: bool = False,
        address: Callable[..., str] = lambda **_changes: "",
    ) -> None:
        self.user, self.chain, self.place = user, chain, chain[0]
        self.first, self.last, self.by_then, self.address = first, last, by_then, address
        self.today = clock.today()
        self.kept: dict[str, Any] = {}

    @property
    def level(self) -> int:
        """The level of the unit."""
        return self.place.level

    @property
    def is_everywhere(self) -> bool:
        """Whether it is the whole city."""
        return self.level == Level.CITY

    @cached_property
    def wards(self) -> list[int]:
        """The wards of a district, or the ward itself; none for the whole city or a khu phố."""
        if self.level == Level.WARD:
            return [self.place.unit_id]
        if self.level != Level.DISTRICT:
            return []
        below = UnitVersion.objects.on(self.today).filter(parent=self.place.unit_id)
        return sorted(below.values_list("unit", flat=True))

    def rows(self, rows: Rows, permission: str, *, ward: str = "ward", unit: str = "unit") -> Rows:
        """What the user may see of some rows in the unit chosen.

        `ward` and `unit` are the paths to where a row lies; a table without one of them gives "".
        """
        seen: Rows = rows.visible_to(self.user, permission)  # type: ignore[attr-defined]
        if self.is_everywhere:
            return seen
        if self.level < Level.NEIGHBORHOOD and ward:
            return seen.filter(**{f"{ward}__in": self.wards})
        if self.level >= Level.NEIGHBORHOOD and not unit:
            return seen.none()
        return seen.filter(**{unit: self.place.unit_id})

    def narrowing(self, permission: str) -> dict[str, int] | None:
        """What makes a list that can be filtered by `unit` show this unit alone; None: nothing does.

        Such lists (`feedback.filters.place_of`) offer the wards of whoever reaches several, and accept
        any khu phố in reach.
        """
        reach = self.user.reach(permission)
        here = {"unit": self.place.unit_id}
        if self.is_everywhere:
            return {} if reach.everywhere else None
        if self.level == Level.DISTRICT:
            is_own = not reach.neighborhoods and reach.wards == frozenset(self.wards)
            return {} if is_own and not reach.everywhere else None
        if self.level == Level.WARD:
            return {} if reach.wards == {self.place.unit_id} and not reach.neighborhoods else here
        return {} if reach.neighborhoods == {self.place.unit_id} and not reach.wards else here


panels: list[Callable[[Scope], Panel | None]] = []


def panels_of(scope: Scope) -> list[Panel]:
    """The panels that have something to show, in their order."""
    found = [panel for draw in panels if (panel := draw(scope))]
    return sorted(found, key=lambda panel: panel.order)


def table_of(scope: Scope, name: str) -> Table | None:
    """The table of a name; None where there is none for this user and unit."""
    tables = (table for panel in panels_of(scope) for table in panel.tables)
    return next((table for table in tables if table.name == name), None)
