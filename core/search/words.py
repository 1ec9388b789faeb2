"""What somebody typed into the search box, and where it stands in a text that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchVector

from core import text

LONGEST = 200  # characters of a question
MOST_TERMS = 20
SHORTEST = 2  # letters of at least one word; a digit may stand alone
SHOWN = 160  # characters of a text around the first word found
BEFORE = 50  # of them at most so many before it
ELLIPSIS = "…"
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """A part of a text, and whether it is one of the words looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Words:
    """A question: as it was typed, and its words without accents."""

    typed: str

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The words in lower case without accents, each once, at most twenty."""
        found = _WORD.findall(text.fold(self.typed))
        return tuple(dict.fromkeys(found))[:MOST_TERMS]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.typed.strip()

    @property
    def is_too_short(self) -> bool:
        """Whether too little was typed to look for: no word of two letters, no digit."""
        return not any(len(term) >= SHORTEST or term.isdecimal() for term in self.terms)

    def marked(self, found: str) -> list[Piece]:
        """A text (shortened around its first hit where it is long) in pieces, the hits told apart."""
        return list(_pieces(found, self.terms))

    def are_more_in(self, pieces: list[Piece], *, than: list[Piece]) -> bool:
        """Whether a text shows words that another one does not."""
        return bool(_hits(pieces) - _hits(than))


def beginnings(words: str, *, config: str = "simple") -> SearchQuery | None:
    """Rows that hold a word beginning with each word typed, for a vector of the same configuration.

    None where no word was typed.
    """
    terms = Words(words).terms
    if not terms:
        return None
    wanted = " & ".join(f"'{term}':*" for term in terms)
    return SearchQuery(wanted, config=config, search_type="raw")


def searchable(*parts: str) -> str:
    """Texts as `holding` finds them: folded words alone, since "05/BC-UBND" would be one word to PostgreSQL."""
    return " ".join(_WORD.findall(text.fold(" ".join(parts))))


def holding(rows: Any, words: str, *, column: str = "search_text") -> Any:
    """Rows whose column has a word beginning with each one typed, found by the index of its words.

    All of them where no word was typed. The index is one of `SearchVector(column, config="simple")`.
    """
    query = beginnings(words)
    if query is None:
        return rows
    return rows.alias(words=SearchVector(column, config="simple")).filter(words=query)


def _hits(pieces: list[Piece]) -> set[str]:
    return {text.fold(piece.text) for piece in pieces if piece.is_hit}


def _pieces(found: str, terms: Iterable[str]) -> Iterator[Piece]:
    found = " ".join(found.split())
    spans = _spans(found, list(terms))
    start, end = _window(found, spans)
    if start:
        yield Piece(ELLIPSIS, is_hit=False)
    at = start
    for first, last in spans:
        if first < start or last > end:
            continue
        if first > at:
            yield Piece(found[at:first], is_hit=False)
        yield Piece(found[first:last], is_hit=True)
        at = last
    if at < end:
        yield Piece(found[at:end], is_hit=False)
    if end < len(found):
        yield Piece(ELLIPSIS, is_hit=False)


def _spans(found: str, terms: list[str]) -> list[tuple[int, int]]:
    """Where the words stand: whole ones, and beginnings for terms of which no whole one is there."""
    words = [(match.start(), match.end(), text.fold(match[0])) for match in _WORD.finditer(found)]
    whole = {folded for _start, _end, folded in words}
    loose = [term for term in terms if term not in whole]
    return [
        (start, end)
        for start, end, folded in words
        if folded in terms or any(folded.startswith(term) for term in loose)
    ]


def _window(found: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The part that is shown; it begins and ends between words."""
    if len(found) <= SHOWN:
        return 0, len(found)
    first = spans[0][0] if spans else 0
    start = 0
    if first > BEFORE:
        start = found.rfind(" ", 0, first - BEFORE // 2) + 1
    end = min(start + SHOWN, len(found))
    if end < len(found):
        end = max(found.rfind(" ", start, end), start + 1)
    if spans and spans[0][1] > end:
        end = min(spans[0][1], len(found))
    return start, end
