"""Pages of a long list at the same cost for the first and the thousandth: by key, not by number.

A page ends where its last row stands in the order; the next one begins after that. The link carries
the values of the ordered columns, so a row that changed or went meanwhile breaks nothing. Never order
by a personal column this way; `by_row` is for that.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet
from django.utils.timezone import is_naive

from core.json import bounded_loads
from core.search.nearest import keys, stretches

LONGEST_TOKEN = 400


class PageForm(forms.Form):
    """What the link to a page says; anything else is the first page."""

    after = forms.RegexField(r"^[\w-]+$", required=False, max_length=LONGEST_TOKEN)
    before = forms.RegexField(r"^[\w-]+$", required=False, max_length=LONGEST_TOKEN)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the order."""

    name: str
    descending: bool = False
    nullable: bool = False

    @classmethod
    def of(cls, spec: str) -> Column:
        """From "-received_at", or "due_at?" for one that may be empty (those rows come last)."""
        name = spec.removeprefix("-").removesuffix("?")
        return cls(name, descending=spec.startswith("-"), nullable=spec.endswith("?"))

    def ordering(self, *, backwards: bool) -> OrderBy:
        """The ORDER BY term, turned round for going back."""
        return F(self.name).desc() if self.descending != backwards else F(self.name).asc()

    def beyond(self, value: Any, *, backwards: bool, or_same: bool = False) -> Q:
        """Rows after a value in the direction of travel."""
        side = "lt" if self.descending != backwards else "gt"
        return Q(**{f"{self.name}__{side}{'e' if or_same else ''}": value})

    def empty(self, empty: bool) -> Q:
        """Rows without a value, or those with one."""
        return Q(**{f"{self.name}__isnull": empty})


@dataclass(frozen=True, slots=True)
class Seeking:
    """Words that the rows of a page must hold in a vector, and the context for looking."""

    words: SearchQuery
    vector: str
    context: AbstractContextManager[Any]


