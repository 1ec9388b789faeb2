"""How rows of one kind are listed to somebody, whichever room they belong to.

A room says once for each kind of row who sees which of them, what stands in the columns and where a
row leads; whoever has ids of such rows (a figure of a report, say) can list them without knowing the
room. Nothing that identifies a sender belongs in a column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what of a row stands in it (words, a number, a day, a moment)."""

    label: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: what it is called, and the columns as `core.paging` takes them."""

    label: Any
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of row.

    `visible(user)` are the rows that somebody may see today, with all that the columns need; it is read
    inside the wall. The first column names the row and leads to `address(row)`, where that is not empty;
    the `beside` columns after it are so short, or so much part of the name, that a page shows them under it.
    `orders` are the ways to sort by a name for the address, the first being the usual one.
    """

    name: Any
    visible: Callable[[Any], QuerySet[Any]]
    columns: tuple[Column, ...]
    address: Callable[[Any], str]
    orders: Mapping[str, Order]
    beside: int = 0
