"""States of a directive and of the task each receiving unit has in it; the one table everything asks.

A directive is drafted, issued, and closed by itself once no task of it is open; from its issue on its
words and recipients are fixed. Only the services of this package move either, under a row lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission


class Urgency(models.TextChoices):
    """Degrees of urgency of a letter (NĐ 30/2020/NĐ-CP, Phụ lục I); the values sort by weight."""

    NORMAL = "0_normal", _("Thường")
    URGENT = "1_urgent", _("Khẩn")
    VERY_URGENT = "2_very_urgent", _("Thượng khẩn")
    FLASH = "3_flash", _("Hỏa tốc")


class DirectiveState(models.TextChoices):
    """Where a directive stands."""

    DRAFT = "draft", _("Dự thảo")
    ISSUED = "issued", _("Đang thực hiện")
    CLOSED = "closed", _("Đã hoàn thành")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class TaskState(models.TextChoices):
    """Where one unit stands with a directive."""

    WAITING = "waiting", _("Chờ tiếp nhận")
    WORKING = "working", _("Đang thực hiện")
    RETURNED = "returned", _("Bị trả lại")
    ANSWERED = "answered", _("Đã trả lời, chờ xem xét")
    ACCEPTED = "accepted", _("Đã hoàn thành")
    EXCUSED = "excused", _("Được miễn trả lời")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


S = TaskState

# OWED: the unit has to do something, and its due date runs. OPEN: the directive cannot close.
OWED = frozenset({S.WAITING, S.WORKING, S.RETURNED})
OPEN = OWED | {S.ANSWERED}
DONE = frozenset({S.ACCEPTED, S.EXCUSED})
# The order in which states are shown side by side.
ORDER = {state: number for number, state in enumerate(S)}


class MoveName(models.TextChoices):
    """Everything that can happen to a directive or a task; the value is also the kind of its event."""

    ISSUE = "issue", _("Phát hành")
    ACKNOWLEDGE = "acknowledge", _("Tiếp nhận")
    ASSIGN = "assign", _("Giao người thực hiện")
    PROGRESS = "progress", _("Báo tiến độ")
    ANSWER = "answer", _("Trả lời")
    ACCEPT = "accept", _("Chấp nhận trả lời")
    RETURN = "return", _("Trả lại")
    EXCUSE = "excuse", _("Miễn trả lời")
    URGE = "urge", _("Đôn đốc")
    EXTEND = "extend", _("Gia hạn")
    WITHDRAW = "withdraw", _("Thu hồi")
    CLOSE = "close", _("Hoàn thành")
    RELOCATE = "relocate", _("Chuyển theo sắp xếp đơn vị")


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a task: from which states, into which one (None: it stays), and who may make it.

    `keeps` names the states that the move leaves as they are.
    """

    name: MoveName
    sources: frozenset[TaskState]
    becomes: TaskState | None
    needs: Permission
    keeps: frozenset[TaskState] = frozenset()

    def after(self, state: str) -> TaskState:
        """The state that a task in `state` has after the move."""
        if self.becomes is None or state in self.keeps:
            return TaskState(state)
        return self.becomes


M = MoveName
P = Permission
_IN_HAND = frozenset({S.WORKING, S.RETURNED})
_ANSWERED = frozenset({S.ANSWERED})

MOVES: dict[MoveName, Move] = {
    move.name: move
    for move in (
        Move(M.ACKNOWLEDGE, frozenset({S.WAITING}), S.WORKING, P.DIRECTIVE_ANSWER),
        # Whoever gives it to somebody has taken it in.
        Move(M.ASSIGN, OWED, S.WORKING, P.DIRECTIVE_ANSWER, keeps=frozenset({S.RETURNED})),
        Move(M.PROGRESS, _IN_HAND, None, P.DIRECTIVE_ANSWER),
        Move(M.ANSWER, _IN_HAND, S.ANSWERED, P.DIRECTIVE_ANSWER),
        Move(M.ACCEPT, _ANSWERED, S.ACCEPTED, P.DIRECTIVE_ISSUE),
        Move(M.RETURN, _ANSWERED, S.RETURNED, P.DIRECTIVE_ISSUE),
        Move(M.URGE, OWED, None, P.DIRECTIVE_ISSUE),
        Move(M.EXCUSE, OPEN, S.EXCUSED, P.DIRECTIVE_ISSUE),
    )
}

# What one usually does next, by state: the red button of the page.
NEXT: dict[TaskState, tuple[MoveName, ...]] = {
    S.WAITING: (M.ACKNOWLEDGE,),
    S.WORKING: (M.ANSWER,),
    S.RETURNED: (M.ANSWER,),
    S.ANSWERED: (M.ACCEPT,),
}