class KeysetPage:
    """One page of an ordered queryset.

    `order` names the columns, e.g. ["due_at?", "-received_at"]; only the first may be empty. The
    primary key is added as the last, so that the order is total. `data` is request.GET. Costs one
    query, at most two where the first column may be empty. With `by_row` the link carries nothing but
    a primary key, looked up in the queryset itself (one query more): for an order that personal data
    make, such as names. `refused` names the part of a link that is none of ours: people then
    read the first page, machines are told. `seeking` are words that the rows must hold besides, with the
    context in which the keys of the page are looked for; its rows are then read outside of it (one query
    more, and again what it hides).
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        order: Sequence[str],
        data: Any = None,
        size: int = 50,
        by_row: bool = False,
        seeking: Seeking | None = None,
    ) -> None:
        self.queryset = queryset
        self.seeking = seeking
        self.columns = [*map(Column.of, order), Column("pk")]
        if any(column.nullable for column in self.columns[1:]):
            raise ValueError("only the first column of an order may be empty")
        self.size = size
        self.by_row = by_row
        asked = {name: (data or {}).get(name) for name in ("after", "before")}
        form = PageForm(asked)
        form.is_valid()
        before = self._values(form.cleaned_data.get("before", ""))
        after = self._values(form.cleaned_data.get("after", "")) if before is None else None
        is_known = before is not None or after is not None
        self.refused = "" if is_known else next((name for name in asked if asked[name]), "")
        self.rows = self._page(before or after, backwards=before is not None)

    def _page(self, start: list[Any] | None, *, backwards: bool) -> list[Any]:
        if self.seeking is None:
            rows = self._found(self.queryset, start, backwards=backwards)
        else:
            with self.seeking.context:
                found = self._found(self.queryset, start, backwards=backwards)
            known = self.queryset.in_bulk(found)
            rows = [known[key] for key in found if key in known]
        more, rows = len(rows) > self.size, rows[: self.size]
        self._has_next = more or backwards
        self._has_previous = more if backwards else start is not None
        return rows[::-1] if backwards else rows

    def _found(
        self, queryset: QuerySet[Any], start: list[Any] | None, *, backwards: bool
    ) -> list[Any]:
        """The rows of a page and one beyond, in the direction of travel."""
        rows: list[Any] = []
        ordering = [column.ordering(backwards=backwards) for column in self.columns]
        for condition in self._segments(start, backwards=backwards):
            if len(rows) <= self.size:
                rows += self._first(queryset.filter(condition), ordering, len(rows))
        return rows

    def _first(self, found: QuerySet[Any], ordering: list[OrderBy], had: int) -> Iterable[Any]:
        """The first rows of a stretch, or their keys where words are looked for; so many we have."""
        most = self.size + 1 - had
        if self.seeking is None:
            return found.order_by(*ordering)[:most]
        parts = stretches(found, self.seeking.words, ordering, vector=self.seeking.vector)
        return (key for (key,) in keys(parts, most))

    def _segments(self, start: list[Any] | None, *, backwards: bool) -> Iterator[Q]:
        """Conditions to be read one after the other; each is a range of an index over the columns.

        Rows without a value in the first column are a range of their own, after all others.
        """
        first = self.columns[0]
        here = Q() if start is None else self._beyond(start, backwards=backwards)
        if not first.nullable:
            yield here
            return
        is_empty = start is not None and start[0] is None
        yield here & first.empty(is_empty)
        if is_empty == backwards:
            yield first.empty(not is_empty)

    def _beyond(self, start: list[Any], *, backwards: bool) -> Q:
        """(a, b, pk) after (x, y, z): a after x, or a = x and b after y, or …

        The first column is bounded once more by itself, which is what the index starts from.
        """
        pairs = list(zip(self.columns, start, strict=True))
        bound = Q()
        if start[0] is None:
            pairs = pairs[1:]
        else:
            bound = self.columns[0].beyond(start[0], backwards=backwards, or_same=True)
        found, same = Q(pk__in=[]), Q()
        for column, value in pairs:
            found |= same & column.beyond(value, backwards=backwards)
            same &= Q(**{column.name: value})
        return bound & found

    @property
    def next(self) -> str:
        """Token of the next page (`?after=`); empty on the last."""
        return self._token(self.rows[-1]) if self.rows and self._has_next else ""

    @property
    def previous(self) -> str:
        """Token of the page before (`?before=`); empty on the first."""
        return self._token(self.rows[0]) if self.rows and self._has_previous else ""

    def links(self, kept: Mapping[str, Any] | None = None) -> dict[str, str]:
        """The addresses of the pages before and after, `kept` beside the place; empty where there is none."""
        places = (("previous", "before", self.previous), ("next", "after", self.next))
        return {
            name: f"?{urlencode({**(kept or {}), key: token})}" if token else ""
            for name, key, token in places
        }

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def _token(self, row: Model) -> str:
        values = [row.pk] if self.by_row else self._place(row)
        text = json.dumps(values, default=_plain, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _place(self, row: Any) -> list[Any]:
        """The values of a row in the ordered columns."""
        return [_value(row, column.name) for column in self.columns]

    def _values(self, token: str) -> list[Any] | None:
        """The values a token stands for; None for none, and for one that this portal did not make."""
        if not token:
            return None
        try:
            values = bounded_loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if self.by_row:
                return self._place_of_row(*values)
            pairs = zip(self.columns, values, strict=True)
            return [self._parsed(column, value) for column, value in pairs]
        except (binascii.Error, ValueError, TypeError, OverflowError, ValidationError):
            return None

    def _place_of_row(self, key: Any) -> list[Any] | None:
        row = self.queryset.filter(pk=self._parsed(self.columns[-1], key)).first()
        return None if row is None else self._place(row)

    def _parsed(self, column: Column, value: Any) -> Any:
        """A value of the link as the column's own type. Raises ValidationError for anything else."""
        if value is None and column.nullable:
            return None
        if not isinstance(value, str | int | float):
            raise ValidationError("not a value of an ordered column")
        field = _field(self.queryset, column.name)
        parsed = field.to_python(value)
        if isinstance(parsed, datetime.datetime):
            if is_naive(parsed):
                raise ValidationError("a moment without its zone")
            parsed = parsed.astimezone(datetime.UTC)  # PostgreSQL knows no zone beyond 15:59
        field.run_validators(parsed)
        return parsed


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _field(queryset: QuerySet[Any], name: str) -> Field:
    """What an ordered column holds: an annotation, or a field of the model or of one it leads to."""
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field
    model: Any = queryset.model
    *path, last = name.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model  # noqa: SLF001 - the documented Meta API
    meta = model._meta  # noqa: SLF001 - likewise
    return meta.pk if last == "pk" else meta.get_field(last)


def _plain(value: Any) -> str:
    """Dates with all their digits, everything else as it writes itself."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
