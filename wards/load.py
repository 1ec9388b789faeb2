"""Bringing the territory to the state that a list shows on a day, whatever it was before.

What goes on, what ends and what begins is worked out first; then it is written by the services, in
one transaction of the caller's. A list that is already loaded changes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from core.text import fold
from wards import services, tree
from wards.lists import UNCHANGED, Edge, Row
from wards.models import Decision, Level, Transfer, Unit, UnitVersion

Say = Callable[[str], None]


@dataclass
class Change:
    """What one list changed."""

    begun: list[Unit] = field(default_factory=list)
    ended: list[Unit] = field(default_factory=list)
    moved: list[Unit] = field(default_factory=list)
    kept: int = 0
    transfers: int = 0

    def __bool__(self) -> bool:
        return bool(self.begun or self.ended or self.moved or self.transfers)


def bring_to(
    rows: list[Row],
    *,
    on: datetime.date,
    decision: Decision | None = None,
    continuing: Collection[str] | None = None,
    replaced: Collection[str] | None = None,
) -> Change:
    """Make the city, districts and wards of a day those of a list.

    A unit goes on if code and name are the same and, where `continuing` is given, its code is in it
    (identity rule: a decision may found a unit anew under an old code and name). `replaced` are the
    codes of the provinces and cities that the list stands for; those in the list unless told.
    """
    tops = set(replaced or (row.code for row in rows if row.level == Level.CITY))
    living = _living(tops, on)
    kept = {row.code: living[row.code] for row in rows if _goes_on(row, living, on, continuing)}
    change = Change(kept=len(kept))
    for code, version in living.items():
        if code not in kept:
            change.ended.append(services.end_unit(unit=version.unit, on=on))
    units = {code: version.unit for code, version in kept.items()}
    for row in rows:
        parent = units.get(row.parent_code)
        if row.code not in units:
            units[row.code] = _begin(row, parent, on, decision)
            change.begun.append(units[row.code])
        elif kept[row.code].parent_id != (parent and parent.pk):
            services.change_unit(unit=units[row.code], on=on, decision=decision, parent=parent)
            change.moved.append(units[row.code])
    return change


def connect(edges: Iterable[Edge], *, decision: Decision, on: datetime.date) -> int:
    """Note who came from whom under a decision that was applied on a day; how many edges were new."""
    old, new = _by_code(on - datetime.timedelta(days=1)), _by_code(on)
    there = set(Transfer.objects.filter(decision=decision).values_list("source", "target"))
    added = 0
    for edge in edges:
        source, target = old[edge.old_code], new[edge.new_code]
        if edge.extent == UNCHANGED or (source.pk, target.pk) in there:
            continue
        services.transfer(
            decision=decision,
            source=source,
            target=target,
            extent=edge.extent,
            note=edge_note(edge),
        )
        added += 1
    return added


def edge_note(edge: Edge) -> str:
    """The clause of the resolution that an edge comes from, as it is kept with a transfer."""
    note = f"khoản {edge.clause} Điều 1" if edge.clause else ""
    return note + ("; chỉ diện tích, không nêu dân số" if edge.area_only else "")


def same_name(left: str, right: str) -> bool:
    """Whether two spellings are one name: i and y are written for each other (Qui Đức, Quy Đức)."""
    return fold(left).replace("y", "i") == fold(right).replace("y", "i")


def _living(tops: Collection[str], on: datetime.date) -> dict[str, UnitVersion]:
    """Code → version of every city, district and ward that lives on a day under the given tops."""
    roots = UnitVersion.objects.on(on).filter(code__in=tops, unit__level=Level.CITY)
    below = tree.below(roots.values_list("unit_id", flat=True), on)
    versions = UnitVersion.objects.on(on).filter(unit__in=below, unit__level__lte=Level.WARD)
    return {version.code: version for version in versions.select_related("unit")}


def _goes_on(
    row: Row,
    living: dict[str, UnitVersion],
    on: datetime.date,
    continuing: Collection[str] | None,
) -> bool:
    version = living.get(row.code)
    if version is None or not same_name(version.name, row.name):
        return False
    return continuing is None or row.code in continuing or version.unit.valid.lower == on


def _begin(row: Row, parent: Unit | None, on: datetime.date, decision: Decision | None) -> Unit:
    return services.begin_unit(
        kind=row.kind, name=row.name, on=on, parent=parent, code=row.code, decision=decision
    )


def _by_code(on: datetime.date) -> dict[str, Unit]:
    versions = UnitVersion.objects.on(on).exclude(code="").select_related("unit")
    return {version.code: version.unit for version in versions}
