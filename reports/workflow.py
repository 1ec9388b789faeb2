"""States of a report and the moves between them: the one table everything else asks.

Only `reports.services` moves a report, under a row lock. Whose report it is, and who reviews it, is
not said here: the first is the unit that keeps it, the second the unit above on the day it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportStatus(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("Đang soạn")
    READY = "ready", _("Chờ lãnh đạo gửi")
    SUBMITTED = "submitted", _("Đã gửi, chờ xem xét")
    RETURNED = "returned", _("Bị trả lại")
    ACCEPTED = "accepted", _("Đã được chấp nhận")
    ROLLED_UP = "rolled_up", _("Đã tổng hợp")
    CLOSED = "closed", _("Đã dừng vì đơn vị kết thúc")


class MoveName(models.TextChoices):
    """Everything that can be done to a report; the value is also the kind of its event."""

    BUILD = "build", _("Lập dự thảo")
    WRITE = "write", _("Soạn nội dung")
    COUNT = "count", _("Tính lại số liệu tổng hợp")
    READY = "ready", _("Trình lãnh đạo")
    BACK = "back", _("Lãnh đạo chuyển lại để sửa")
    SUBMIT = "submit", _("Gửi cấp trên")
    ISSUE = "issue", _("Ban hành")
    RECALL = "recall", _("Rút lại để sửa")
    RETURN = "return", _("Trả lại")
    ACCEPT = "accept", _("Chấp nhận")
    REOPEN = "reopen", _("Mở lại sau khi đã chấp nhận")
    ROLL_UP = "roll_up", _("Đưa vào báo cáo tổng hợp")
    COMMENT = "comment", _("Nhận xét")
    RESOLVE = "resolve", _("Đã xử lý nhận xét")
    HAND_OVER = "hand_over", _("Chuyển theo đơn vị mới")


class Side(models.TextChoices):
    """Which side of a report may make a move: the unit whose report it is, or the one that reviews it."""

    KEEPER = "keeper", _("đơn vị báo cáo")
    REVIEWER = "reviewer", _("cấp trên")


@dataclass(frozen=True, slots=True)
class Move:
    """From which states to which one, by which side; `is_signed` moves take whoever may sign."""

    sources: frozenset[ReportStatus]
    target: ReportStatus
    side: Side = Side.KEEPER
    is_signed: bool = False
    needs_text: bool = False


S, M = ReportStatus, MoveName
WRITABLE = frozenset({S.DRAFT, S.RETURNED})
UNSENT = WRITABLE | {S.READY}
SENT = frozenset({S.SUBMITTED, S.ACCEPTED, S.ROLLED_UP})

MOVES: dict[MoveName, Move] = {
    M.READY: Move(WRITABLE, S.READY),
    M.BACK: Move(frozenset({S.READY}), S.DRAFT, is_signed=True, needs_text=True),
    M.SUBMIT: Move(UNSENT, S.SUBMITTED, is_signed=True),
    M.ISSUE: Move(UNSENT, S.ACCEPTED, is_signed=True),
    M.RECALL: Move(frozenset({S.SUBMITTED}), S.DRAFT, is_signed=True, needs_text=True),
    M.RETURN: Move(frozenset({S.SUBMITTED}), S.RETURNED, Side.REVIEWER, needs_text=True),
    M.ACCEPT: Move(frozenset({S.SUBMITTED}), S.ACCEPTED, Side.REVIEWER),
    M.REOPEN: Move(frozenset({S.ACCEPTED}), S.RETURNED, Side.REVIEWER, needs_text=True),
}

# What the unit above reads: what was sent, and what it sent back. A draft is the ward's own business, and so is
# what happens to it there.
READ_ABOVE = SENT | {S.RETURNED, S.CLOSED}
OWN_MOVES = frozenset({M.WRITE, M.READY, M.BACK})


def move_of(name: str) -> Move:
    """The rule of a move. Raises ValueError for an unknown one, KeyError for one that moves nothing."""
    return MOVES[MoveName(name)]
