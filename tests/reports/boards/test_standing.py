"""Shares, ranks and medians; periods and their steps."""

from __future__ import annotations

import datetime

import pytest

from reports.boards.periods import Period, Span, months_back, span_of
from reports.boards.standing import Standing, ranked
from reports.models.tally import COUNTS

DAY = datetime.date


def standing(name="", **counts) -> Standing:
    return Standing(name, counts=dict.fromkeys(COUNTS, 0) | counts)


def test_a_share_says_what_it_is_a_share_of():
    assert standing().share is None
    assert standing(dated=8, in_time=6, answered=9).share == 75
    assert standing(dated=8, in_time=6).late == 2


def test_few_opinions_make_no_mean():
    assert standing(rated=4, stars=20).satisfaction is None
    assert standing(rated=5, stars=21).satisfaction == 4.2


def test_no_rank_for_fewer_than_ten_answers_and_equal_ranks_for_equal_shares():
    rows = [
        standing("A", dated=10, in_time=9),
        standing("B", dated=9, in_time=9),
        standing("C", dated=20, in_time=18),
        standing("D", dated=50, in_time=50),
        standing("E", dated=10, in_time=1),
    ]
    large, small = ranked(rows)
    assert [(row.rank, row.name) for row in large] == [(1, "D"), (2, "C"), (2, "A"), (4, "E")]
    assert [row.name for row in small] == ["B"]


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ({}, "—"),
        ({"within_0": 1}, "0"),
        ({"within_1": 2, "within_3": 1}, "1"),
        ({"within_2": 1, "within_30": 2}, "25"),
        ({"within_5": 4}, "5"),
        ({"within_3": 1, "longer": 5}, "> 30"),
    ],
)
def test_the_median_lies_where_half_of_the_answers_are(counts, median):
    assert standing(**counts).median_text == median


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        ("90", DAY(2026, 11, 28), DAY(2026, 8, 31), DAY(2026, 11, 28)),
        ("month", DAY(2026, 3, 1), DAY(2026, 3, 1), DAY(2026, 3, 1)),
        ("last-month", DAY(2026, 1, 15), DAY(2025, 12, 1), DAY(2025, 12, 31)),
        ("quarter", DAY(2026, 11, 28), DAY(2026, 10, 1), DAY(2026, 11, 28)),
        ("last-quarter", DAY(2026, 2, 28), DAY(2025, 10, 1), DAY(2025, 12, 31)),
        ("year", DAY(2028, 2, 29), DAY(2028, 1, 1), DAY(2028, 2, 29)),
        ("last-year", DAY(2028, 2, 29), DAY(2027, 1, 1), DAY(2027, 12, 31)),
        ("12", DAY(2026, 11, 28), DAY(2025, 12, 1), DAY(2026, 11, 28)),
    ],
)
def test_named_periods(period, today, first, last):
    assert span_of(period, today) == Span(first, last)


def test_ones_own_period_has_no_name_for_its_days():
    with pytest.raises(ValueError, match="own"):
        span_of(Period.OWN, DAY(2026, 1, 1))


def test_steps_cover_the_period():
    assert Span(DAY(2026, 1, 30), DAY(2026, 2, 2)).steps()[-1] == (DAY(2026, 2, 2), "02/02")
    weeks = Span(DAY(2026, 9, 1), DAY(2026, 11, 28)).steps()
    assert weeks[0] == (DAY(2026, 8, 31), "31/08")
    months = Span(DAY(2025, 11, 30), DAY(2026, 11, 1)).steps()
    assert (months[0][1], months[-1][1], len(months)) == ("11/2025", "11/2026", 13)
    assert months_back(DAY(2026, 1, 1), 13) == DAY(2024, 12, 1)
    assert Span(DAY(2026, 1, 11), DAY(2026, 1, 20)).before == Span(
        DAY(2026, 1, 1), DAY(2026, 1, 10)
    )
