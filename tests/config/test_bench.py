"""What `make bench` makes of its figures: goals, and a machine that is not equally fast all the time."""

from __future__ import annotations

import pytest

from tests.load.verdict import BARE_LIST, Cell, compared, shortfalls, table


def cell(what: str, cases: int, p50: float, control: float, **more) -> Cell:
    values = {"per_second": round(1000 / p50, 1), "p95": p50, "p99": p50, "sql": 8} | more
    return Cell(what, cases, 1, p50=p50, control=control, **values)


def run_of(inbox_when_large: float, machine: float = 1.0) -> list[Cell]:
    """Small, then large; meanwhile the machine has become slower by a factor."""
    return compared(
        [
            cell(BARE_LIST, 10, 4.0, 4.0),
            cell("inbox", 10, 8.0, 4.0),
            cell(BARE_LIST, 1000, 4.0 * machine, 4.0 * machine),
            cell("inbox", 1000, inbox_when_large * machine, 4.0 * machine),
        ]
    )


@pytest.mark.parametrize("machine", [0.5, 1.0, 1.8])
def test_growth_is_what_more_cases_cost_and_not_what_the_machine_does(machine):
    inbox = run_of(9.0, machine)[-1]
    assert inbox.to_small == round(9.0 * machine / 8.0, 2)
    assert (inbox.machine, inbox.growth) == (machine, pytest.approx(9.0 / 8.0, abs=0.01))


def test_what_was_seen_counts_whatever_the_machine_did():
    assert shortfalls(run_of(9.0)) == []
    (missed,) = shortfalls(run_of(9.0, machine=1.8))
    assert "2.02 × small (1.12 without the machine)" in missed


def test_what_grows_is_said_on_a_fast_machine_too():
    (missed,) = shortfalls(run_of(11.0, machine=0.5))
    assert "0.69 × small (1.38 without the machine)" in missed
    assert "MISSED inbox, 1,000 cases" in missed


def test_a_view_too_far_behind_the_bare_one_or_with_too_much_sql_is_said():
    cells = run_of(9.0)
    cells[1].to_bare, cells[1].sql = 0.39, 9
    (missed,) = shortfalls(cells)
    assert "0.39 × bare list, 9 SQL" in missed


def test_the_table_has_a_line_for_each_cell():
    cells = run_of(9.0, 1.8)
    assert [line.split()[0] for line in table(cells).splitlines()[2:]] == [
        "bare",
        "bare",
        "inbox",
        "inbox",
    ]
    assert table(cells).splitlines()[-1].split()[-3:] == ["2.02", "1.8", "1.12"]
