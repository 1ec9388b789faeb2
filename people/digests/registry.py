"""What stands in the daily letter: each room registers its sources; `people` knows none of them.

In `AppConfig.ready` of another room:

    from people.digests import registry
    registry.register("cases", entries)

`entries(readers)` gets a batch of readers with their posts of today and yields pairs of a user's key
and an `Entry`. It must cost the same number of statements however many readers there are, and nothing
in it may come from a citizen: a reference, a category and a day, no more (the letter leaves the house).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.digests.readers import Readers

FIRST = 5  # things of a kind that are named; the others are counted


class Section(IntEnum):
    """The parts of a letter, in their order. What is late is sent whatever somebody has chosen."""

    LATE = 1
    TODAY = 2
    SOON = 3
    WAITING = 4
    AREA = 5


HEADINGS: dict[Section, Any] = {
    Section.LATE: _("Trễ hạn"),
    Section.TODAY: _("Đến hạn hôm nay"),
    Section.SOON: _("Sắp đến hạn"),
    Section.WAITING: _("Đang chờ ông/bà"),
    Section.AREA: _("Trong phạm vi theo dõi"),
}


class Named(NamedTuple):
    """A name that is kept in both languages; shown in the one that is active."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" and self.en else self.vi


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing: what it is called, what it is about, where, until when, and its address (a path)."""

    what: Any
    about: Any = ""
    place: str = ""
    due: datetime.date | None = None
    url: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Things of one kind in one part of the letter; `url` is the list that shows all of them."""

    section: Section
    label: Any
    count: int
    url: str
    lines: Sequence[Line] = ()

    @property
    def hidden(self) -> int:
        """How many are counted and not named."""
        return self.count - len(self.lines) if self.lines else 0


Source = Callable[["Readers"], Iterable[tuple[int, Entry]]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source; one of the same name replaces the first. Shown in the order of registration."""
    _sources[name] = source


def sources() -> list[Source]:
    """All of them."""
    return list(_sources.values())


@dataclass(frozen=True, kw_only=True)
class Share:
    """Things that concern some users, before those of a kind are put together; `lines` are the first ones."""

    users: Collection[int]
    section: Section
    count: int
    lines: Sequence[Line]


def gathered(
    shares: Iterable[Share], label: Any, urls: dict[Section, str]
) -> Iterable[tuple[int, Entry]]:
    """An entry for each reader and part: everything counted, the nearest days named."""
    heaps: dict[tuple[int, Section], list[Share]] = {}
    for share in shares:
        for user_id in share.users:
            heaps.setdefault((user_id, share.section), []).append(share)
    for (user_id, section), held in heaps.items():
        lines = [line for share in held for line in share.lines]
        lines.sort(key=lambda line: line.due or datetime.date.max)
        yield (
            user_id,
            Entry(
                section=section,
                label=label,
                count=sum(share.count for share in held),
                url=urls[section],
                lines=lines[:FIRST],
            ),
        )
