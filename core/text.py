"""Vietnamese text: cleaned once on the way in, folded for search, keyed for sorting.

The embedded PostgreSQL has no Vietnamese collation, so the order is a stored key that compares
bytewise: letters a ă â b c d đ e ê …, blanks before digits before letters, numbers by their value,
and the tones (ngang huyền hỏi ngã sắc nặng) only where everything else is equal.
"""

from __future__ import annotations

import re
import unicodedata

KEY_LENGTH = 300  # no stored key is longer; what follows is far beyond any name

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HARD_BLANKS = re.compile("[\u00a0\u2007\u202f]")
# Controls (C0, DEL, C1), lone surrogates, soft hyphen, zero-width and bidirectional marks, tags.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u034f\u061c\u115f\u1160\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# A zero-width joiner stays inside an emoji (a family is one sign), and nowhere else.
_STRAY_JOINER = re.compile("(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d")
# Vietnamese needs no combining mark once composed; towers of them only deface a page.
_TOWER = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# A letter with a mark of its own follows everything that begins with the plain one: "~" > "z".
_LETTERS = {
    "ă": "a~",
    "â": "a~~",
    "đ": "d~",
    "ê": "e~",
    "ô": "o~",
    "ơ": "o~~",
    "ư": "u~",
}


def clean(value: str) -> str:
    """Text as it may be stored: NFC, line feeds, no controls, no invisible or reversing marks."""
    value = _UNWANTED.sub("", _HARD_BLANKS.sub(" ", _NEWLINES.sub("\n", value)))
    return _TOWER.sub(r"\1", _STRAY_JOINER.sub("", unicodedata.normalize("NFC", value)))


def fold(value: str) -> str:
    """Text as it is searched: lower case, no marks, đ as d, one blank between words."""
    decomposed = unicodedata.normalize("NFD", clean(value).lower().replace("đ", "d"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def natural_key(value: str) -> str:
    """Sort key of a name: "Khu phố 2" before "Khu phố 10", "Đạt" after "Dũng". ASCII only."""
    letters, tones = _keys(value)
    return f"{letters} {tones}"[:KEY_LENGTH].rstrip()


def person_key(name: str) -> str:
    """Sort key of a person: the given name (the last word) first, then family and middle names."""
    words = clean(name).split()
    if not words:
        return ""
    return f"{natural_key(words[-1])} {natural_key(' '.join(words[:-1]))}"[:KEY_LENGTH].rstrip()


def _keys(value: str) -> tuple[str, str]:
    """The letters of a text, its words joined by "-", and one tone digit a word.

    A blank sorts before "-", "-" before digits, digits before letters: the shorter text comes first.
    """
    words, tones = [], []
    for word in re.findall(r"\d+|[^\W\d_]+", clean(value).lower()):
        if word.isdecimal():
            digits = str(int(word[:98]))
            words.append(f"{len(digits):02d}{digits}")
            tones.append("0")
        else:
            pairs = [_letter(char) for char in word]
            words.append("".join(letter for letter, _ in pairs))
            tones.append(max(tone for _, tone in pairs))
    return "-".join(words), "".join(tones)


def _letter(char: str) -> tuple[str, str]:
    """The key of a letter and the tone it carries."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    toneless = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if toneless in _LETTERS:
        return _LETTERS[toneless], tone
    base = unicodedata.normalize("NFD", toneless)[0]
    return (base if base.isascii() else f"~{ord(base):05x}"), tone
