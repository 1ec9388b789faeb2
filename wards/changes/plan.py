"""What a decision orders, read in a few queries whatever its size."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from wards.models import Action, ChangeLine, Decision, Extent, LineSource, UnitVersion

DAY = datetime.timedelta(days=1)
ENDING = {Extent.WHOLE, Extent.REST}


@dataclass(frozen=True)
class Plan:
    """The lines of a decision beside the state of the territory on the eve of a day."""

    decision: Decision
    day: datetime.date
    lines: list[ChangeLine]
    eve: dict[int, UnitVersion]
    children: dict[int, list[UnitVersion]]

    @classmethod
    def read(cls, decision: Decision, day: datetime.date) -> Plan:
        """Read the lines and every unit they name or that hangs under one that ends; five queries."""
        lines = list(
            decision.lines.select_related("unit", "parent", "parent_line").prefetch_related(
                "sources__source"
            )
        )
        return cls.of(decision, day, lines)

    @classmethod
    def of(cls, decision: Decision, day: datetime.date, lines: list[ChangeLine]) -> Plan:
        """The same for lines that somebody has at hand, written or not, with their sources."""
        named = {pk for line in lines for pk in (line.unit_id, line.parent_id) if pk}
        named |= {source.source_id for line in lines for source in line.sources.all()}
        plan = cls(decision, day, lines, _versions(named, day), {})
        plan.children.update(_children(plan.ending, day))
        return plan

    @property
    def sources(self) -> Iterator[LineSource]:
        """Every source of every line, in the order of the lines."""
        for line in self.lines:
            yield from line.sources.all()

    @cached_property
    def edges(self) -> dict[int, list[LineSource]]:
        """Where each source goes."""
        found: dict[int, list[LineSource]] = {}
        for source in self.sources:
            found.setdefault(source.source_id, []).append(source)
        return found

    @cached_property
    def ending(self) -> set[int]:
        """The units that do not outlive the eve."""
        gone = {pk for pk, edges in self.edges.items() if any(e.extent in ENDING for e in edges)}
        return gone | {
            line.unit_id for line in self.lines if line.unit_id and line.action == Action.END
        }

    @cached_property
    def line_of(self) -> dict[int, ChangeLine]:
        """The line of each unit that stays."""
        return {line.unit_id: line for line in self.lines if line.unit_id}

    def whole_line(self, unit_id: int) -> ChangeLine | None:
        """The one line that a unit goes to as a whole; None for one that is divided or stays."""
        edges = self.edges.get(unit_id, [])
        return edges[0].line if [edge.extent for edge in edges] == [Extent.WHOLE] else None

    def name_of(self, line: ChangeLine) -> str:
        """What the unit of a line is called under the decision."""
        return line.name or (self.eve[line.unit_id].name if line.unit_id in self.eve else "")

    def kind_of(self, line: ChangeLine) -> str:
        """Of what kind it is under the decision."""
        return line.kind or (self.eve[line.unit_id].kind if line.unit_id in self.eve else "")

    def parent_key(self, line: ChangeLine) -> tuple[str, int | None]:
        """What it hangs under: a line of the same decision, or a unit that is there already."""
        if line.parent_line_id:
            return "line", line.parent_line_id
        eve = self.eve.get(line.unit_id or 0)
        return "unit", line.parent_id or (eve.parent_id if eve else None)

    @property
    def orphans(self) -> Iterator[UnitVersion]:
        """What hangs under an ending unit and is placed neither by a line nor by a whole edge."""
        for parent, children in self.children.items():
            for child in children:
                if child.unit_id in self.ending or self.whole_line(parent):
                    continue
                line = self.line_of.get(child.unit_id)
                if line is None or self.parent_key(line) == ("unit", parent):
                    yield child

    @property
    def along(self) -> Iterator[tuple[UnitVersion, ChangeLine]]:
        """What goes along with the unit it hangs under, without a line of its own."""
        for parent, children in self.children.items():
            target = self.whole_line(parent)
            for child in children:
                if target and child.unit_id not in self.ending | self.line_of.keys():
                    yield child, target


def _versions(units: set[int], day: datetime.date) -> dict[int, UnitVersion]:
    """Those of the eve, of units that no other decision has ended on the day itself."""
    eve = UnitVersion.objects.on(day - DAY).filter(unit__in=units)
    found = eve.filter(unit__valid__contains=day).select_related("unit")
    return {version.unit_id: version for version in found}


def _children(parents: set[int], day: datetime.date) -> dict[int, list[UnitVersion]]:
    """What hangs under them on the day as things stand, also what another decision founded that day."""
    found: dict[int, list[UnitVersion]] = {}
    rows = UnitVersion.objects.on(day).filter(parent__in=parents).select_related("unit")
    for version in rows.order_by("parent", "sort_key"):
        found.setdefault(version.parent_id or 0, []).append(version)
    return found


def units_named(plan: Plan) -> set[int]:
    """Every unit that the decision touches."""
    below = {child.unit_id for children in plan.children.values() for child in children}
    return {source.source_id for source in plan.sources} | set(plan.line_of) | below | plan.ending
