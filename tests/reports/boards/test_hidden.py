"""Small counts are hidden, and nobody can work them out from what is shown."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.boards.hidden import COVER, LEAST, SMALL, Cell, column


def possible(counts: dict[int, int], shown: dict[int, Cell], total: Cell) -> dict[int, set[int]]:
    """What each small count could be for somebody who knows the rule and what is shown, by trying all."""
    small = [key for key, cell in shown.items() if cell is SMALL]
    covers = [key for key, cell in shown.items() if cell is COVER]
    numbers = [cell.value for cell in shown.values() if cell.value is not None]
    if total.value is None:
        return {key: set(range(LEAST)) for key in small}
    left = total.value - sum(numbers)
    # A cover is at least LEAST and no larger than the smallest number shown; without one, than the rest.
    covered = range(LEAST, (min(numbers) if numbers else max(left, LEAST)) + 1)
    sums = {0}
    for _cover in covers:
        sums = {one + two for one in sums for two in covered if one + two <= left}
    found: dict[int, set[int]] = {key: set() for key in small}
    for values in itertools.product(range(LEAST), repeat=len(small)):
        if left - sum(values) in sums:
            for key, value in zip(small, values, strict=True):
                found[key].add(value)
    return found


@given(st.lists(st.integers(0, 14), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_small_count_could_still_be_any_small_number(numbers):
    counts = dict(enumerate(numbers))
    shown, total = column(counts)
    assert all(cell.value in {None, counts[key]} for key, cell in shown.items())
    assert {key for key, cell in shown.items() if cell is SMALL} == {
        key for key, count in counts.items() if count < LEAST
    }
    assert all(could == set(range(LEAST)) for could in possible(counts, shown, total).values())


def test_a_single_small_count_takes_others_with_it():
    shown, total = column({1: 2, 2: 40, 3: 9, 4: 12, 5: 90})
    assert shown == {1: SMALL, 2: Cell(40), 3: COVER, 4: Cell(12), 5: Cell(90)}
    assert total == Cell(153)


def test_where_nothing_is_small_everything_is_shown():
    assert column({1: 5, 2: 6}) == ({1: Cell(5), 2: Cell(6)}, Cell(11))


def test_a_ward_alone_hides_the_total():
    assert column({1: 3}) == ({1: SMALL}, SMALL)
    assert column({1: 3, 2: 5}) == ({1: SMALL, 2: Cell(5)}, COVER)
