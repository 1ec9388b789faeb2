"""The table of states and moves, written out: a change of it is a change here, seen by a reader."""

from __future__ import annotations

from feedback.actions import ACTIONS
from feedback.workflow import MOVES, NEXT, OPEN, MoveName, Status, moves_for

TABLE = {
    "received": "triage assign start note ask answer forward merge reject refer extend unpublish",
    "triaged": "triage assign start note ask answer forward merge reject refer extend unpublish",
    "assigned": "triage assign start note ask answer forward merge reject refer extend unpublish",
    "in_progress": "triage assign note ask answer forward merge reject refer extend unpublish",
    "needs_information": "triage assign resume note answer forward merge reject refer unpublish",
    "forwarded": "triage assign start note ask answer forward merge reject refer extend unpublish",
    "answered": "note close reopen publish unpublish",
    "closed": "note reopen publish unpublish",
    "reopened": "triage assign start note ask answer forward merge reject refer extend unpublish",
    "rejected": "note reopen unpublish",
    "referred": "note close reopen unpublish",
    "merged": "note reopen unpublish",
}


def test_moves_of_each_state_are_those_of_the_table():
    found = {status.value: {move.name.value for move in moves_for(status)} for status in Status}
    assert found == {status: set(moves.split()) for status, moves in TABLE.items()}


def test_the_citizen_and_the_portal_make_the_moves_that_need_no_permission():
    assert {move.name for move in MOVES.values() if move.needs is None} == {
        MoveName.INFORM,
        MoveName.CITIZEN_REOPEN,
        MoveName.RATE,
        MoveName.RELOCATE,
    }


def test_each_staff_move_has_one_action_on_the_page():
    on_page = [action.move for action in ACTIONS.values()]
    assert sorted(on_page) == sorted(move.name for move in MOVES.values() if move.needs)


def test_what_comes_next_is_allowed_from_there():
    wrong = [
        (status, move)
        for status, moves in NEXT.items()
        for move in moves
        if status not in MOVES[move].sources
    ]
    assert wrong == []


def test_every_open_state_has_something_next():
    assert set(NEXT) >= OPEN


def test_a_kept_state_stays():
    assert MOVES[MoveName.TRIAGE].after(Status.IN_PROGRESS) == Status.IN_PROGRESS
    assert MOVES[MoveName.TRIAGE].after(Status.RECEIVED) == Status.TRIAGED
    assert MOVES[MoveName.ASSIGN].after(Status.NEEDS_INFORMATION) == Status.NEEDS_INFORMATION
    assert MOVES[MoveName.NOTE].after(Status.CLOSED) == Status.CLOSED
