"""Named figures that rooms can count: the registry behind reports and whatever else asks for them.

A room registers its own in `AppConfig.ready`; whoever builds a report knows codes and nothing else, so
that a new room adds figures without a change anywhere. What an area is, is none of this module's
business: areas are ids, and every count is asked for many of them at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core import clock
from core.listings import Listing

Counts = Mapping[int, int]
MOMENT = datetime.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """What a figure is about: what happened in [start, end), and how things stood just before `end`."""

    start: datetime.datetime
    end: datetime.datetime

    @property
    def first_day(self) -> datetime.date:
        """The first day of it, in the city."""
        return clock.local(self.start).date()

    @property
    def last_day(self) -> datetime.date:
        """The last day of it, in the city: the day whose state and names count."""
        return clock.local(self.end - MOMENT).date()


Count = Callable[[Window, Collection[int]], Counts]
Members = Callable[[Window, int], Counts]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a figure adds to each of its rows: a heading, and words for the rows of one area, by their ids."""

    label: Any
    of: Callable[[Window, int], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: what it is called, in which unit, what exactly is counted and from where.

    `count(window, areas)` gives the figure of each area; an area without an entry has none (0). One
    call is at most two queries, however many areas there are, and sees everything (callers stand
    outside the wall). `members(window, area)` names the very rows that make up the figure of one area:
    id → how much of it the row is, by the same rule, so that the amounts sum up to the figure; `listing`
    is how such rows are shown, `detail` what only this figure knows of them. `share` makes it a percentage of two other indicators (part, whole)
    instead; sums of areas are then shares of the sums.
    """

    code: str
    label: Any
    unit: Any
    definition: Any
    source: Any
    count: Count | None = None
    members: Members | None = None
    listing: Listing | None = None
    detail: Detail | None = None
    share: tuple[str, str] | None = None


_known: dict[str, Indicator] = {}


def register(*indicators: Indicator) -> None:
    """Add figures.

    Raises ValueError for a code twice, for one that is neither counted nor a share, and for rows that
    nobody knows how to show.
    """
    for indicator in indicators:
        if indicator.code in _known:
            raise ValueError(f"two indicators are called {indicator.code}")
        if (indicator.count is None) == (indicator.share is None):
            raise ValueError(f"{indicator.code} must be either counted or a share")
        if (indicator.members is None) != (indicator.listing is None):
            raise ValueError(f"{indicator.code} needs a listing for its rows")
        _known[indicator.code] = indicator


def indicator(code: str) -> Indicator:
    """An indicator by its code. Raises LookupError for an unknown one."""
    try:
        return _known[code]
    except KeyError:
        raise LookupError(f"no indicator is called {code}") from None


def codes() -> list[str]:
    """All that are known, in the order in which the rooms stand."""
    return list(_known)


def with_parts(wanted: Iterable[str]) -> list[str]:
    """Some codes and those that their shares are made of, each once. Raises LookupError as above."""
    found: dict[str, None] = {}
    for code in wanted:
        for needed in (*(indicator(code).share or ()), code):
            found[needed] = None
    return list(found)


def count(
    wanted: Iterable[str], window: Window, areas: Collection[int]
) -> dict[int, dict[str, Decimal | None]]:
    """The figures of many areas: area → code → figure; shares in percent, None of nothing."""
    chosen = [indicator(code) for code in with_parts(wanted)]
    counted = {found.code: found.count(window, areas) for found in chosen if found.count}
    figures: dict[int, dict[str, Decimal | None]] = {}
    for area in areas:
        own = {code: Decimal(values.get(area, 0)) for code, values in counted.items()}
        figures[area] = completed(own, (found.code for found in chosen))
    return figures


def completed(
    counted: Mapping[str, Decimal | None], wanted: Iterable[str]
) -> dict[str, Decimal | None]:
    """Counted figures (or sums of them) with the shares that follow from them, in the order wanted."""
    return {
        code: share_of(counted, *parts) if (parts := indicator(code).share) else counted.get(code)
        for code in with_parts(wanted)
    }


def share_of(counted: Mapping[str, Decimal | None], part: str, whole: str) -> Decimal | None:
    """A percentage with one decimal; None where there is nothing to be a share of."""
    of = counted.get(whole)
    if not of:
        return None
    return (100 * (counted.get(part) or Decimal()) / of).quantize(Decimal("0.1"))
