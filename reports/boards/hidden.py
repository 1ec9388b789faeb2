"""Small counts are hidden, and others with them, so that none can be worked out from a sum (ADR 0016).

A column of counts is published with its total. A count below `LEAST` is hidden. Whoever knows the total
knows the sum of what is hidden, and whoever knows this rule knows that the small ones lie between 0 and
`LEAST - 1`, the others above. So the smallest of the others are hidden too, one after the other, until
every small count could still be each number from 0 to `LEAST - 1`; if that cannot be reached, the
total is hidden. Columns are months, and no sum over months is published: each column stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

LEAST = 5

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cell:
    """A published count: the number, "below LEAST", or hidden for the sake of another."""

    value: int | None
    is_small: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether no number is shown."""
        return self.value is None


SMALL, COVER = Cell(None, is_small=True), Cell(None)


def column(counts: Mapping[Key, int]) -> tuple[dict[Key, Cell], Cell]:
    """What may be shown of some counts, and of their total."""
    total = sum(counts.values())
    small = [key for key, count in counts.items() if count < LEAST]
    hidden = set(small)
    others = sorted((key for key in counts if key not in hidden), key=lambda key: counts[key])
    covers: list[Key] = []
    while small and not _is_safe(counts, small, covers, counts[others[0]] if others else None):
        if not others:
            return _shown(counts, small, []), SMALL if total < LEAST else COVER
        covers.append(others.pop(0))
    return _shown(counts, small, covers), SMALL if total < LEAST else Cell(total)


def _is_safe(
    counts: Mapping[Key, int], small: list[Key], covers: list[Key], next_shown: int | None
) -> bool:
    """Whether each small one could be 0 and could be LEAST - 1, given the sum of all hidden ones.

    A cover lies between LEAST and the smallest count that is shown (above all bounds if none is).
    """
    most, hidden = LEAST - 1, sum(counts[key] for key in [*small, *covers])
    could_be_most = hidden - most >= len(covers) * LEAST
    if covers and next_shown is None:
        return could_be_most
    bound = most * (len(small) - 1) + len(covers) * (next_shown or 0)
    return could_be_most and hidden <= bound


def _shown(counts: Mapping[Key, int], small: list[Key], covers: list[Key]) -> dict[Key, Cell]:
    hidden = dict.fromkeys(small, SMALL) | dict.fromkeys(covers, COVER)
    return {key: hidden.get(key) or Cell(count) for key, count in counts.items()}
