"""Pieces of pages that are drawn once and remembered by all that they show."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T", bound=str | bytes)


class Drawn(Generic[T]):
    """At most so many pieces of one kind, in this process; the one not shown for longest goes first.

    The key of a piece is everything that stands in it and may differ: the language too, never less.
    What is remembered is shown to everybody with the same key, so nothing secret (a token of a form)
    may stand in it that does not stand in the key.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def forget(self) -> None:
        """Draw everything anew."""
        with self._lock:
            self._pieces.clear()

    def __len__(self) -> int:
        return len(self._pieces)

    def __call__(self, key: Hashable, draw: Callable[[], T]) -> T:
        """The piece under a key, drawn if it is not remembered."""
        with self._lock:
            if key in self._pieces:
                self._pieces.move_to_end(key)
                return self._pieces[key]
        piece = draw()
        with self._lock:
            self._pieces[key] = piece
            while len(self._pieces) > self._most:
                self._pieces.popitem(last=False)
        return piece
