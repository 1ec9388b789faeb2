"""Finding a unit by what somebody types: today's or an old name, a code, with or without accents.

For other rooms, for instance to pick a place in a form without a script:

- `find(text, on=None, levels=None, within=None, limit=20)` → `list[Hit]`, the best first;
- `search(…)` → `Found`: the same hits, what was understood, and whether there are more.

Without `on` names of all times are searched and each unit is found once; with `on` only the names of
that day. A look-up costs two queries, and at most five more where mistakes have to be forgiven.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import contains

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse

from core import clock
from wards import tree
from wards.models import Level, LookupEntry, LookupWord, Unit
from wards.words import Query, Term, distance, near, parse, split_joined

SHORTEST_WITH_INITIALS = 3  # two words and their first letters
MOST_READ = 200  # entries read and ranked; what comes after them in level and name is not looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found, under the name by which it was found."""

    unit_id: int
    uuid: uuid.UUID
    level: int
    label: str
    code: str
    valid: DateRange
    is_alive: bool
    is_exact: bool  # the whole of its own name was typed, without a slip

    def get_absolute_url(self) -> str:
        """The public page of the unit."""
        return reverse("wards:unit", args=[self.uuid])


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought."""

    hits: list[Hit]
    query: Query
    corrected: str = ""  # the words that were searched instead of mistyped ones
    ignored: str = ""  # what was left out to find anything at all
    has_more: bool = False

    @property
    def is_empty_question(self) -> bool:
        """Whether nothing was typed by which a unit could be found."""
        return not self.query.terms


def find(
    text: str,
    *,
    on: datetime.date | None = None,
    levels: Iterable[int] | None = None,
    within: int | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The units that a text may mean, the best first. `within` is the id of a unit above them."""
    return search(text, on=on, levels=levels, within=within, limit=limit).hits


def search(
    text: str,
    *,
    on: datetime.date | None = None,
    levels: Iterable[int] | None = None,
    within: int | None = None,
    limit: int = 20,
    forgiving: bool = True,
) -> Found:
    """`find`, with what was understood: mistyped words, words left out, whether there is more.

    Not `forgiving`: only what the words mean as they stand; three queries at most.
    """
    query = parse(text)
    if not query.terms:
        return Found([], query)
    entries = _entries(query, on, levels, within)
    if query.code:
        coded = list(entries.filter(code=query.code)[:MOST_READ])
        if coded:
            return _found(coded, query, limit)
    attempts = _Attempts(query).in_order()
    for attempt in attempts if forgiving else islice(attempts, 1):
        rows = list(_matching(entries, attempt.terms)[:MOST_READ])
        if rows:
            found = _found(rows, replace(query, terms=attempt.terms), limit)
            best = next(row for row in rows if row.unit_id == found.hits[0].unit_id)
            return replace(found, corrected=attempt.words_in(best), ignored=attempt.ignored)
    return Found([], query)


# Ways of understanding


@dataclass(frozen=True, slots=True)
class _Attempt:
    terms: tuple[Term, ...]
    corrected: tuple[Term, ...] = ()
    ignored: str = ""

    def words_in(self, row: LookupEntry) -> str:
        """What the mistyped words were taken for in an entry that was found."""
        meant = (word for term in self.corrected for word in term.alternatives)
        return " ".join(word for word in meant if word in row.tokens)


