"""Rows of a spreadsheet as decisions: put together, checked beforehand, carried out.

A preview writes nothing: the lines are made in memory, and the checks of the change service look at
them as they would at written ones.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models.functions import Coalesce, ExtractYear

from wards import changes, services
from wards.changes import Plan, Problem, problems
from wards.models import Action, ChangeLine, Decision, DecisionStatus, Kind, LineSource, Unit
from wards.rules import checked, write_in_bulk

# A file of units names the old ones only where they are known; that is no matter for a person.
EXPECTED = {"from_nothing"}
BATCH = 1000


class Paper(NamedTuple):
    """What rows of one decision have in common."""

    issuer: str
    number: str
    signed_on: datetime.date | None
    day: datetime.date

    @property
    def year(self) -> int:
        """The year in which its number is its own."""
        return (self.signed_on or self.day).year


@dataclass
class Founding:
    """One unit to be founded; `rows` are those of the file that speak of it."""

    kind: Kind
    name: str
    ward_id: int
    above: Founding | int
    """What it hangs under: a unit that is there, or one of the same paper."""
    households: int | None = None
    residents: int | None = None
    rows: list[int] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


class Source(NamedTuple):
    """An old unit that went into a new one."""

    unit_id: int
    extent: str
    households: int | None
    row: int


class Order:
    """A paper with what it founds."""

    def __init__(self, paper: Paper, foundings: list[Founding]) -> None:
        self.paper = paper
        # What others hang under comes first.
        self.foundings = sorted(foundings, key=lambda one: (one.kind.level, one.rows[0]))

    def problems(self) -> Iterator[tuple[Problem, int]]:
        """What is wrong with it or should be looked at, each with the row it belongs to."""
        lines = self._lines(Decision(effective_on=self.paper.day))
        for line in lines:  # as if they were written and read again
            line.pk = line.number
            line.parent_line = line.parent_line  # which has its key now
            kept: Any = line
            kept._prefetched_objects_cache = {"sources": self._sources(line)}  # noqa: SLF001 - what prefetch_related fills
        units = Unit.objects.in_bulk(
            {source.unit_id for one in self.foundings for source in one.sources}
            | {one.above for one in self.foundings if isinstance(one.above, int)}
        )
        for line in lines:
            line.parent = units.get(line.parent_id)
            for source in line.sources.all():
                source.source = units[source.source_id]
        for problem in problems(Plan.of(lines[0].decision, self.paper.day, lines)):
            if problem.code not in EXPECTED:
                yield problem, self.foundings[max(problem.number - 1, 0)].rows[0]

    def carry_out(self, *, by: Any) -> None:
        """Write the decision with its lines and apply it. Raises ValidationError if it is refused."""
        paper = self.paper
        decision = services.draft_decision(
            by=by,
            issuer=paper.issuer,
            number=_free(paper),
            signed_on=paper.signed_on,
            effective_on=paper.day,
            is_made_up=settings.PORTAL_DEMO,  # whatever is brought into the made-up city
            title=f"Thành lập {len(self.foundings)} đơn vị (nhập từ bảng tính)",
        )
        lines = self._lines(decision)
        for _level, batch in itertools.groupby(lines, key=lambda line: Kind(line.kind).level):
            together = list(batch)
            for line in together:
                line.parent_line = line.parent_line  # which has its key now
            ChangeLine.objects.bulk_create(together, batch_size=BATCH)
        edges = [edge for line in lines for edge in self._sources(line)]
        LineSource.objects.bulk_create(edges, batch_size=BATCH)
        changes.apply(decision=services.confirm_decision(decision=decision, by=by), by=by)

    def _lines(self, decision: Decision) -> list[ChangeLine]:
        made: dict[int, ChangeLine] = {}
        for number, one in enumerate(self.foundings, 1):
            beside = one.above if isinstance(one.above, Founding) else None
            made[id(one)] = ChangeLine(
                decision=decision,
                number=number,
                action=Action.FOUND,
                name=one.name,
                kind=one.kind,
                parent_id=one.above if isinstance(one.above, int) else None,
                parent_line=made[id(beside)] if beside else None,
                households=one.households,
                residents=one.residents,
            )
        return list(made.values())

    def _sources(self, line: ChangeLine) -> list[LineSource]:
        return [
            LineSource(
                line=line,
                source_id=source.unit_id,
                extent=source.extent,
                households=source.households,
            )
            for source in self.foundings[line.number - 1].sources
        ]


def carry_out(orders: list[Order], *, by: Any) -> None:
    """Write and apply all of them, the earliest day first, in one transaction or not at all."""
    with checked(by):
        write_in_bulk()
        for order in sorted(orders, key=lambda order: order.paper.day):
            order.carry_out(by=by)


def _free(paper: Paper) -> str:
    """The number of the paper; with a mark where part of it was entered before."""
    if not paper.number:
        return ""
    known = Decision.objects.alias(year=ExtractYear(Coalesce("signed_on", "effective_on"))).filter(
        issuer=paper.issuer, year=paper.year, number__startswith=paper.number
    )
    taken = set(known.exclude(status=DecisionStatus.WITHDRAWN).values_list("number", flat=True))
    marks = itertools.chain([""], (f" (danh sách {count})" for count in itertools.count(2)))
    return next(number for mark in marks if (number := paper.number + mark) not in taken)
