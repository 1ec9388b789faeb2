"""The moves of a report as its page offers them: addresses, words, services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from reports.models import Report
from reports.services import locking, moves
from reports.workflow import MoveName, move_of
from wards.models import Level

if TYPE_CHECKING:
    from people.models import User

M = MoveName


@dataclass(frozen=True, slots=True)
class Action:
    """A move: its address, what the button, the page and the message say, and who does it."""

    slug: str
    move: MoveName
    perform: Callable[..., Report]
    title: Any
    lede: Any
    text_label: Any
    done: Any
    icon: str
    is_main: bool = False

    @property
    def needs_number(self) -> bool:
        """Whether the number of the paper is asked for."""
        return self.move == M.SUBMIT

    @property
    def needs_text(self) -> bool:
        """Whether somebody has to say why."""
        return move_of(self.move).needs_text


NOTE = _("Ghi chú")
REASON = _("Lý do, điều cần sửa")

ACTIONS: dict[str, Action] = {
    action.slug: action
    for action in (
        Action(
            "gui", M.SUBMIT, moves.submit, _("Gửi báo cáo"),
            _("Sau khi gửi, nội dung không sửa được nữa, trừ khi rút lại hoặc bị trả lại."),
            NOTE, _("Đã gửi báo cáo."), "send", is_main=True,
        ),
        Action(
            "trinh", M.READY, moves.make_ready, _("Trình lãnh đạo"),
            _("Lãnh đạo được báo để xem và gửi cấp trên."),
            NOTE, _("Đã trình lãnh đạo."), "arrow-right", is_main=True,
        ),
        Action(
            "chap-nhan", M.ACCEPT, moves.accept, _("Chấp nhận báo cáo"),
            _("Số liệu của báo cáo sẽ được đưa vào báo cáo tổng hợp."),
            NOTE, _("Đã chấp nhận báo cáo."), "check", is_main=True,
        ),
        Action(
            "tra-lai", M.RETURN, moves.return_report, _("Trả lại báo cáo"),
            _("Đơn vị sửa rồi gửi lại; nhận xét ở từng phần hiện đúng chỗ khi sửa."),
            REASON, _("Đã trả lại báo cáo."), "undo",
        ),
        Action(
            "chuyen-lai", M.BACK, moves.send_back, _("Chuyển lại để sửa"),
            _("Người soạn được báo điều cần sửa."),
            REASON, _("Đã chuyển lại để sửa."), "undo",
        ),
        Action(
            "rut", M.RECALL, moves.recall, _("Rút báo cáo"),
            _("Báo cáo trở về bản soạn; lần gửi trước vẫn được lưu."),
            REASON, _("Đã rút báo cáo."), "undo",
        ),
        Action(
            "mo-lai", M.REOPEN, moves.reopen, _("Trả lại báo cáo đã chấp nhận"),
            _("Báo cáo tổng hợp đang có báo cáo này phải tính lại."),
            REASON, _("Đã trả lại báo cáo."), "undo",
        ),
    )
}  # fmt: skip


def offered(report: Report, user: User) -> list[Action]:
    """What a user may do with a report as it stands, the usual next step first."""
    found = [action for slug in ACTIONS if (action := find(report, user, slug))]
    return sorted(found, key=lambda action: not action.is_main)


def find(report: Report, user: User, slug: str) -> Action | None:
    """A move by its address, if the user may make it now; at the top of the city "send" means "issue"."""
    action = ACTIONS.get(slug)
    if action is None:
        return None
    if action.move == M.SUBMIT and report.level == Level.CITY:
        return _ISSUE if locking.may(report, user, M.ISSUE) else None
    return action if locking.may(report, user, action.move) else None


_ISSUE = replace(
    ACTIONS["gui"],
    title=_("Ban hành báo cáo"),
    lede=_("Sau khi ban hành, nội dung không sửa được nữa."),
    done=_("Đã ban hành báo cáo."),
)