class _Attempts:
    """What the words may have meant, the literal meaning first, each only asked for if needed."""

    def __init__(self, query: Query) -> None:
        self.query = query

    @cached_property
    def known(self) -> dict[str, bool]:
        """Every word of every name, and whether it is but the first letters of one."""
        return dict(LookupWord.objects.values_list("word", "is_initials"))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that a mistyped one may have meant."""
        return frozenset(word for word, is_initials in self.known.items() if not is_initials)

    def in_order(self) -> Iterator[_Attempt]:
        """As typed; mistyped words put right; known words taken for mistyped ones; without a street
        before the first unit; without the lowest number."""
        literal = self.query
        yield _Attempt(literal.terms)
        tried = {literal.terms}
        for query, is_loose in self._readings():
            attempt = self._spelled(query, is_loose=is_loose)
            if attempt.terms and attempt.terms not in tried:
                tried.add(attempt.terms)
                yield attempt

    def _readings(self) -> Iterator[tuple[Query, bool]]:
        yield self.query, False
        yield self.query, True
        if self.query.street_ends:
            yield self.query.without_street(), False
        yield self.query.without_street().without_lowest(), False

    def _spelled(self, query: Query, *, is_loose: bool) -> _Attempt:
        """Each unknown word as the known ones near it; loosely, known words too."""
        terms: list[Term] = []
        corrected: list[Term] = []
        ignored: list[str] = []
        for term in query.terms:
            meant = self._meant(term, is_loose=is_loose)
            terms += meant
            if not meant:
                ignored.append(term.typed)
            elif meant != [term]:
                corrected += meant
        skipped = [term.typed for term in self.query.terms if term not in query.terms]
        ignored = [*skipped, *ignored]
        return _Attempt(tuple(terms), tuple(corrected), " ".join(ignored))

    def _meant(self, term: Term, *, is_loose: bool) -> list[Term]:
        word = term.typed
        if not term.is_word or (word in self.known and not is_loose):
            return [term]
        joined = () if word in self.known else split_joined(word, self.vocabulary)
        if joined:
            return [Term((piece,), piece) for piece in joined]
        alternatives = near(word, self.vocabulary)
        return [Term(alternatives, word)] if alternatives else []


# Asking and ranking


def _entries(
    query: Query,
    on: datetime.date | None,
    levels: Iterable[int] | None,
    within: int | None,
) -> QuerySet[LookupEntry]:
    today = clock.today()
    entries = LookupEntry.objects.annotate(
        is_past=Case(When(valid__contains=on or today, then=Value(0)), default=Value(1)),
        is_other=Case(When(label__startswith=query.beginning, then=Value(0)), default=Value(1)),
    )
    if on:
        entries = entries.filter(valid__contains=on)
    if levels:
        entries = entries.filter(level__in=list(levels))
    if within is not None:
        entries = entries.filter(unit__in=tree.below([within], on or today))
    return entries.order_by("is_past", "is_other", "level", "sort_key", "pk")


def _matching(entries: QuerySet[LookupEntry], terms: tuple[Term, ...]) -> QuerySet[LookupEntry]:
    """Entries whose path holds every term and whose own name holds one of them."""
    alternatives = [word for term in terms for word in term.alternatives]
    single = [term.alternatives[0] for term in terms if len(term.alternatives) == 1]
    condition = Q(tokens__overlap=[f"={word}" for word in alternatives])
    if single:
        condition &= Q(tokens__contains=single)
    for term in terms:
        if len(term.alternatives) > 1:
            condition &= Q(tokens__overlap=list(term.alternatives))
    return entries.filter(condition)


def _found(rows: list[LookupEntry], query: Query, limit: int) -> Found:
    best: dict[int, tuple[tuple[object, ...], LookupEntry]] = {}
    for row in rows:
        rank = _rank(row, query)
        if row.unit_id not in best or rank < best[row.unit_id][0]:
            best[row.unit_id] = rank, row
    ranked = sorted(best.values(), key=lambda pair: pair[0])
    units = Unit.objects.in_bulk([row.unit_id for _, row in ranked[:limit]])
    hits = [_hit(row, units[row.unit_id], is_exact=not rank[0]) for rank, row in ranked[:limit]]
    return Found(hits, query, has_more=len(ranked) > limit or len(rows) == MOST_READ)


def _rank(row: LookupEntry, query: Query) -> tuple[object, ...]:
    """Smaller is better: the own name typed in full, few slips, the level asked for, living, high up."""
    path = set(row.tokens)
    slips = sum(_slips(term, path) for term in query.terms)
    missing = 0 if query.code and row.code == query.code else _missing(row, query)
    return (
        bool(missing or slips),
        slips,
        missing,
        row.level != query.level,
        not row.label.startswith(query.beginning),
        row.is_past,  # type: ignore[attr-defined]  # annotated
        row.level,
        row.sort_key,
        row.pk,
    )


def _missing(row: LookupEntry, query: Query) -> int:
    """How much of the unit's own name was not typed; one more where it was typed out of order."""
    name = [token[1:] for token in row.tokens if token.startswith("=")]
    meant = [term.alternatives for term in query.terms]
    words = [token for token in name if token.isalpha()]
    if row.level <= Level.WARD and len(words) >= SHORTEST_WITH_INITIALS:
        initials = name.pop()
        if any(initials in alternatives for alternatives in meant):
            return 0
    places = range(len(meant) - len(name) + 1)
    if any(all(map(contains, meant[place:], name)) for place in places):
        return 0
    if f" {' '.join(name)} " in f" {query.phrase} ":
        return 0  # a word of the name was taken for a kind: "Xà Bang"
    typed = {word for alternatives in meant for word in alternatives}
    return len([word for word in name if word not in typed]) or 1


def _slips(term: Term, path: set[str]) -> int:
    if not term.is_word or term.typed in path:
        return 0
    return min(
        (distance(term.typed, word) for word in term.alternatives if word in path), default=0
    )


def _hit(row: LookupEntry, unit: Unit, *, is_exact: bool) -> Hit:
    return Hit(
        unit_id=row.unit_id,
        uuid=unit.uuid,
        level=row.level,
        label=row.label,
        code=row.code,
        valid=row.valid,
        is_alive=unit.is_alive,
        is_exact=is_exact,
    )
