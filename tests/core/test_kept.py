"""Rows of settings are read once a minute, and what is drawn from rows is drawn once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils.safestring import SafeString

from core import kept
from core.drawn import Drawn
from core.kept import Kept


@pytest.fixture
def counted():
    """How often it was read, and what."""
    readings: list[int] = []

    def read() -> list[int]:
        readings.append(len(readings))
        return list(readings)

    rows = Kept(read)
    yield rows, readings
    kept._all.remove(rows)


def test_rows_are_read_once_while_they_are_fresh(counted, settings):
    settings.ROWS_KEPT_SECONDS = 60
    rows, readings = counted
    assert rows() is rows()
    assert readings == [0]


def test_rows_are_read_anew_when_their_time_is_over(counted, settings):
    settings.ROWS_KEPT_SECONDS = 0.05
    rows, readings = counted
    rows()
    time.sleep(0.06)
    assert rows() == readings == [0, 1]


def test_what_is_forgotten_is_read_anew(counted, settings):
    settings.ROWS_KEPT_SECONDS = 60
    rows, readings = counted
    rows()
    kept.forget_all()
    rows()
    assert readings == [0, 1]


def test_nothing_is_kept_where_the_time_is_nothing(counted, settings):
    settings.ROWS_KEPT_SECONDS = 0
    rows, readings = counted
    rows()
    rows()
    assert readings == [0, 1]


def test_a_piece_is_drawn_once_for_each_key():
    drawn, strokes = Drawn(most=2), []

    def draw(name):
        strokes.append(name)
        return SafeString(name)

    for key in ("a", "a", "b", "a", "c"):  # b was not shown for longest
        assert drawn(key, lambda key=key: draw(key)) == key
    assert strokes == ["a", "b", "c"]
    drawn("a", lambda: draw("a"))
    drawn("b", lambda: draw("b"))
    assert strokes == ["a", "b", "c", "b"]


def test_pieces_are_drawn_by_many_threads_at_once():
    drawn = Drawn(most=3)

    def ask(number):
        key = number % 7
        return drawn(key, lambda: SafeString(str(key))) == str(key)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(2000)))
    assert len(drawn._pieces) == 3
