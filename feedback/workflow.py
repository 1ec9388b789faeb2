"""States of a case and the moves between them: the one table everything else asks.

Only `feedback.services` moves a case, under a row lock. A page shows the moves that
`moves_for` gives; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission


class Status(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received", _("Mới nhận")
    TRIAGED = "triaged", _("Đã phân loại")
    ASSIGNED = "assigned", _("Đã phân công")
    IN_PROGRESS = "in_progress", _("Đang xử lý")
    NEEDS_INFORMATION = "needs_information", _("Chờ bổ sung")
    FORWARDED = "forwarded", _("Đã chuyển")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã kết thúc")
    REOPENED = "reopened", _("Mở lại")
    REJECTED = "rejected", _("Không tiếp nhận")
    REFERRED = "referred", _("Đã hướng dẫn nơi giải quyết")
    MERGED = "merged", _("Đã gộp")


S = Status

# Waiting for the ward: these have a running (or paused) clock and stand in the inbox.
OPEN = frozenset(
    {S.RECEIVED, S.TRIAGED, S.ASSIGNED, S.IN_PROGRESS, S.NEEDS_INFORMATION, S.FORWARDED, S.REOPENED}
)
# Nobody has looked at these yet; these wait for the sender.
FRESH = frozenset({S.RECEIVED, S.FORWARDED, S.REOPENED})
WAITING = frozenset({S.NEEDS_INFORMATION})
# The ward has spoken; the citizen may still rate or reopen.
SPOKEN = frozenset({S.ANSWERED, S.CLOSED, S.REJECTED, S.REFERRED})
_WORKING = OPEN - WAITING


class MoveName(models.TextChoices):
    """Everything that can be done to a case; the value is also the kind of its event."""

    SUBMIT = "submit", _("Gửi phản ánh")
    TRIAGE = "triage", _("Phân loại")
    ASSIGN = "assign", _("Phân công")
    START = "start", _("Bắt đầu xử lý")
    ASK = "ask", _("Đề nghị bổ sung thông tin")
    INFORM = "inform", _("Người gửi bổ sung thông tin")
    RESUME = "resume", _("Tiếp tục xử lý")
    NOTE = "note", _("Ghi chú nội bộ")
    ANSWER = "answer", _("Trả lời người gửi")
    FORWARD = "forward", _("Chuyển phường, xã khác")
    MERGE = "merge", _("Gộp vào phản ánh khác")
    REJECT = "reject", _("Không tiếp nhận")
    REFER = "refer", _("Hướng dẫn nơi giải quyết")
    EXTEND = "extend", _("Gia hạn")
    CLOSE = "close", _("Kết thúc")
    REOPEN = "reopen", _("Mở lại")
    CITIZEN_REOPEN = "citizen_reopen", _("Người gửi đề nghị xem lại")
    RATE = "rate", _("Người gửi đánh giá")
    PUBLISH = "publish", _("Công khai trả lời")
    UNPUBLISH = "unpublish", _("Gỡ công khai")
    RELOCATE = "relocate", _("Chuyển theo sắp xếp đơn vị")


@dataclass(frozen=True, slots=True)
class Move:
    """A move: from which states, into which one (None: the state stays), and who may make it.

    `needs` None means the citizen (by the secret of the case) or the portal itself. `keeps` names
    the states that the move leaves as they are.
    """

    name: MoveName
    sources: frozenset[Status]
    becomes: Status | None
    needs: Permission | None
    keeps: frozenset[Status] = frozenset()

    def after(self, status: str) -> Status:
        """The state that a case in `status` has after the move."""
        if self.becomes is None or status in self.keeps:
            return Status(status)
        return self.becomes


M = MoveName
P = Permission

MOVES: dict[MoveName, Move] = {
    move.name: move
    for move in (
        # A later correction of the category does not send the work back to its beginning.
        Move(
            M.TRIAGE,
            OPEN,
            S.TRIAGED,
            P.CASE_TRIAGE,
            keeps=frozenset({S.ASSIGNED, S.IN_PROGRESS, S.NEEDS_INFORMATION}),
        ),
        # Handing over a case that waits for the sender must not start its clock.
        Move(M.ASSIGN, OPEN, S.ASSIGNED, P.CASE_ASSIGN, keeps=frozenset({S.NEEDS_INFORMATION})),
        Move(M.START, _WORKING - {S.IN_PROGRESS}, S.IN_PROGRESS, P.CASE_ANSWER),
        Move(M.ASK, _WORKING, S.NEEDS_INFORMATION, P.CASE_ANSWER),
        Move(M.INFORM, frozenset({S.NEEDS_INFORMATION}), S.IN_PROGRESS, None),
        Move(M.RESUME, frozenset({S.NEEDS_INFORMATION}), S.IN_PROGRESS, P.CASE_ANSWER),
        Move(M.NOTE, frozenset(S), None, P.CASE_ANSWER),
        Move(M.ANSWER, OPEN, S.ANSWERED, P.CASE_ANSWER),
        Move(M.FORWARD, OPEN, S.FORWARDED, P.CASE_TRIAGE),
        Move(M.MERGE, OPEN, S.MERGED, P.CASE_TRIAGE),
        Move(M.REJECT, OPEN, S.REJECTED, P.CASE_TRIAGE),
        Move(M.REFER, OPEN, S.REFERRED, P.CASE_TRIAGE),
        Move(M.EXTEND, _WORKING, None, P.CASE_EXTEND),
        Move(M.CLOSE, frozenset({S.ANSWERED, S.REFERRED}), S.CLOSED, P.CASE_CLOSE),
        Move(
            M.REOPEN,
            frozenset({S.ANSWERED, S.CLOSED, S.REJECTED, S.REFERRED, S.MERGED}),
            S.REOPENED,
            P.CASE_CLOSE,
        ),
        Move(M.CITIZEN_REOPEN, SPOKEN, S.REOPENED, None),
        Move(M.RATE, SPOKEN, None, None),
        Move(M.PUBLISH, frozenset({S.ANSWERED, S.CLOSED}), None, P.CASE_CLOSE),
        Move(M.UNPUBLISH, frozenset(S), None, P.CASE_CLOSE),
        # By the portal itself, when a unit ends (feedback.changes).
        Move(M.RELOCATE, OPEN, None, None),
    )
}

# The ward has had its word; a case is taken up again. Reports count both by period.
SPEAKING = frozenset({M.ANSWER, M.REJECT, M.REFER})
REOPENING = frozenset({M.REOPEN, M.CITIZEN_REOPEN})

# What the citizen reads in the timeline; the rest is the ward's own business.
PUBLIC_MOVES = frozenset(
    {
        M.SUBMIT,
        M.TRIAGE,
        M.ASSIGN,
        M.START,
        M.ASK,
        M.INFORM,
        M.RESUME,
        M.ANSWER,
        M.FORWARD,
        M.MERGE,
        M.REJECT,
        M.REFER,
        M.EXTEND,
        M.CLOSE,
        M.REOPEN,
        M.CITIZEN_REOPEN,
        M.RATE,
        M.RELOCATE,
    }
)


def can(move: str, status: str) -> bool:
    """Whether a move is allowed from a state."""
    return Status(status) in MOVES[MoveName(move)].sources


def moves_for(status: str) -> list[Move]:
    """The moves open to staff from a state, in the order of the table."""
    return [move for move in MOVES.values() if move.needs and Status(status) in move.sources]


# What one usually does next, by state: the red button of the case page.
NEXT: dict[Status, tuple[MoveName, ...]] = {
    S.RECEIVED: (M.TRIAGE, M.START, M.ANSWER),
    S.FORWARDED: (M.TRIAGE, M.START, M.ANSWER),
    S.REOPENED: (M.ASSIGN, M.START, M.ANSWER),
    S.TRIAGED: (M.ASSIGN, M.START, M.ANSWER),
    S.ASSIGNED: (M.START, M.ANSWER),
    S.IN_PROGRESS: (M.ANSWER,),
    S.NEEDS_INFORMATION: (M.RESUME,),
    S.ANSWERED: (M.CLOSE,),
    S.REFERRED: (M.CLOSE,),
}
