"""Which days belong to a window, so that none is counted twice and none is left out."""

from __future__ import annotations

import datetime
import itertools

import pytest

from core import clock
from core.indicators import Window
from wards.counting import days, last_full_day


def at(month: int, day: int, hour: int = 0) -> datetime.datetime:
    return clock.at(datetime.date(2026, month, day), datetime.time(hour))


@pytest.mark.parametrize(
    ("window", "first", "last", "full"),
    [
        (Window(at(10, 15), at(11, 15)), (10, 15), (11, 14), (11, 14)),
        (Window(at(10, 25, 12), at(11, 25, 12)), (10, 26), (11, 25), (11, 24)),
        (Window(at(10, 25), at(11, 25, 12)), (10, 25), (11, 25), (11, 24)),
    ],
)
def test_days_are_those_that_begin_in_the_window(window, first, last, full):
    found = [*days(window), last_full_day(window)]
    assert [(day.month, day.day) for day in found] == [first, last, full]


def test_windows_that_follow_each_other_share_no_day_and_leave_none_out():
    cuts = [at(9, 25, 12), at(10, 25, 12), at(11, 25, 12)]
    pairs = itertools.pairwise(cuts)
    (first, last), (following, _end) = (days(Window(*pair)) for pair in pairs)
    assert (first, following) == (datetime.date(2026, 9, 26), last + datetime.timedelta(days=1))
