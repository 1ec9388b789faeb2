"""The lineage of a unit as a drawing: one line a unit, the oldest on top, and arcs between them.

Drawn by `templates/wards/_lineage.svg`. It is narrow enough for a phone and made of words, so that
it needs no legend; the same is said as a table beneath it, with links. Lengths are strings, because
a template would write numbers in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text import natural_key
from wards.lineage import Family
from wards.models import Extent, Transfer, Unit

MOST_ROWS = 24  # a longer drawing is no longer looked at; the table holds everything
WIDTH, GUTTER, ROW, HEAD, TOP = 360, 76, 44, 30, 8
LONGEST_LABEL = 32  # characters that fit beside the arcs
FLAT, STEEP = 14, 0.22  # how far an arc swings out: at least, and for each unit of its height


@dataclass(frozen=True, slots=True)
class Node:
    """One unit on its line."""

    label: str
    years: str
    y: str
    below: str  # where the years are written
    state: str  # "here", "alive" or "past"


@dataclass(frozen=True, slots=True)
class Arc:
    """A unit or a part of it goes to another."""

    path: str
    head: str  # the tip of the arrow
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Wave:
    """The day on which the units below it began."""

    label: str
    y: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template writes."""

    nodes: list[Node]
    arcs: list[Arc]
    waves: list[Wave]
    width: str
    height: str
    gutter: str
    text: str
    hidden: int  # units left out


def lineage(family: Family) -> Drawing:
    """The drawing of a family that has at least one edge."""
    edges = [*family.before, *family.after]
    shown, hidden = _chosen(family)
    places: dict[int, int] = {}
    nodes, waves = [], []
    y, began = TOP, None
    for unit in shown:
        if unit.valid.lower != began:
            began = unit.valid.lower
            waves.append(Wave(_("từ %s") % f"{began:%d/%m/%Y}", str(y + HEAD // 2 + 4)))
            y += HEAD
        places[unit.pk] = y + ROW // 2 - 6
        nodes.append(_node(family, unit, places[unit.pk]))
        y += ROW
    arcs = [
        _arc(edge, places)
        for edge in edges
        if edge.source_id in places and edge.target_id in places
    ]
    return Drawing(
        nodes, arcs, waves, str(WIDTH), str(y + TOP), str(GUTTER), str(GUTTER + 16), hidden
    )


def _chosen(family: Family) -> tuple[list[Unit], int]:
    """The unit and those nearest to it in steps, in the order of their beginnings."""
    steps = {family.unit.pk: 0}
    _spread(steps, reversed(family.before), "target_id", "source_id")
    _spread(steps, family.after, "source_id", "target_id")
    nearest = sorted(steps, key=lambda pk: (steps[pk], _order(family, pk)))
    shown = sorted(nearest[:MOST_ROWS], key=lambda pk: _order(family, pk))
    return [family.units[pk] for pk in shown], len(steps) - len(shown)


def _spread(steps: dict[int, int], edges: Iterable[Transfer], near: str, far: str) -> None:
    for edge in edges:
        here, there = getattr(edge, near), getattr(edge, far)
        if here in steps:
            steps.setdefault(there, steps[here] + 1)


def _order(family: Family, pk: int) -> tuple[object, ...]:
    unit = family.units[pk]
    return unit.valid.lower, unit.level, natural_key(family.chains[pk][0].name), pk


def _node(family: Family, unit: Unit, y: int) -> Node:
    chain = family.chains[unit.pk]
    here = family.chains[family.unit.pk]
    # Neighbours are known by their own name; somebody from elsewhere by the name above it too.
    above = [place for place in chain[1:2] if place.unit_id not in {p.unit_id for p in here[1:]}]
    label = ", ".join(place.name for place in [chain[0], *above])
    state = "here" if unit.pk == family.unit.pk else "alive" if unit.is_alive else "past"
    return Node(_cut(label), _years(unit), str(y), str(y + 17), state)


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip(' ,')}…"


def _years(unit: Unit) -> str:
    if unit.last_day:
        return _("đến hết ngày %s") % f"{unit.last_day:%d/%m/%Y}"
    return _("đang hoạt động")


def _arc(edge: Transfer, places: dict[int, int]) -> Arc:
    start, end = places[edge.source_id], places[edge.target_id]
    swing = min(GUTTER - 10, FLAT + STEEP * abs(end - start))
    x, bend = GUTTER, GUTTER - swing * 4 / 3
    path = f"M{x} {start}C{bend:.1f} {start} {bend:.1f} {end} {x - 9} {end}"
    head = f"M{x - 8} {end}l-7 -4v8z"
    return Arc(path, head, edge.extent == Extent.WHOLE)
