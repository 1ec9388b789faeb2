"""How names of units and what people type become the same words.

A name is folded (no accents, lower case), its kind is taken off, and a number gets a letter for its
level, so that "Khu phố 6" is `k6` and never met by `k16` or by `p6` (Phường 6). What is typed goes
the same way; abbreviations (kp6, p.12, q3, tdp 4, tp) are understood, and so are the first letters
of a ward or district (hbc).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.text import fold
from wards.models.unit import Level

LONGEST_QUERY = 200  # characters; an address in full is shorter
MOST_TERMS = 16

# The letter before a number says the level the number counts in.
PREFIXES = {Level.CELL: "t", Level.NEIGHBORHOOD: "k", Level.WARD: "p", Level.DISTRICT: "q"}

_KINDS: dict[tuple[str, ...], Level] = {
    tuple(phrase.split()): level
    for level, phrases in {
        Level.CELL: ("to dan pho", "to nhan dan", "to", "tdp", "tnd", "t"),
        Level.NEIGHBORHOOD: ("khu pho", "khu dan cu", "ap", "kp", "kdc", "k"),
        Level.WARD: ("phuong", "xa", "thi tran", "dac khu", "p", "x", "tt"),
        Level.DISTRICT: ("quan", "huyen", "thanh pho", "thi xa", "q", "h", "tp", "tx"),
        Level.CITY: ("tinh",),
    }.items()
    for phrase in phrases
}
# How a name of that kind begins; who asks for a khu phố wants no ấp before it.
_BEGINNINGS = {
    beginning: set(phrases.split(", "))
    for beginning, phrases in {
        "Tổ": "to dan pho, to nhan dan, to, tdp, tnd, t",
        "Khu phố": "khu pho, kp, k",
        "Khu dân cư": "khu dan cu, kdc",
        "Ấp": "ap",
        "Phường": "phuong, p",
        "Xã": "xa, x",
        "Thị trấn": "thi tran, tt",
        "Đặc khu": "dac khu",
        "Quận": "quan, q",
        "Huyện": "huyen, h",
        "Thành phố": "thanh pho, tp",
        "Thị xã": "thi xa, tx",
        "Tỉnh": "tinh",
    }.items()
}
_LONGEST_KIND = max(map(len, _KINDS))
# In names, kinds are written out, and a city of the province's rank is a "thanh pho" too.
_KINDS_IN_NAMES = {phrase: level for phrase, level in _KINDS.items() if len("".join(phrase)) > 1}
_PIECES = re.compile(r"\d+[a-z](?![a-z])|\d+|[a-z]+")
# What an address ends with and nobody looks for.
_TAILS = [
    tail.split()
    for tail in (
        "thanh pho ho chi minh", "tp ho chi minh", "ho chi minh", "tp hcm", "tphcm", "hcm",
        "viet nam", "vn", "cu",
    )
]  # fmt: skip
_NUMBER = re.compile(r"\d+[a-z]?")


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a unit's own name: for the index, and those that make up the vocabulary."""

    tokens: tuple[str, ...]
    initials: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words proper, without numbers."""
        return tuple(token for token in self.tokens if not any(map(str.isdigit, token)))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a unit's path has to hold: any of the alternatives."""

    alternatives: tuple[str, ...]
    typed: str
    level: int = 0  # of a number whose kind was named, as in "khu phố 6"

    @property
    def is_word(self) -> bool:
        """Whether it is a word, in which one can mistype, and not a number."""
        return not any(map(str.isdigit, self.typed))


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, understood."""

    terms: tuple[Term, ...] = ()
    kinds: tuple[tuple[int, str], ...] = ()  # those named: level, and how a name of it begins
    code: str = ""
    street_ends: int = 0  # terms before the first kind: house number and street, perhaps
    phrase: str = field(default="", compare=False)  # all words as typed, folded

    @property
    def level(self) -> int:
        """The lowest level named, which is what is looked for; 0 where none was."""
        return max(self.kinds, default=(0, ""))[0]

    @property
    def beginning(self) -> str:
        """How the name of what is looked for begins; empty where no kind was named."""
        return max(self.kinds, default=(0, ""))[1]

    def without_street(self) -> Query:
        """The same without what stands before the first kind of unit."""
        return replace(self, terms=self.terms[self.street_ends :], street_ends=0, code="")

    def without_lowest(self) -> Query:
        """The same without the lowest number, which may not exist: the khu phố instead of its tổ."""
        lowest = max((term.level for term in self.terms), default=0)
        return replace(
            self,
            terms=tuple(term for term in self.terms if not lowest or term.level != lowest),
            kinds=tuple(kind for kind in self.kinds if kind[0] != lowest),
            code="",
        )


def name_words(level: int, name: str) -> Name:
    """The words of a unit's name, its kind taken off."""
    pieces = _pieces(name)
    size = next((n for n in range(_LONGEST_KIND, 0, -1) if tuple(pieces[:n]) in _KINDS_IN_NAMES), 0)
    own = pieces[size:] or pieces
    tokens = tuple(_numbered(level, piece) for piece in own)
    words = [piece for piece in own if piece.isalpha()]
    has_initials = level <= Level.WARD and len(words) > 1
    return Name(tokens, "".join(word[0] for word in words) if has_initials else "")


