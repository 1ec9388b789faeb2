"""Settings that stand in rows and hardly ever change: read at most once a minute in each process.

A change is seen by every process within ROWS_KEPT_SECONDS. Never for rows that differ by who asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")
_all: list[Kept] = []


class Kept(Generic[T]):
    """What `read` found, while it is fresh; called, it is read anew where it is not."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._found: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        now = time.monotonic()
        found = self._found  # one look: another thread may put a fresher one in its place
        if found is None or now >= found[0]:
            found = self._found = (now + settings.ROWS_KEPT_SECONDS, self._read())
        return found[1]

    def forget(self) -> None:
        """Read anew at the next call."""
        self._found = None


def forget_all() -> None:
    """Let this process see what has changed now."""
    for kept in _all:
        kept.forget()
