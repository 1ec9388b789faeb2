"""What can be found: each room registers its sources when it is ready; `core` knows none of them.

In `AppConfig.ready` of another room:

    from core.search import registry
    registry.register(registry.Source(name="vuong-mac", label=_("Vướng mắc"), …))

A source of rows names its `model`, says in `rows` which rows of it a user may see that hold the words
(ordered, the best first; a list of such where they are read one after the other, see `nearest`; None
where such words can find nothing) and in `columns` what is shown of a row. All sources of rows together cost two statements, whatever their number: the keys are looked for
outside the database's own wall, where indexes of words may be used, among what `visible_to` lets
through; the rows are then read behind the wall. What cannot be asked that way has `find` instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from core.search.words import Piece, Words

BOX_LONGEST = 100  # characters that the search boxes of most lists take

COLUMNS = ("title", "text", "about", "place", "more", "state", "flag", "key", "at")


class Row(NamedTuple):
    """What was read of a row: texts (empty where a source has no such column) and a moment."""

    pk: int
    title: str
    text: str
    about: str
    place: str
    more: str
    state: str
    flag: str
    key: str
    at: datetime.datetime | None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something found: `title`, `text` and `notes` in pieces, `badge` as words and tone.

    `is_exact` says that it is the very thing that was typed (a whole reference): it is opened at once.
    """

    url: str
    title: list[Piece]
    text: list[Piece] = field(default_factory=list)
    notes: list[list[Piece]] = field(default_factory=list)
    badge: tuple[Any, str] | None = None
    at: datetime.datetime | None = None
    is_exact: bool = False


@dataclass(frozen=True)
class Found:
    """The first hits of one source and whether there are more."""

    hits: list[Hit]
    has_more: bool = False


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of things. `permissions`: what a user must hold one of (none: every signed-in user).

    `url` is the address of the list of this kind with the same words, empty where there is none that
    shows them all to this user; the page then shows more of them itself.
    """

    name: str
    label: Any
    icon: str
    order: int
    permissions: tuple[str, ...] = ()
    url: Callable[[Any, Words], str] = lambda _user, _words: ""
    model: Any = None
    rows: Callable[[Any, Words], Any] | None = None
    columns: Callable[[], Mapping[str, Any]] = dict
    hit: Callable[[Row, Words], Hit] | None = None
    find: Callable[[Any, Words, int], Found] | None = None

    def is_open_to(self, user: Any) -> bool:
        """Whether a user may find anything of this kind."""
        return not self.permissions or any(user.may(one) for one in self.permissions)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; one of the same name replaces the first."""
    _sources[source.name] = source


def sources() -> list[Source]:
    """All of them in the order in which they are shown."""
    return sorted(_sources.values(), key=lambda source: (source.order, source.name))


def open_to(user: Any) -> list[Source]:
    """Those in which a user may find anything."""
    return [source for source in sources() if source.is_open_to(user)]


def list_with(name: str, words: Words, *, longest: int = BOX_LONGEST, **kept: str) -> str:
    """The address of a list with the same words; empty where they are longer than its own box takes."""
    if len(words.typed) > longest:
        return ""
    return f"{reverse(name)}?{urlencode({**kept, 'q': words.typed})}"
