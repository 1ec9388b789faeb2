"""The reform of 1 July 2025 as a decision like any other: its lines, from the official lists.

22 districts of the city and the 16 of its neighbours end, 441 old wards become 168 by 493 edges, and
Bình Dương and Bà Rịa - Vũng Tàu join the city. The lists name no khu phố. One in a ward that goes to
another as a whole follows it; where in the pieces of a divided ward a khu phố lies nobody has
published, so a person places it. In the demonstration it is placed by a made-up rule, and its line
says so: the khu phố of a ward stand in a row, and the row is cut into as many equal pieces as the ward.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from wards import history
from wards.lists import UNCHANGED, Edge
from wards.load import bring_to, edge_note
from wards.models import (
    Action,
    ChangeLine,
    Decision,
    Extent,
    Level,
    LineSource,
    Unit,
    UnitVersion,
)

NUMBER = history.RESOLUTION_1685["number"]
MADE_UP = "Vị trí do bản trình diễn tự chia; danh sách chính thức không nêu khu phố, ấp."


def is_reform(decision: Decision) -> bool:
    """Whether a decision is the reform, whose lines come from the official lists."""
    return decision.number == NUMBER


def enter(decision: Decision, day: datetime.date) -> int:
    """Write the lines of the reform as of a day, once; how many there are.

    The neighbours are entered with it, as far as their state of early 2025 is known. Needs the wards
    of early 2025; raises KeyError if one of them is missing.
    """
    if not decision.lines.exists():
        lists = history.Lists.read()
        bring_to(lists.early_of(*history.NEIGHBOURS), on=history.NEIGHBOURS_KNOWN)
        _Entry(decision, day, lists).write()
    return decision.lines.count()


class _Entry:
    """Turns the lists into lines."""

    def __init__(self, decision: Decision, day: datetime.date, lists: history.Lists) -> None:
        self.decision, self.lists = decision, lists
        eve = UnitVersion.objects.on(day - datetime.timedelta(days=1))
        self.versions = {
            version.code: version
            for version in eve.exclude(code="").select_related("unit").order_by("pk")
        }
        self.khu_pho: dict[int, list[UnitVersion]] = {}
        # Real ones are placed by a person: without a line they stop the decision as orphans.
        made_up = eve.filter(unit__level=Level.NEIGHBORHOOD, unit__is_made_up=True)
        rows = made_up.select_related("unit")
        for version in rows.order_by("parent", "sort_key"):
            self.khu_pho.setdefault(version.parent_id or 0, []).append(version)
        self.city = self._unit(history.HCMC)
        self.lines: list[ChangeLine] = []
        self.sources: list[LineSource] = []

    def write(self) -> None:
        """All lines, in three statements."""
        self._joining()
        wards = self._wards()
        self._districts()
        self._save()
        self._places(wards)
        self._save()

    def _joining(self) -> None:
        line = self._line(Action.CHANGE, unit=self.city, note="Nghị quyết 202/2025/QH15")
        for code in history.NEIGHBOURS:
            self._source(line, code, Extent.WHOLE)

    def _wards(self) -> dict[str, ChangeLine]:
        found = {}
        edges: dict[str, list[Edge]] = {}
        for edge in self.lists.edges:
            edges.setdefault(edge.new_code, []).append(edge)
        for row in self.lists.late_2025:
            if row.level != Level.WARD:
                continue
            into = edges[row.code]
            if into[0].extent == UNCHANGED:
                line = self._line(Action.CHANGE, unit=self._unit(row.code), parent=self.city)
            else:
                named = {"name": row.name, "kind": row.kind, "code": row.code}
                line = self._line(Action.FOUND, parent=self.city, **named)
                for edge in into:
                    self._source(line, edge.old_code, edge.extent, edge_note(edge))
            found[row.code] = line
        return found

    def _districts(self) -> None:
        """They end without a successor of their level."""
        gone = {source.source_id for source in self.sources}
        districts = (v for v in self.versions.values() if v.unit.level == Level.DISTRICT)
        for version in sorted(districts, key=lambda version: version.code):
            if version.unit_id not in gone:
                self._line(Action.END, unit=version.unit)

    def _places(self, wards: dict[str, ChangeLine]) -> None:
        """The khu phố of divided wards, made up."""
        targets: dict[str, list[ChangeLine]] = {}
        for edge in self.lists.edges:
            targets.setdefault(edge.old_code, []).append(wards[edge.new_code])
        for code, pieces in targets.items():
            if len(pieces) > 1:
                places = self.khu_pho.get(self.versions[code].unit_id, [])
                for place, piece in _cut(places, pieces):
                    self._line(Action.CHANGE, unit=place.unit, parent_line=piece, note=MADE_UP)

    def _unit(self, code: str) -> Unit:
        return self.versions[code].unit

    def _line(self, action: Action, **fields: object) -> ChangeLine:
        number = len(self.lines) + 1
        line = ChangeLine(decision=self.decision, number=number, action=action, **fields)
        self.lines.append(line)
        return line

    def _source(self, line: ChangeLine, code: str, extent: str, note: str = "") -> None:
        self.sources.append(
            LineSource(line=line, source=self._unit(code), extent=extent, note=note)
        )

    def _save(self) -> None:
        """What is not saved yet; a source comes after its line."""
        ChangeLine.objects.bulk_create(line for line in self.lines if line.pk is None)
        for source in self.sources:
            source.line_id = source.line.pk
        LineSource.objects.bulk_create(source for source in self.sources if source.pk is None)


def _cut(
    places: list[UnitVersion], pieces: list[ChangeLine]
) -> Iterator[tuple[UnitVersion, ChangeLine]]:
    for number, place in enumerate(places):
        yield place, pieces[number * len(pieces) // len(places)]
