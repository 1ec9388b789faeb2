"""How cases stand in a unit over a period: sums of the counts, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.numbers import number
from reports.figures import share
from reports.models.tally import COUNTS, SPEED_FIELDS, SPEEDS

# With fewer answers one case more or less moves a share by more than ten points: a rank would be chance.
LEAST_RANKED = 10
# Fewer ratings than this are single opinions.
LEAST_RATED = 5


@dataclass
class Standing:
    """Counts of a period under one name, with what is open at the moment of looking."""

    name: str = ""
    url: str = ""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    open: int = 0
    overdue: int = 0
    rank: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row of `TallyQuerySet.summed`."""
        for name in COUNTS:
            self.counts[name] += row[f"sum_{name}"] or 0

    def take(self, other: Standing) -> None:
        """Add another standing."""
        for name in COUNTS:
            self.counts[name] += other.counts[name]
        self.open += other.open
        self.overdue += other.overdue

    def __getattr__(self, name: str) -> int:
        if name in COUNTS:
            return self.counts[name]
        raise AttributeError(name)

    @property
    def late(self) -> int:
        """Answered after their deadline."""
        return self.counts["dated"] - self.counts["in_time"]

    @property
    def share(self) -> float | None:
        """In time among the answered ones that had a deadline, in percent."""
        return share(self.counts["in_time"], self.counts["dated"])

    @property
    def is_ranked(self) -> bool:
        """Whether there are enough answers for a rank."""
        return self.counts["dated"] >= LEAST_RANKED

    @property
    def satisfaction(self) -> float | None:
        """The mean rating from 1 to 5; None where too few have rated."""
        rated = self.counts["rated"]
        return self.counts["stars"] / rated if rated >= LEAST_RATED else None

    @property
    def median(self) -> int | None:
        """Days from receipt to answer that half of the answers did not exceed.

        Exact up to three days, worked out within its class beyond; one more than the last class where
        it lies above it; None where nothing was answered.
        """
        classes = [self.counts[name] for name in SPEED_FIELDS]
        total, passed, lowest = sum(classes), 0, 0
        rank = (total + 1) / 2
        for highest, count in zip(SPEEDS, classes, strict=False):
            if count and passed + count >= rank:
                within = (rank - passed) / count
                return lowest + round((highest - lowest) * within)
            passed, lowest = passed + count, highest + 1
        return lowest if total else None

    @property
    def median_text(self) -> str:
        """The median in words short enough for a cell."""
        median = self.median
        return f"> {SPEEDS[-1]}" if median and median > SPEEDS[-1] else number(median)


def total_of(rows: Iterable[Standing]) -> Standing:
    """All of them together."""
    whole = Standing()
    for row in rows:
        whole.take(row)
    return whole


def ranked(rows: Iterable[Standing]) -> tuple[list[Standing], list[Standing]]:
    """By their share in time, best first, equal shares with equal ranks; and the small ones, by name."""
    given = list(rows)
    large = [row for row in given if row.is_ranked]
    large.sort(key=lambda row: (-(row.share or 0), -row.counts["dated"], row.name))
    for position, row in enumerate(large, 1):
        before = large[position - 2] if position > 1 else None
        row.rank = before.rank if before and before.share == row.share else position
    return large, sorted((row for row in given if not row.is_ranked), key=lambda row: row.name)