def parse(text: str) -> Query:
    """Understand what somebody typed; an empty query where nothing can be looked for."""
    pieces = _without_tail(_pieces(text[:LONGEST_QUERY]))
    if pieces[:1] == ["ma"] and [piece.isdigit() for piece in pieces[1:]] == [True]:
        del pieces[0]  # "mã 26812"
    terms: list[Term] = []
    kinds: list[tuple[int, str]] = []
    street_ends = -1
    position = 0
    while position < len(pieces) and len(terms) < MOST_TERMS:
        size, level = _kind_at(pieces, position)
        if not level:
            terms.append(_plain(pieces[position]))
            position += 1
            continue
        if street_ends < 0:
            street_ends = len(terms)
        phrase = " ".join(pieces[position : position + size])
        kinds.append((level, next(name for name, found in _BEGINNINGS.items() if phrase in found)))
        position += size
        if _is_number(pieces, position) and level in PREFIXES:
            piece = pieces[position]
            terms.append(Term((_numbered(level, piece),), piece, level))
            position += 1
    code = pieces[0] if len(pieces) == 1 and pieces[0].isdigit() else ""
    return Query(tuple(terms), tuple(kinds), code, max(street_ends, 0), " ".join(pieces))


def _pieces(text: str) -> list[str]:
    """Folded words and numbers: "P.12" is p, 12; "kp6" is kp, 6; "Khu phố 03A" is khu, pho, 3a."""
    return [_plain_number(piece) for piece in _PIECES.findall(fold(text))]


def _plain_number(piece: str) -> str:
    return piece.lstrip("0") or "0" if piece[0] == "0" else piece


def _numbered(level: int, piece: str) -> str:
    return f"{PREFIXES.get(Level(level), 'n')}{piece}" if piece[0].isdigit() else piece


def _without_tail(pieces: list[str]) -> list[str]:
    """Without city, country and "(cũ)" at the end, unless that is all there is."""
    if pieces in _TAILS:
        return pieces
    for tail in _TAILS:
        if len(pieces) > len(tail) and pieces[-len(tail) :] == tail:
            return _without_tail(pieces[: -len(tail)])
    return pieces


def _is_number(pieces: list[str], position: int) -> bool:
    return position < len(pieces) and _NUMBER.fullmatch(pieces[position]) is not None


def _plain(piece: str) -> Term:
    if piece[0].isdigit():
        return Term(tuple(f"{prefix}{piece}" for prefix in PREFIXES.values()), piece)
    return Term((piece,), piece)


def _kind_at(pieces: list[str], position: int) -> tuple[int, int]:
    """The kind of unit named at a position: how many words it takes, and its level; (0, 0) if none.

    A kind stands before a name or number: the last word is none ("Chợ Quán"), and neither is one
    that another kind follows ("Chợ Quán, Quận 5").
    """
    for size in range(_LONGEST_KIND, 0, -1):
        level = _KINDS.get(tuple(pieces[position : position + size]))
        after = position + size
        if level is None or after > len(pieces):
            continue
        if position and (after == len(pieces) or _starts_kind(pieces, after)):
            continue
        return size, level
    return 0, 0


def _starts_kind(pieces: list[str], position: int) -> bool:
    return any(
        tuple(pieces[position : position + size]) in _KINDS for size in range(_LONGEST_KIND, 0, -1)
    )


# Typing mistakes

# (words up to this length, slips forgiven in them)
_FORGIVEN = ((1, 0), (4, 1), (LONGEST_QUERY, 2))


def near(word: str, vocabulary: Iterable[str], *, most: int = 4) -> tuple[str, ...]:
    """The words of the vocabulary that a mistyped word may have meant, the nearest first.

    One slip in a short word, two in a longer one; words equally near all count.
    """
    limit = allowed_slips(word)
    found = sorted(
        (slips, other)
        for other in vocabulary
        if abs(len(other) - len(word)) <= limit and (slips := distance(word, other, limit)) <= limit
    )
    nearest = found[0][0] if found else 0
    return tuple(other for slips, other in found if slips <= max(nearest, 1))[:most]


def allowed_slips(word: str) -> int:
    """How many slips are forgiven in a word of this length."""
    return next(slips for length, slips in _FORGIVEN if len(word) <= length)


def distance(left: str, right: str, limit: int = 3) -> int:
    """Slips between two words: a letter too many, missing, wrong, or two exchanged.

    Anything beyond the limit is returned as limit + 1.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def split_joined(word: str, vocabulary: frozenset[str], *, shortest: int = 2) -> tuple[str, ...]:
    """Words run together ("hiepbinhchanh") taken apart; empty where they are not all known."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(shortest, len(word) + 1):
        for start in range(end - shortest + 1):
            head, piece = best[start], word[start:end]
            if head is not None and piece in vocabulary:
                kept = best[end]
                if kept is None or len(head) + 1 < len(kept):
                    best[end] = (*head, piece)
    found = best[-1]
    return found if found and len(found) > 1 else ()
