"""Pieces of pages that are drawn once and remembered by all that they show."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.utils.safestring import SafeString


class Drawn:
    """At most so many pieces of one kind, in this process; the one not shown for longest goes first.

    The key of a piece is everything that stands in it and may differ: the language too, never less.
    What is remembered is shown to everybody with the same key, so nothing secret (a token of a form)
    may stand in it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
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
