"""Deciding what a case is in law and where it belongs: triage, rejection, referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from feedback import deadlines
from feedback.models import SEALED_KINDS, Case, CaseKind
from feedback.services.answers import speak
from feedback.services.locking import locked_case, record
from feedback.workflow import MoveName, Status
from people.permissions import Permission
from wards.models import UnitVersion

if TYPE_CHECKING:
    from feedback.models import Category
    from people.models import User
    from wards.models import Unit


class RejectReason(models.TextChoices):
    """Why a case is not taken up; the citizen reads it."""

    UNCLEAR = "unclear", gettext_lazy("Nội dung không đủ rõ để xem xét")
    NOT_PUBLIC = (
        "not_public",
        gettext_lazy("Việc dân sự giữa các cá nhân, không thuộc thẩm quyền của cơ quan nhà nước"),
    )
    SETTLED = "settled", gettext_lazy("Việc đã được trả lời, không có tình tiết mới")
    ADVERTISING = "advertising", gettext_lazy("Nội dung quảng cáo hoặc không phải phản ánh")
    OFFENSIVE = "offensive", gettext_lazy("Nội dung xúc phạm, vu khống hoặc trái pháp luật")
    OTHER = "other", gettext_lazy("Lý do khác")


@transaction.atomic
def triage_case(
    *,
    case: Case,
    by: User,
    category: Category,
    kind: str,
    unit: Unit,
    place: str = "",
    note: str = "",
    version: int | None = None,
) -> Case:
    """Say what a case is about, what it is in law and where it lies.

    A complaint or a denunciation is sealed at once and taken from the khu phố; opening it again
    needs `case.close_sealed`. The answer clock follows a changed category or kind. Raises
    ValidationError if the place is not in the ward, the case has changed, or its state forbids it.
    Legal source: Law on receiving citizens art. 26, Law on denunciations art. 22–24.
    """
    case = locked_case(case.pk, move=MoveName.TRIAGE, version=version, by=by)
    if unit.pk != case.unit_id:
        _require_inside(unit, case.ward_id)
    is_new_subject = (category.pk, kind) != (case.category_id, case.kind)
    case.category, case.unit, case.place = category, unit, place
    _set_kind(case, kind, by=by)
    if is_new_subject:
        deadlines.retime(case)
    record(case, MoveName.TRIAGE, by=by, internal_note=note)
    return case


@transaction.atomic
def reject_case(
    *, case: Case, by: User, reason: str, text: str, version: int | None = None
) -> Case:
    """Decline to take up a case, with a reason the citizen reads. Raises ValidationError."""
    case = locked_case(case.pk, move=MoveName.REJECT, version=version, by=by)
    speak(case)
    case.closed_at = clock.now()
    words = f"{RejectReason(reason).label}.\n\n{text}".strip()
    record(case, MoveName.REJECT, by=by, public_text=words)
    return case


@transaction.atomic
def refer_case(
    *, case: Case, by: User, kind: str, text: str, note: str = "", version: int | None = None
) -> Case:
    """Tell the sender of a complaint or a denunciation where and how to bring it; seals the case.

    Raises ValidationError for any other kind. Legal source: Law on complaints art. 27–28, Law on
    denunciations art. 22–25 (a web form is no valid form for either).
    """
    if kind not in SEALED_KINDS:
        raise ValidationError(
            _("Chỉ khiếu nại, tố cáo mới được hướng dẫn đến nơi giải quyết."), code="kind"
        )
    case = locked_case(case.pk, move=MoveName.REFER, version=version, by=by)
    _set_kind(case, kind, by=by)
    speak(case)
    record(case, MoveName.REFER, by=by, public_text=text, internal_note=note)
    return case


def _set_kind(case: Case, kind: str, *, by: User) -> None:
    """Seal or open a case as its kind demands; one sealed on a mere hint anybody who triages opens."""
    was, case.kind = CaseKind(case.kind), CaseKind(kind)
    case.is_sealed = case.kind in SEALED_KINDS
    if was in SEALED_KINDS and not case.is_sealed:
        _require_unsealing(case, by)
    if case.is_sealed:
        _seal(case)


def _seal(case: Case) -> None:
    """Nobody of the khu phố keeps it; it waits for the ward again, with its clock running."""
    held_below = case.assigned_unit_id or (
        case.assignee and not case.assignee.reach(Permission.CASE_VIEW_SEALED).wards
    )
    case.published_at = None
    if not held_below:
        return
    case.assigned_unit = case.assignee = None
    case.status = Status.TRIAGED
    if case.paused_at:
        deadlines.resume(case, clock.now())


def _require_unsealing(case: Case, by: User) -> None:
    if not Case.objects.visible_to(by, Permission.CASE_CLOSE_SEALED).filter(pk=case.pk).exists():
        raise ValidationError(
            _("Chỉ lãnh đạo phường, xã được bỏ bảo mật của khiếu nại, tố cáo."), code="sealed"
        )


def _require_inside(unit: Unit, ward_id: int) -> None:
    if unit.pk == ward_id:
        return
    if not UnitVersion.objects.today().filter(unit=unit, parent_id=ward_id).exists():
        raise ValidationError(
            _("Nơi xảy ra phải là khu phố, ấp đang hoạt động của phường, xã này."), code="unit"
        )
