"""The registry of figures: what it refuses, what it counts, and what a share of nothing is."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core import clock, indicators
from core.indicators import Indicator, Window

A, B = 1, 2


def at(day: int, hour: int = 0, month: int = 11) -> datetime.datetime:
    """A moment of 2026 on the city's wall clock."""
    return clock.at(datetime.date(2026, month, day), datetime.time(hour))


WINDOW = Window(at(15, month=10), at(15))


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """A registry of its own for each test."""
    monkeypatch.setattr(indicators, "_known", {})


def counted(code: str, values: dict[int, int] | None = None, **fields) -> Indicator:
    """An indicator that counts what is said here."""
    given = {"count": lambda _window, _areas: values or {}} | fields
    return Indicator(code, code, "phản ánh", "định nghĩa", "nguồn", **given)


def share(code: str, part: str, whole: str) -> Indicator:
    return counted(code, count=None, share=(part, whole))


def test_a_code_is_registered_once():
    indicators.register(counted("a"))
    with pytest.raises(ValueError, match="two indicators are called a"):
        indicators.register(counted("a"))


@pytest.mark.parametrize("fields", [{"count": None}, {"share": ("a", "b")}])
def test_an_indicator_is_either_counted_or_a_share(fields):
    with pytest.raises(ValueError, match="must be either counted or a share"):
        indicators.register(counted("c", **fields))
    assert indicators.codes() == []


def test_an_unknown_code_is_an_error_everywhere():
    for ask in (
        lambda: indicators.indicator("x"),
        lambda: indicators.with_parts(["x"]),
        lambda: indicators.count(["x"], WINDOW, [A]),
        lambda: indicators.completed({}, ["x"]),
    ):
        with pytest.raises(LookupError, match="no indicator is called x"):
            ask()


def test_codes_stand_as_registered_and_shares_bring_their_parts_once():
    indicators.register(counted("part"), counted("whole"), share("share", "part", "whole"))
    assert indicators.codes() == ["part", "whole", "share"]
    assert indicators.with_parts(["share", "whole", "share"]) == ["part", "whole", "share"]
    assert indicators.with_parts([]) == []


def test_every_area_has_a_figure_and_each_indicator_is_asked_once():
    asked = []

    def count(window, areas):
        asked.append((window, tuple(areas)))
        return {A: 2, 99: 7}  # 99 was not asked for

    indicators.register(
        counted("part", count=count), counted("whole", {A: 3}), share("share", "part", "whole")
    )
    found = indicators.count(["share"], WINDOW, [A, B])
    assert found == {
        A: {"part": 2, "whole": 3, "share": Decimal("66.7")},
        B: {"part": 0, "whole": 0, "share": None},
    }
    assert asked == [(WINDOW, (A, B))]
    assert indicators.count(["part"], WINDOW, []) == {}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (0, 5, "0.0"),
        (5, 5, "100.0"),
        (0, 0, None),
        (None, 4, "0.0"),
        (3, None, None),
    ],
)
def test_a_share_is_a_percentage_with_one_decimal(part, whole, expected):
    given = {"part": part, "whole": whole}
    figures = {code: None if value is None else Decimal(value) for code, value in given.items()}
    found = indicators.share_of(figures, "part", "whole")
    assert (None if found is None else str(found)) == expected


def test_a_share_of_sums_is_not_a_sum_of_shares():
    indicators.register(counted("part"), counted("whole"), share("share", "part", "whole"))
    sums = {"part": Decimal(1 + 0), "whole": Decimal(1 + 3), "share": Decimal("50.0")}
    assert indicators.completed(sums, ["share"])["share"] == Decimal("25.0")
    assert indicators.completed({}, ["share"]) == {"part": None, "whole": None, "share": None}


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (at(15, month=10), at(15), (10, 15), (11, 14)),
        (at(25, 12, month=10), at(25, 12), (10, 25), (11, 25)),
        # Midnight in the city is 17:00 of the day before in UTC.
        (
            datetime.datetime(2026, 10, 14, 17, tzinfo=datetime.UTC),
            datetime.datetime(2026, 11, 14, 17, tzinfo=datetime.UTC),
            (10, 15),
            (11, 14),
        ),
    ],
)
def test_the_days_of_a_window_are_those_of_the_city(start, end, first, last):
    window = Window(start, end)
    assert (window.first_day.month, window.first_day.day) == first
    assert (window.last_day.month, window.last_day.day) == last


def test_what_the_rooms_have_registered_says_what_it_is(monkeypatch):
    monkeypatch.undo()
    assert len(indicators.codes()) > 30
    indicators.with_parts(indicators.codes())  # every share is made of something known
    for code in indicators.codes():
        found = indicators.indicator(code)
        for language in ("vi", "en"):
            with translation.override(language):
                texts = [found.label, found.unit, found.definition, found.source]
                assert all(str(text).strip() for text in texts), code
