"""States of an obstacle and the moves between them: the one table everything else asks.

Only `feedback.obstacles.services` moves an obstacle, under a row lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission


class State(models.TextChoices):
    """Where an obstacle stands."""

    OPEN = "open", _("Mới ghi nhận")
    IN_PROGRESS = "in_progress", _("Đang xử lý")
    WAITING_ABOVE = "waiting_above", _("Chờ cấp trên")
    RESOLVED = "resolved", _("Đã giải quyết")
    CLOSED = "closed", _("Đã kết thúc")


S = State

# Their due date runs; the ward itself can go on with WORKING ones.
UNSETTLED = frozenset({S.OPEN, S.IN_PROGRESS, S.WAITING_ABOVE})
WORKING = UNSETTLED - {S.WAITING_ABOVE}
SETTLED = frozenset(S) - UNSETTLED


class MoveName(models.TextChoices):
    """Everything that can be done to an obstacle; the value is also the kind of its event."""

    REPORT = "report", _("Ghi nhận vướng mắc")
    ASSIGN = "assign", _("Giao và định hạn")
    START = "start", _("Bắt đầu xử lý")
    ASK_ABOVE = "ask_above", _("Đề nghị cấp trên giải quyết")
    ANSWER_ABOVE = "answer_above", _("Cấp trên trả lời")
    RESUME = "resume", _("Tiếp tục xử lý tại phường, xã")
    RESOLVE = "resolve", _("Giải quyết xong")
    CLOSE = "close", _("Kết thúc")
    REOPEN = "reopen", _("Mở lại")
    COMMENT = "comment", _("Trao đổi")
    REMARK = "remark", _("Ý kiến của cấp trên")
    CORRECT = "correct", _("Sửa thông tin")
    PUBLISH = "publish", _("Công khai")
    UNPUBLISH = "unpublish", _("Gỡ công khai")
    RELOCATE = "relocate", _("Chuyển theo sắp xếp đơn vị")


@dataclass(frozen=True, slots=True)
class Move:
    """A move: from which states, into which one (None: the state stays), and who may make it.

    `needs` None means the portal itself. `keeps` names the states that the move leaves as they are.
    """

    name: MoveName
    sources: frozenset[State]
    becomes: State | None
    needs: Permission | None
    keeps: frozenset[State] = frozenset()

    def after(self, state: str) -> State:
        """The state that an obstacle in `state` has after the move."""
        if self.becomes is None or state in self.keeps:
            return State(state)
        return self.becomes


M = MoveName
P = Permission
_ALL = frozenset(S)
_ABOVE = frozenset({S.WAITING_ABOVE})

MOVES: dict[MoveName, Move] = {
    move.name: move
    for move in (
        # Somebody else may become the owner while the level above is still asked.
        Move(M.ASSIGN, UNSETTLED, S.IN_PROGRESS, P.OBSTACLE_MANAGE, keeps=_ABOVE),
        Move(M.START, frozenset({S.OPEN}), S.IN_PROGRESS, P.OBSTACLE_MANAGE),
        Move(M.ASK_ABOVE, WORKING, S.WAITING_ABOVE, P.OBSTACLE_MANAGE),
        Move(M.ANSWER_ABOVE, _ABOVE, S.IN_PROGRESS, P.OBSTACLE_ABOVE),
        Move(M.RESUME, _ABOVE, S.IN_PROGRESS, P.OBSTACLE_MANAGE),
        Move(M.RESOLVE, UNSETTLED, S.RESOLVED, P.OBSTACLE_MANAGE),
        Move(M.CLOSE, frozenset({S.RESOLVED}), S.CLOSED, P.OBSTACLE_MANAGE),
        Move(M.REOPEN, SETTLED, S.OPEN, P.OBSTACLE_MANAGE),
        Move(M.COMMENT, _ALL, None, P.OBSTACLE_REPORT),
        Move(M.REMARK, _ALL, None, P.OBSTACLE_ABOVE),
        Move(M.CORRECT, UNSETTLED, None, P.OBSTACLE_MANAGE),
        Move(M.PUBLISH, _ALL, None, P.OBSTACLE_MANAGE),
        Move(M.UNPUBLISH, _ALL, None, P.OBSTACLE_MANAGE),
        # By the portal itself, when a unit ends (feedback.obstacles.changes).
        Move(M.RELOCATE, _ALL, None, None),
    )
}

# What one usually does next, by state: the red button of the page.
NEXT: dict[State, tuple[MoveName, ...]] = {
    S.OPEN: (M.ASSIGN,),
    S.IN_PROGRESS: (M.RESOLVE,),
    S.WAITING_ABOVE: (M.ANSWER_ABOVE, M.RESUME),
    S.RESOLVED: (M.CLOSE,),
}


def moves_for(state: str) -> list[Move]:
    """The moves open to staff from a state, in the order of the table."""
    return [move for move in MOVES.values() if move.needs and State(state) in move.sources]
