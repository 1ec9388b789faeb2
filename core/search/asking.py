"""Asking all sources at once: two statements for those of rows, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, IntegerField, TextField, Value
from django.db.models.functions import Cast

from core import wall
from core.search.registry import COLUMNS, Found, Hit, Row, Source
from core.search.words import Words

FIRST = 5  # hits of a kind that are shown beside those of others
COUNTED = 20  # more are "more than twenty"
ALONE = 50  # hits of the one kind that was asked for


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first hits, how many there are (`has_more`: at least)."""

    source: Source
    hits: list[Hit]
    count: int
    has_more: bool
    url: str

    @property
    def hidden(self) -> bool:
        """Whether there are hits that are not shown."""
        return self.has_more or self.count > len(self.hits)


@dataclass(frozen=True)
class Results:
    """What a question brought, by kind."""

    groups: list[Group]

    @property
    def exact(self) -> Hit | None:
        """The very thing that was typed, if it is one and nothing else claims to be it."""
        found = [hit for group in self.groups for hit in group.hits if hit.is_exact]
        return found[0] if len(found) == 1 else None


def ask(user: Any, words: Words, sources: Sequence[Source], *, shown: int = FIRST) -> Results:
    """What a user finds in some sources; kinds without a hit are left out."""
    most = max(shown, COUNTED)
    found = _rows_of(user, words, [one for one in sources if one.find is None], most)
    for source in sources:
        if source.find is not None:
            found[source.name] = source.find(user, words, most)
    groups = [_group(user, words, source, found.get(source.name), shown) for source in sources]
    return Results([group for group in groups if group is not None])


def _group(
    user: Any, words: Words, source: Source, found: Found | None, shown: int
) -> Group | None:
    if found is None or not found.hits:
        return None
    url = source.url(user, words)
    return Group(source, found.hits[:shown], len(found.hits), found.has_more, url)


def _rows_of(user: Any, words: Words, sources: Sequence[Source], most: int) -> dict[str, Found]:
    keys = _keys(user, words, sources, most)
    rows = _read([(source, keys[source.name][:most]) for source in sources if source.name in keys])
    found = {}
    for source in sources:
        by_key = rows.get(source.name, {})
        inside = [by_key[key] for key in keys.get(source.name, ())[:most] if key in by_key]
        hits = [_hit(source, row, words) for row in inside]
        found[source.name] = Found(hits, has_more=len(keys.get(source.name, ())) > most)
    return found


def _hit(source: Source, row: Row, words: Words) -> Hit:
    if source.hit is None:
        raise TypeError(f"the source {source.name} does not say what a hit looks like")
    return source.hit(row, words)


def _keys(user: Any, words: Words, sources: Sequence[Source], most: int) -> dict[str, list[int]]:
    """The keys of the first rows and one beyond, by source: one statement outside the wall."""
    parts = []
    for number, source in enumerate(sources):
        rows = source.rows(user, words) if source.rows else None
        if rows is not None:
            several = rows if isinstance(rows, list) else [rows]
            parts.append(_first([_numbered(part, number) for part in several], most + 1))
    found: dict[str, dict[int, None]] = {}
    with wall.lifted():
        for number, key in _all_of(parts):
            found.setdefault(sources[number].name, {})[key] = None
    return {name: list(keys) for name, keys in found.items()}


def _numbered(rows: Any, number: int) -> Any:
    known = rows.annotate(
        source_number=Value(number, IntegerField()), source_key=Cast("pk", BigIntegerField())
    )
    return known.values_list("source_number", "source_key")


def _first(parts: list[Any], most: int) -> Any:
    """The first rows of the parts of a source, the second read only where the first has too few."""
    first, *others = (part[:most] for part in parts)
    return first.union(*others, all=True)[:most] if others else first


def _read(wanted: Sequence[tuple[Source, list[int]]]) -> dict[str, dict[int, Row]]:
    """What is shown of the rows with some keys, behind the wall: one statement."""
    parts = [
        source.model.objects.order_by()
        .filter(pk__in=keys)
        .annotate(source_number=Value(number, IntegerField()), **_shown(source))
        .values_list("source_number", "source_key", *(f"shown_{name}" for name in COLUMNS))
        for number, (source, keys) in enumerate(wanted)
    ]
    found: dict[str, dict[int, Row]] = {}
    for number, key, *values in _all_of(parts):
        texts = [value or "" for value in values[:-1]]
        source = wanted[number][0]
        found.setdefault(source.name, {})[key] = Row._make([key, *texts, values[-1]])
    return found


def _shown(source: Source) -> dict[str, Any]:
    """The columns of a source under names of their own, all of the same types."""
    given = source.columns()
    shown: dict[str, Any] = {"source_key": Cast("pk", BigIntegerField())}
    for name in COLUMNS:
        kind = DateTimeField() if name == "at" else TextField()
        shown[f"shown_{name}"] = Cast(given.get(name, Value(None)), kind)
    return shown


def _all_of(parts: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of several querysets of one shape by one statement."""
    if not parts:
        return iter(())
    first, *others = parts
    return iter(first.union(*others, all=True) if others else first)
