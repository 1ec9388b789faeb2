"""What stands on the pages, in order: lines, rules, stamps, tables and pairs of columns.

Millimetres, except where points are named. Both writers know these parts and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.papers.rules import Align


@dataclass(slots=True)
class Line:
    """A paragraph with a look of `rules.LOOKS`; a line feed in it breaks the line.

    `left` moves it in (mm); `before` (points) replaces that of the look; `keep`: with the next part.
    """

    look: str
    text: str
    left: float = 0.0
    before: float | None = None
    keep: bool = False


@dataclass(slots=True)
class Rule:
    """A thin line, `length` mm long, in the middle below the line before it."""

    length: float
    keep: bool = False


@dataclass(slots=True)
class Stamp:
    """A word in a red frame of `width` mm, in the middle."""

    text: str
    width: float


@dataclass(slots=True)
class Cell:
    """A cell of a table."""

    text: str
    align: Align


@dataclass(slots=True)
class Grid:
    """A table. `widths` in mm; `has_total`: the last row is in bold; `is_small`: the smaller looks.

    `groups` are runs of columns (from, to, heading above them), in order, without overlap.
    """

    widths: list[float]
    head: list[str]
    rows: list[list[Cell]]
    groups: list[tuple[int, int, str]] = field(default_factory=list)
    has_total: bool = False
    is_small: bool = False
    keep: bool = False


@dataclass(slots=True)
class Pair:
    """Rows of two columns without lines, never broken; `widths` in mm."""

    widths: tuple[float, float]
    rows: list[tuple[list[Line | Rule | Stamp], list[Line | Rule | Stamp]]]


Part = Line | Rule | Stamp | Grid | Pair


@dataclass(slots=True)
class Leaf:
    """The paper itself, or one annex: pages numbered from 1, the first without its number."""

    is_landscape: bool = False
    parts: list[Part] = field(default_factory=list)
