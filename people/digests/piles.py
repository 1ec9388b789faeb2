"""The first rows of each pile of equal things, and how many lie in it: one statement, no common bound.

A bound on all rows of a batch would let the many of one ward, or of one kind, hide what is late in
another. So rows are numbered by the database within what belongs to the same people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from people.digests.readers import Readers
from people.digests.registry import FIRST, Section


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows that concern the same people in one part of the letter: how many, and the first ones."""

    section: Section
    count: int
    rows: list[Any]

    @property
    def first(self) -> Any:
        """The row that stands for all of them where it matters whose they are."""
        return self.rows[0]


def part_of(day: str, readers: Readers) -> Case:
    """The part in which something stands that has to be done by a day (a field; empty: no day)."""
    return Case(
        When(Q((f"{day}__lt", readers.today)), then=Value(Section.LATE.value)),
        When(Q((day, readers.today)), then=Value(Section.TODAY.value)),
        When(Q((f"{day}__lte", readers.soon)), then=Value(Section.SOON.value)),
        default=Value(Section.WAITING.value),
    )


def piles(found: QuerySet, *, by: Sequence[str], day: str, section: Any) -> list[Pile]:
    """Rows put together by the columns `by` (with `_id` for keys) and by part, the first days first.

    `section` is a part, or an expression that gives it. One statement.
    """
    section = Value(section.value) if isinstance(section, Section) else section
    rows = found.annotate(pile_section=section)
    same = [F(name) for name in (*by, "pile_section")]
    rows = rows.annotate(
        pile_rank=Window(RowNumber(), partition_by=same, order_by=[F(day), F("pk")]),
        pile_count=Window(Count("pk"), partition_by=same),
    )
    together: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows.filter(pile_rank__lte=FIRST).order_by(day, "pk"):
        key = tuple(reduce(getattr, name.split("__"), row) for name in (*by, "pile_section"))
        together.setdefault(key, []).append(row)
    return [
        Pile(Section(rows[0].pile_section), rows[0].pile_count, rows) for rows in together.values()
    ]
