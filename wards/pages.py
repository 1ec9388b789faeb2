"""What the public pages show, put together from tree, look-up and lineage."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from core import clock
from wards import lookup, tree
from wards.drawing import Drawing, lineage
from wards.lineage import Family, Fate, family, fates
from wards.lookup import Found, Hit
from wards.models import Decision, DecisionStatus, Level, Unit, UnitVersion
from wards.registry import Panel, panels_of
from wards.tree import Place

MOST_SUCCESSORS = 10  # in an answer; the unit's own page has them all


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit that was found, and what became of it."""

    hit: Hit
    fate: Fate

    @property
    def shown(self) -> Sequence[object]:
        """The successors that an answer names."""
        return self.fate.successors[:MOST_SUCCESSORS]

    @property
    def left_out(self) -> int:
        """How many successors an answer does not name."""
        return len(self.fate.successors) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a question brought, each unit with its fate."""

    found: Found
    answers: list[Answer]


def answers(
    text: str,
    *,
    level: int | None = None,
    on: datetime.date | None = None,
    limit: int = 20,
) -> Answers | None:
    """The answers to a question; None where nothing was asked."""
    if not text.strip():
        return None
    found = lookup.search(text, levels=[level] if level else None, on=on, limit=limit)
    known = fates(hit.unit_id for hit in found.hits)
    return Answers(found, [Answer(hit, known[hit.unit_id]) for hit in found.hits])


@dataclass(frozen=True, slots=True)
class Branch:
    """Units of one level that hang or hung directly under another, in natural order."""

    level: Level
    versions: list[UnitVersion]
    is_past: bool

    @property
    def ended_on(self) -> datetime.date | None:
        """The day from which the last of them no longer hung there; None for the present."""
        return (
            max((version.valid.upper for version in self.versions), default=None)
            if self.is_past
            else None
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """What has been decided for a day to come: an end, another name or place, and by which decision."""

    day: datetime.date
    is_end: bool
    version: UnitVersion | None
    targets: list[tuple[Unit, str]]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit as of a day."""

    unit: Unit
    day: datetime.date
    version: UnitVersion
    chain: list[Place]
    names: list[UnitVersion]
    family: Family
    fate: Fate
    drawing: Drawing | None
    branches: list[Branch]
    panels: list[Panel]
    pending: list[Decision]

    @property
    def above(self) -> list[Place]:
        """What the unit hangs under, the highest first."""
        return self.chain[:0:-1]

    @property
    def label(self) -> str:
        """Its full name as of the day."""
        return tree.label(self.chain)

    @property
    def stands_in(self) -> str:
        """What it hangs under, in one line; empty for the city."""
        return tree.label(self.chain[1:])

    @property
    def transfers(self) -> list[dict[str, object]]:
        """Every edge before and after the unit, in words."""
        labels = {pk: tree.label(chain) for pk, chain in self.family.chains.items()}
        return [
            {
                "source": edge.source,
                "source_label": labels[edge.source_id],
                "target": edge.target,
                "target_label": labels[edge.target_id],
                "extent": edge.get_extent_display(),
                "decision": edge.decision,
                "note": edge.note,
            }
            for edge in [*self.family.before, *self.family.after]
        ]

    @property
    def coming(self) -> Coming | None:
        """The next change of a unit that lives today; None where none is known. Costs no query."""
        today = clock.today()
        if not self.unit.is_alive_on(today):
            return None
        version = next((v for v in self.names if v.valid.lower > today), None)
        day = version.valid.lower if version else self.unit.valid.upper
        if day is None:
            return None
        edges = [edge for edge in self.family.after if edge.decision.day == day]
        labels = {pk: tree.label(chain) for pk, chain in self.family.chains.items()}
        decision = version.decision if version else None
        return Coming(
            day,
            is_end=version is None,
            version=version,
            targets=[
                (edge.target, labels[edge.target_id])
                for edge in edges
                if edge.source_id == self.unit.pk
            ],
            decision=edges[0].decision if edges else decision,
        )

    @property
    def is_today(self) -> bool:
        """Whether it is shown as it is today."""
        return self.day == clock.today()


def unit_page(unit: Unit, asked: datetime.date) -> UnitPage:
    """Everything the page of a unit shows, as of a day moved into the life of the unit."""
    day = max(unit.valid.lower, min(asked, unit.last_day or asked))
    names = sorted(
        unit.versions.select_related("decision"), key=lambda version: version.valid.lower
    )
    kin = family(unit)
    return UnitPage(
        unit=unit,
        day=day,
        version=next(version for version in names if day in version.valid),
        chain=tree.chain(unit, day),
        names=names,
        family=kin,
        fate=kin.fate(),
        drawing=lineage(kin) if kin else None,
        branches=_branches(unit, day),
        panels=panels_of(unit, day),
        pending=_pending(unit),
    )


def _branches(unit: Unit, day: datetime.date) -> list[Branch]:
    """What hangs below on the day, by level; then what hung there before it."""
    versions = (
        UnitVersion.objects.below(unit).filter(valid__startswith__lte=day).select_related("unit")
    )
    present: dict[int, list[UnitVersion]] = {}
    past: dict[int, dict[int, UnitVersion]] = {}
    for version in versions:
        if day in version.valid:
            present.setdefault(version.unit.level, []).append(version)
        else:
            past.setdefault(version.unit.level, {})[version.unit_id] = version
    living = {version.unit_id for found in present.values() for version in found}
    branches = [Branch(Level(level), found, False) for level, found in sorted(present.items())]
    for level, last in sorted(past.items()):
        gone = [version for version in last.values() if version.unit_id not in living]
        if gone:
            branches.append(Branch(Level(level), gone, True))
    return branches


def _pending(unit: Unit) -> list[Decision]:
    """Decisions that are confirmed and wait to be applied; said on the page of the city."""
    if unit.level != Level.CITY:
        return []
    return list(
        Decision.objects.filter(status=DecisionStatus.CONFIRMED).order_by("effective_on", "pk")
    )
