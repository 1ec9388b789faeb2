"""A scheme as a picture: old units on the left, new ones on the right, the households between them.

Drawn by `templates/neighborhoods/_flow.svg`; the same is said as a table beneath it. Bands are as thick
as the households they stand for; where a figure is missing, thin. Lengths are strings, because a
template would write numbers in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from core.numbers import number
from core.text import natural_key
from neighborhoods.balance import Flow, Size
from neighborhoods.checks import Draft
from wards.models import Action, ChangeLine, Extent

WIDTH, LABEL, BAR = 400, 128, 8  # px: the whole, a column of names, a unit's bar
TOP, GAP = 28, 10
LEAST, FULL = 32, 96  # height of a unit: to hold two lines of words; of the largest
THIN = 3  # a band whose households nobody has said
LONGEST_LABEL = 18
MOST = 24  # units a side; a longer drawing is no longer looked at
# Narrow enough for a phone without scrolling, so that its words stay large enough to read.


@dataclass(frozen=True, slots=True)
class Box:
    """One unit on its side."""

    label: str
    count: str
    y: str
    height: str
    text_y: str
    count_y: str
    is_new: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Households on their way."""

    path: str
    title: str
    is_part: bool


@dataclass
class Picture:
    """Everything the template writes."""

    left: list[Box] = field(default_factory=list)
    right: list[Box] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    width: str = str(WIDTH)
    height: str = "0"
    hidden: int = 0

    left_bar = str(LABEL)
    right_bar = str(WIDTH - LABEL - BAR)
    left_text = str(LABEL - 7)
    right_text = str(WIDTH - LABEL + 7)
    bar = str(BAR)


def picture(draft: Draft) -> Picture | None:
    """The drawing of a scheme; None where nothing goes anywhere."""
    flows = [flow for flow in draft.balance.flows if flow.line.action != Action.END]
    if not flows:
        return None
    olds = sorted(
        {flow.unit_id for flow in flows}, key=lambda pk: natural_key(draft.names.get(pk, ""))
    )
    lines = _by_middle(flows, olds)
    hidden = max(len(olds) - MOST, 0) + max(len(lines) - MOST, 0)
    olds, lines = olds[:MOST], lines[:MOST]
    flows = [f for f in flows if f.unit_id in olds and f.line.pk in {line.pk for line in lines}]
    if any(flow.size.households is None for flow in flows):
        flows = [replace(flow, size=Size()) for flow in flows]  # no thickness tells half the truth
    given = {pk: _sum(f for f in flows if f.unit_id == pk) for pk in olds}
    got = {line.pk: _sum(f for f in flows if f.line.pk == line.pk) for line in lines}
    scale = FULL / max([*given.values(), *got.values(), 1])
    found = Picture(hidden=hidden)
    left, end_left = _stack(olds, given, scale)
    right, end_right = _stack([line.pk for line in lines], got, scale)
    found.height = str(round(max(end_left, end_right)))
    staying = {line.unit_id for line in draft.lines if line.action == Action.CHANGE}
    for pk in olds:
        size = draft.sizes.get(pk)
        count = size.households if size else None
        found.left.append(_box(draft.names.get(pk, ""), count, left[pk], ends=pk not in staying))
    for line in lines:
        total = draft.balance.totals[line.pk].households
        is_new = line.action == Action.FOUND
        found.right.append(_box(draft.plan.name_of(line), total, right[line.pk], is_new=is_new))
    found.bands = list(_bands(draft, flows, left, right, scale))
    return found


def _by_middle(flows: list[Flow], olds: list[int]) -> list[ChangeLine]:
    """The lines in the order that crosses least: by the middle of what they take from."""
    lines = {flow.line.pk: flow.line for flow in flows}
    middle = {}
    for pk in lines:
        places = [olds.index(flow.unit_id) for flow in flows if flow.line.pk == pk]
        middle[pk] = sum(places) / len(places)
    return sorted(lines.values(), key=lambda line: (middle[line.pk], line.number))


def _sum(flows: Iterable[Flow]) -> int:
    return sum(max(flow.size.households or 0, 0) for flow in flows)


def _stack(
    keys: list[int], counts: dict[int, int], scale: float
) -> tuple[dict[int, tuple[float, float]], float]:
    """Top and height of each unit of a side, and where the side ends."""
    places, y = {}, float(TOP)
    for key in keys:
        height = max(counts[key] * scale, LEAST)
        places[key] = (y, height)
        y += height + GAP
    return places, y


def _box(
    name: str,
    count: int | None,
    place: tuple[float, float],
    *,
    is_new: bool = False,
    ends: bool = False,
) -> Box:
    y, height = place
    middle = y + height / 2
    words = _("chưa có số hộ") if count is None else _("%s hộ") % number(count)
    label = name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip(' ,')}…"
    return Box(
        label,
        words,
        f"{y:.1f}",
        f"{height:.1f}",
        f"{middle - 3:.1f}",
        f"{middle + 14:.1f}",
        is_new,
        ends,
    )


def _bands(
    draft: Draft,
    flows: list[Flow],
    left: dict[int, tuple[float, float]],
    right: dict[int, tuple[float, float]],
    scale: float,
) -> Iterable[Band]:
    used_left = {pk: place[0] for pk, place in left.items()}
    used_right = {pk: place[0] for pk, place in right.items()}
    start, end = LABEL + BAR, WIDTH - LABEL - BAR
    middle = (start + end) / 2
    for flow in sorted(flows, key=lambda f: (left[f.unit_id], right[f.line.pk])):
        thick = max((flow.size.households or 0) * scale, THIN)
        y, z = used_left[flow.unit_id], used_right[flow.line.pk]
        used_left[flow.unit_id] += thick
        used_right[flow.line.pk] += thick
        path = (
            f"M{start} {y:.1f}C{middle} {y:.1f} {middle} {z:.1f} {end} {z:.1f}"
            f"V{z + thick:.1f}C{middle} {z + thick:.1f} {middle} {y + thick:.1f} {start} {y + thick:.1f}z"
        )
        names = {"old": draft.names.get(flow.unit_id, ""), "new": draft.plan.name_of(flow.line)}
        count = flow.size.households
        words = _("%(old)s → %(new)s") % names
        title = (
            words
            if count is None
            else _("%(flow)s: %(count)s hộ") % {"flow": words, "count": number(count)}
        )
        yield Band(path, title, flow.extent != Extent.WHOLE)
