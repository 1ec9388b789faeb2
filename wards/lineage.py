"""What became of units, and what they came from, along the transfers of applied decisions.

- `fates(ids)`: for units of any time today's units ("formerly … → today …"), with the decisions;
- `family(unit)`: the edges before and after one unit, for its page and its drawing.

However many waves of change there were, `fates` costs four queries and `family` three. Only edges
of applied decisions count. One follows another if its decision came later, so that a swap of areas
within one decision does not lead in circles.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import connection

from core import clock
from wards import tree
from wards.models import Decision, Extent, Transfer, Unit
from wards.tree import Place

MOST_EDGES = 2000  # read for one unit; a ward with twenty waves has a few hundred

# `here` is the end of an edge that is already reached, `there` the one it leads to.
_EDGES = """
WITH RECURSIVE edge AS (
    SELECT transfer.{here}_id AS start, transfer.id, transfer.{there}_id AS reached,
           decision.applied_on, decision.id AS decision_id
    FROM wards_transfer transfer
    JOIN wards_decision decision
      ON decision.id = transfer.decision_id AND decision.status = 'applied'
    WHERE transfer.{here}_id = ANY(%(units)s)
    UNION
    SELECT edge.start, transfer.id, transfer.{there}_id, decision.applied_on, decision.id
    FROM edge
    JOIN wards_transfer transfer ON transfer.{here}_id = edge.reached
    JOIN wards_decision decision
      ON decision.id = transfer.decision_id AND decision.status = 'applied'
    WHERE (decision.applied_on, decision.id) {later} (edge.applied_on, edge.decision_id)
)
SELECT start, id FROM edge LIMIT %(limit)s
"""
_FORWARD = _EDGES.format(here="source", there="target", later=">")
_BACKWARD = _EDGES.format(here="target", there="source", later="<")
_BOTH_WAYS = (
    f"SELECT 'after', id FROM ({_FORWARD}) after UNION ALL "  # noqa: S608 - our own constants
    f"SELECT 'before', id FROM ({_BACKWARD}) before"
)


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit of today that took over a unit of the past, or a part of it."""

    unit_id: int
    chain: list[Place]
    extent: Extent

    @property
    def place(self) -> Place:
        """The unit itself."""
        return self.chain[0]

    @property
    def label(self) -> str:
        """Its full name."""
        return tree.label(self.chain)

    @property
    def is_whole(self) -> bool:
        """Whether all of the unit of the past is in this one."""
        return self.extent == Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a unit: nothing yet (it lives on unchanged), others, or nobody knows."""

    unit_id: int
    has_ended: bool
    ended_on: datetime.date | None
    is_incomplete: bool = False  # a part went to a unit whose own successor nobody entered
    successors: list[Successor] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def is_unknown(self) -> bool:
        """Whether the unit ended and its successor has not been entered."""
        return self.has_ended and not self.successors

    @property
    def shared_label(self) -> str:
        """What all successors hang under, if it is the same; empty where it is not."""
        above = {tree.label(successor.chain[1:]) for successor in self.successors}
        return above.pop() if len(above) == 1 else ""

    @property
    def is_single(self) -> bool:
        """Whether all of it went to one unit, so that nobody has to choose."""
        return len(self.successors) == 1 and self.successors[0].is_whole


@dataclass(frozen=True, slots=True)
class Family:
    """The edges that lead to a unit and from it, the earliest first, and who is on them."""

    unit: Unit
    before: list[Transfer]
    after: list[Transfer]
    units: dict[int, Unit]
    chains: dict[int, list[Place]]

    @property
    def decisions(self) -> list[Decision]:
        """Every decision on the way, the earliest first."""
        found = {edge.decision_id: edge.decision for edge in [*self.before, *self.after]}
        return sorted(found.values(), key=attrgetter("day", "pk"))

    def fate(self) -> Fate:
        """What became of the unit by today."""
        today = clock.today()
        living = {pk: self.chains[pk] for pk, unit in self.units.items() if unit.is_alive_on(today)}
        return _fate(self.unit, self.after, living, today)

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


def fates(unit_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, Fate]:
    """For each unit what became of it by a day (today unless told)."""
    day = on or clock.today()
    units = Unit.objects.in_bulk(set(unit_ids))
    starts = _reached(list(units))
    edges = _edges({edge for found in starts.values() for edge in found})
    targets = {edge.target_id: edge.target for edge in edges.values()}
    places = tree.chains([pk for pk, target in targets.items() if target.is_alive_on(day)], day)
    return {
        pk: _fate(unit, _ordered(starts.get(pk, ()), edges), places, day)
        for pk, unit in units.items()
    }


def fate(unit: Unit, on: datetime.date | None = None) -> Fate:
    """`fates` of one unit."""
    return fates([unit.pk], on)[unit.pk]


def family(unit: Unit) -> Family:
    """Everything a unit came from and everything that came of it."""
    with connection.cursor() as cursor:
        cursor.execute(_BOTH_WAYS, {"units": [unit.pk], "limit": MOST_EDGES})
        rows = cursor.fetchall()
    edges = _edges({edge for _, edge in rows})
    units = {unit.pk: unit}
    for edge in edges.values():
        units |= {edge.source_id: edge.source, edge.target_id: edge.target}
    before, after = (
        _ordered([edge for side, edge in rows if side == wanted], edges)
        for wanted in ("before", "after")
    )
    return Family(unit, before, after, units, tree.chains(units))


def _reached(unit_ids: list[int]) -> dict[int, list[int]]:
    """For each unit the ids of the edges that lead on from it, step by step."""
    found: dict[int, list[int]] = {}
    if unit_ids:
        with connection.cursor() as cursor:
            cursor.execute(_FORWARD, {"units": unit_ids, "limit": MOST_EDGES * len(unit_ids)})
            for start, edge in cursor.fetchall():
                found.setdefault(start, []).append(edge)
    return found


def _edges(edge_ids: set[int]) -> dict[int, Transfer]:
    if not edge_ids:
        return {}
    return Transfer.objects.select_related("decision", "source", "target").in_bulk(edge_ids)


def _ordered(edge_ids: Iterable[int], edges: dict[int, Transfer]) -> list[Transfer]:
    found = [edges[edge] for edge in edge_ids]
    return sorted(found, key=lambda edge: (edge.decision.day, edge.decision_id, edge.pk))


def _fate(
    unit: Unit, edges: list[Transfer], places: dict[int, list[Place]], day: datetime.date
) -> Fate:
    past = [edge for edge in edges if edge.decision.day <= day]
    shares = _shares(unit, past)
    gone_on = {edge.source_id for edge in past}
    ends = {pk for pk in shares if pk in places or pk not in gone_on}
    if ends == shares.keys() & places.keys() and len(ends) == 1 and unit.has_ended_by(day):
        shares = dict.fromkeys(ends, Extent.WHOLE)  # divided once, together again since
    successors = [
        Successor(pk, places[pk], extent) for pk, extent in shares.items() if pk in places
    ]
    decisions = {edge.decision_id: edge.decision for edge in past}
    return Fate(
        unit.pk,
        has_ended=unit.has_ended_by(day),
        ended_on=unit.valid.upper,
        successors=successors,
        is_incomplete=bool(successors) and bool(ends - places.keys()),
        decisions=list(decisions.values()),
    )


def _shares(unit: Unit, edges: list[Transfer]) -> dict[int, Any]:
    """How much of a unit is in each one reached; edges come in the order of their days.

    A whole of a whole is the whole; anything else is a part, named as the last edge names it.
    """
    shares: dict[int, Any] = {unit.pk: Extent.WHOLE}
    for edge in edges:
        source, extent = shares.get(edge.source_id), Extent(edge.extent)
        if source != Extent.WHOLE and extent == Extent.WHOLE:
            extent = Extent.PART
        known = shares.get(edge.target_id)
        shares[edge.target_id] = extent if known is None else Extent.PART
    del shares[unit.pk]
    return shares
