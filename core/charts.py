"""Charts as numbers and percentages; `templates/ui/_chart_*.svg` draws them.

All lengths leave this module as strings with a decimal point, because a template would write them
in the reader's language, and SVG does not read Vietnamese decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

TONES = ("a", "b", "c", "d", "e", "f")
"""Colours of series in the order of use; the print and high-contrast forms follow the same order."""


@dataclass(frozen=True)
class Bar:
    """One bar or share: its words, its number and its place in percent of the full width."""

    label: Any
    value: float
    width: str
    x: str
    percent: int
    tone: str
    url: str = ""


@dataclass(frozen=True)
class Dot:
    """One point of a line: its words, its number, and its place in percent and in drawing units."""

    label: Any
    value: float
    x: str
    y: str
    shows_label: bool
    is_minor: bool
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line with the area beneath it and the ruled lines of its scale."""

    dots: list[Dot]
    points: str
    area: str
    rules: list[tuple[str, float]]


@dataclass(frozen=True)
class Column:
    """One column: its place in percent of the width and units of the height, and its number."""

    x: str
    y: str
    width: str
    height: str
    value: float | None
    tone: str


@dataclass(frozen=True)
class Group:
    """The columns of one step of time."""

    label: Any
    bars: list[Column]
    values: list[float | None]
    middle: str
    shows_label: bool
    is_minor: bool


@dataclass(frozen=True)
class Columns:
    """Groups of columns, the names of their series with their tones, and the ruled lines of the scale."""

    groups: list[Group]
    series: list[tuple[Any, str]]
    rules: list[tuple[str, float]]


def bars(rows: Iterable[Sequence[Any]], *, tone: str = "a") -> list[Bar]:
    """Bars on one scale from 0 to the largest value; a row is (label, value) or (label, value, url)."""
    given = [tuple((*row, "")[:3]) for row in rows]
    top = max((value for _, value, _ in given), default=0)
    total = sum(value for _, value, _ in given)
    return [
        Bar(label, value, _number(_share(value, top)), "0", round(_share(value, total)), tone, url)
        for label, value, url in given
    ]


def shares(rows: Iterable[Sequence[Any]]) -> list[Bar]:
    """Parts of a whole laid end to end; a row is (label, value) or (label, value, tone)."""
    given = [tuple((*row, "")[:3]) for row in rows]
    total = sum(value for _, value, _ in given)
    parts, x = [], 0.0
    for index, (label, value, tone) in enumerate(given):
        width = _share(value, total)
        shade = tone or TONES[index % len(TONES)]
        parts.append(Bar(label, value, _number(width), _number(x), round(width), shade))
        x += width
    return parts


def line(rows: Iterable[Sequence[Any]], *, height: int = 160, every: int = 0) -> Line:
    """A line over equal steps of time, from 0 up to a round number above the largest value.

    `every` says which labels are written under the axis; 0 chooses so that about six are.
    """
    given = list(rows)
    top = _round_up(max((value for _, value in given), default=0))
    step = every or max(1, -(-len(given) // 6))
    last = max(1, len(given) - 1)
    dots = [
        Dot(
            label,
            value,
            _number(index / last * 100),
            _number(height - value / top * height),
            (len(given) - 1 - index) % step == 0,
            (len(given) - 1 - index) // step % 2 == 1,
            _anchor(index, len(given)),
        )
        for index, (label, value) in enumerate(given)
    ]
    points = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    area = f"0,{height} {points} 100,{height}" if dots else ""
    rules = [(_number(height - part * height), top * part) for part in (0, 0.5, 1)]
    return Line(dots, points, area, rules)


def columns(rows: Iterable[Sequence[Any]], labels: Sequence[Any], *, height: int = 160) -> Columns:
    """Groups of columns over equal steps of time, one column a series; a row is (label, value, value).

    About six labels are written under the axis, the last one always. The first series is filled, the
    second one is an outline, so that they are told apart without colour. None is no column and a dash.
    """
    given = [(label, list(values)) for label, *values in rows]
    top = _round_up(max((value or 0 for _, values in given for value in values), default=0))
    every = max(1, -(-len(given) // 6))
    slot = 100 / max(1, len(given))
    wide = slot * 0.76 / max(1, len(labels))
    groups = []
    for index, (label, values) in enumerate(given):
        bars = [
            Column(
                _number(index * slot + slot * 0.12 + series * wide),
                _number(height - (value or 0) / top * height),
                _number(wide * 0.94),
                _number((value or 0) / top * height),
                value,
                TONES[series],
            )
            for series, value in enumerate(values)
        ]
        behind = len(given) - 1 - index
        middle = _number(index * slot + slot / 2)
        minor = behind // every % 2 == 1
        groups.append(Group(label, bars, values, middle, behind % every == 0, minor))
    rules = [(_number(height - part * height), top * part) for part in (0, 0.5, 1)]
    return Columns(groups, list(zip(labels, TONES, strict=False)), rules)


def spark(values: Sequence[float], *, width: int = 96, height: int = 24) -> str:
    """The points of a word-sized line, with room for its stroke."""
    top = max(values, default=0) or 1
    last = max(1, len(values) - 1)
    return " ".join(
        f"{_number(2 + index / last * (width - 4))},{_number(height - 2 - value / top * (height - 4))}"
        for index, value in enumerate(values)
    )


def _share(value: float, whole: float) -> float:
    return value / whole * 100 if whole else 0.0


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _anchor(index: int, count: int) -> str:
    if index == 0 and count > 1:
        return "start"
    return "end" if index == count - 1 and count > 1 else "middle"


def _round_up(value: float) -> float:
    """The next of 2, 4, 10, 20, 40, 100 …, so that the middle rule is a whole number as well."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * size:
                return step * size
        size *= 10
