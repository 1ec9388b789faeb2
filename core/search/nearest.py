"""The first rows of an order that hold some words, at a bounded price whatever the words.

A frequent word is found soon by walking the order; a rare one by its index. Which of the two it is,
PostgreSQL can only guess, and for words that occur together often or never it guesses wrong: it then
walks a million rows for nothing, or fetches a hundred thousand to sort them. So the first rows of the
order are looked at one by one (`NEAR` of them), and only if they hold too few, the index of words is
asked for the rest; both in one statement, whose second half does not run where the first is enough.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    ExpressionWrapper,
    OrderBy,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.sql import Query

NEAR = 2000


class _Holding(Subquery):
    """The keys of some rows of two columns, key and vector, of which the vector holds the words."""

    template = "(SELECT held.pk FROM (%(subquery)s) AS held(pk, vector) WHERE held.vector @@ {})"

    def __init__(self, rows: QuerySet[Any], words: SearchQuery) -> None:
        super().__init__(rows, output_field=BigIntegerField())
        self.words = words

    def as_sql(
        self, compiler: Any, connection: Any, template: str | None = None, **extra_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The rows are taken first and looked at afterwards, which PostgreSQL cannot turn round."""
        wanted, params = compiler.compile(self.words.resolve_expression(Query(None)))
        template = self.template.format(wanted.replace("%", "%%"))
        sql, own = super().as_sql(compiler, connection, template, **extra_context)
        return sql, (*own, *params)


def stretches(
    rows: QuerySet[Any], words: SearchQuery, order: Sequence[OrderBy], *, vector: str
) -> list[QuerySet[Any]]:
    """The rows with some words in two parts, each to be sliced, the second after the first.

    `order` begins with a column of moments and is total; `rows` are not ordered yet.
    """
    first = rows.order_by(*order)
    near = rows.model.objects.filter(pk__in=_Holding(first.values_list("pk", vector)[:NEAR], words))
    far = rows.exclude(pk__in=first.values("pk")[:NEAR]).filter(**{vector: words})
    return [near.order_by(*order), far.order_by(_not_by_index(order[0]), *order[1:])]


def keys(parts: Sequence[QuerySet[Any]], most: int) -> QuerySet[Any]:
    """The primary keys of the first rows of several parts, one statement; not ordered any further."""
    first, *others = (part.values_list("pk")[:most] for part in parts)
    return first.union(*others, all=True)[:most] if others else first


def _not_by_index(column: OrderBy) -> OrderBy:
    """The same order, which PostgreSQL cannot read from an index of the column."""
    moved = ExpressionWrapper(
        column.expression + Value(datetime.timedelta(0)), output_field=DateTimeField()
    )
    return OrderBy(moved, descending=column.descending)
