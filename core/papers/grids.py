"""Tables of a paper: what their cells say and how wide their columns are."""

from __future__ import annotations

import datetime
from decimal import Decimal

from core.numbers import number
from core.papers import measure
from core.papers.model import Column, Table, Value
from core.papers.parts import Cell, Grid, Line, Part
from core.papers.rules import CELL_PADDING, LOOKS, SMALL_FROM, Align
from core.papers.words import paragraphs, plain

WIDEST = 70.0  # mm; a longer text is broken
MOST_LETTERS = 100  # of a word or line that is measured
SAMPLE = 400  # rows that decide how wide columns are


def grid(table: Table, room: float) -> list[Part]:
    """The table with what stands above it."""
    columns = table.headed
    rows = [*table.rows, *([table.total] if table.total else [])]
    aligns = [_align(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
    cells = [
        [
            Cell(shown(value, column.places), align)
            for value, column, align in zip(row, columns, aligns, strict=True)
        ]
        for row in rows
    ]
    head = [plain(column.label) for column in columns]
    is_small = len(columns) >= SMALL_FROM
    widths = _widths(head, cells, room, "small_" if is_small else "")
    parts: list[Part] = [
        Line(look, plain(text))
        for look, text in (("table_title", table.title), ("table_unit", table.unit))
        if text
    ]
    parts.append(Line("gap", "", before=2 if parts else 6, keep=True))
    made = Grid(widths, head, cells, groups=_groups(columns), is_small=is_small)
    made.has_total = table.total is not None
    return [*parts, made, Line("gap", "")]


def shown(value: Value, places: int | None = None) -> str:
    """A value as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number(float(value) if isinstance(value, Decimal) else value, places)
    return "\n".join(paragraphs(value))


def _groups(columns: list[Column]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for at, column in enumerate(columns):
        name = plain(column.group)
        if found and name and found[-1][1:] == (at - 1, name):
            found[-1] = (found[-1][0], at, name)
        elif name:
            found.append((at, at, name))
    return found


def _align(column: Column, values: list[Value]) -> Align:
    if column.is_centred or plain(column.label).upper() in {"STT", "TT", "SỐ TT"}:
        return "center"
    there = [value for value in values if value is not None and value != ""]
    is_number = all(isinstance(value, int | float | Decimal) for value in there)
    return "right" if there and is_number else "left"


def _widths(head: list[str], rows: list[list[Cell]], room: float, prefix: str) -> list[float]:
    """What every column's longest word needs; the rest to those whose texts would like more."""
    bold = LOOKS[f"{prefix}head"]  # a total is bold
    padding = 2 * CELL_PADDING + 0.5
    need, want = [], []
    for at, label in enumerate(head):
        texts = {row[at].text for row in rows[:SAMPLE] + rows[-1:]}
        words = {word[:MOST_LETTERS] for text in (label, *texts) for word in text.split()}
        lines = {line[:MOST_LETTERS] for text in texts for line in text.split("\n")}
        longest = max((measure.width(word, bold) for word in words), default=0.0)
        whole = max((measure.width(line, bold) for line in lines), default=0.0)
        need.append(min(longest, WIDEST) + padding)
        want.append(max(need[-1], min(whole, WIDEST) + padding))
    if sum(need) >= room:
        return [width * room / sum(need) for width in need]
    longed = sum(want) - sum(need)
    spare = room - sum(need)
    if longed <= spare:
        return [width * room / sum(want) for width in want]
    return [least + spare * (most - least) / longed for least, most in zip(need, want, strict=True)]
