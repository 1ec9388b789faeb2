"""The table of states and moves, written out: a change of it is a change here, seen by a reader."""

from __future__ import annotations

from feedback.obstacles.actions import ACTIONS
from feedback.obstacles.letters import HEARS, SILENT
from feedback.obstacles.workflow import (
    MOVES,
    NEXT,
    SETTLED,
    UNSETTLED,
    WORKING,
    MoveName,
    State,
    moves_for,
)

ALWAYS = "comment remark publish unpublish"
TABLE = {
    "open": f"assign start ask_above resolve correct {ALWAYS}",
    "in_progress": f"assign ask_above resolve correct {ALWAYS}",
    "waiting_above": f"assign answer_above resume resolve correct {ALWAYS}",
    "resolved": f"close reopen {ALWAYS}",
    "closed": f"reopen {ALWAYS}",
}
BECOMES = {
    "assign": "in_progress",
    "start": "in_progress",
    "ask_above": "waiting_above",
    "answer_above": "in_progress",
    "resume": "in_progress",
    "resolve": "resolved",
    "close": "closed",
    "reopen": "open",
}


def test_moves_of_each_state_are_those_of_the_table():
    found = {state.value: {move.name.value for move in moves_for(state)} for state in State}
    assert found == {state: set(moves.split()) for state, moves in TABLE.items()}


def test_each_move_leads_where_the_table_says():
    found = {move.name.value: move.becomes.value for move in MOVES.values() if move.becomes}
    assert found == BECOMES
    assert MOVES[MoveName.ASSIGN].after(State.WAITING_ABOVE) == State.WAITING_ABOVE
    assert MOVES[MoveName.COMMENT].after(State.CLOSED) == State.CLOSED


def test_only_the_portal_moves_an_obstacle_to_another_unit():
    assert {move.name for move in MOVES.values() if move.needs is None} == {MoveName.RELOCATE}


def test_each_staff_move_has_one_action_and_its_news():
    on_page = sorted(action.move for action in ACTIONS.values())
    assert on_page == sorted(move.name for move in MOVES.values() if move.needs)
    assert set(HEARS) | SILENT == set(MoveName)
    assert not set(HEARS) & SILENT


def test_what_comes_next_is_allowed_from_there():
    wrong = [(s, m) for s, moves in NEXT.items() for m in moves if s not in MOVES[m].sources]
    assert wrong == []
    assert set(NEXT) >= UNSETTLED


def test_every_state_is_settled_or_not():
    assert set(State) == UNSETTLED | SETTLED
    assert not UNSETTLED & SETTLED
    assert WORKING < UNSETTLED
