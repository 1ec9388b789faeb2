"""Sending a case where it belongs: to another ward, or into a case on the same matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, wall
from feedback import deadlines
from feedback.models import Case, Clock, Contact, Photo
from feedback.services.locking import locked_case, record, write_event
from feedback.workflow import MoveName
from people.permissions import Permission
from wards.models import Level

if TYPE_CHECKING:
    from people.models import User
    from wards.models import Unit


@transaction.atomic
def forward_case(
    *, case: Case, by: User, ward: Unit, reason: str, note: str = "", version: int | None = None
) -> Case:
    """Send a case to the ward that has to answer it; its clocks start there.

    The receiving ward has the time of the `accept` rule to accept and the whole answer time from
    now on. The sending ward keeps nothing but the state. Raises ValidationError unless the target
    is another living ward. Legal source: Law on receiving citizens art. 26, 28.
    """
    case = locked_case(case.pk, move=MoveName.FORWARD, version=version, by=by)
    if ward.level != Level.WARD or not ward.is_alive or ward.pk == case.ward_id:
        raise ValidationError(_("Xin chọn một phường, xã khác đang hoạt động."), code="ward")
    with wall.lifted():  # the case leaves the sender's area with this
        sender, now = case.ward, clock.now()
        case.origin_ward, case.ward, case.unit = sender, ward, ward
        case.assignee = case.assigned_unit = case.paused_at = case.extended_at = None
        subject: dict[str, Any] = {"kind": case.kind, "category_id": case.category_id, "start": now}
        case.due_at, case.rule = deadlines.due(Clock.ANSWER, **subject)
        case.accept_due_at, _accept_rule = deadlines.due(Clock.ACCEPT, **subject)
        Contact.objects.filter(case=case).update(ward=ward)
        Photo.objects.filter(case=case).update(ward=ward)
        record(
            case,
            MoveName.FORWARD,
            by=by,
            public_text=reason,
            internal_note=note,
            from_ward=sender,
            to_ward=ward,
        )
    return case


@transaction.atomic
def merge_case(
    *, case: Case, by: User, into: Case, note: str = "", version: int | None = None
) -> Case:
    """Put a case into an open one of the same ward on the same matter.

    Its sender hears of the answer of the main case. What had been merged into it moves along, so
    that there are no chains. Raises ValidationError if the two do not belong together.
    """
    # In one order for everybody, so that two crossing merges wait instead of blocking each other.
    list(
        Case.objects.select_for_update(of=("self",))
        .filter(pk__in=[case.pk, into.pk])
        .order_by("pk")
    )
    case = locked_case(case.pk, move=MoveName.MERGE, version=version, by=by)
    main = Case.objects.visible_to(by, Permission.CASE_TRIAGE).filter(pk=into.pk).first()
    _require_mergeable(case, main)
    main = locked_case(into.pk, move=MoveName.NOTE, by=by)
    for earlier in case.merged_cases.select_for_update(of=("self",)).order_by("pk"):
        _follow(earlier, main, by)
    case.merged_into = main
    case.paused_at, case.closed_at = None, clock.now()
    record(
        case,
        MoveName.MERGE,
        by=by,
        public_text=_(
            "Phản ánh được gộp với một phản ánh cùng nội dung đang được xử lý. "
            "Ông/bà sẽ nhận được trả lời khi có kết quả."
        ),
        internal_note=note,
        other=main,
    )
    merged = _("Đã gộp phản ánh %(reference)s vào phản ánh này.") % {"reference": case.reference}
    record(main, MoveName.NOTE, by=by, internal_note=merged, other=case)
    return case


def _follow(earlier: Case, main: Case, by: User) -> None:
    earlier.merged_into = main
    earlier.version += 1
    earlier.save(update_fields=["merged_into", "version"])
    write_event(
        earlier, MoveName.NOTE, by=by, other=main, internal_note=_("Gộp theo phản ánh chính.")
    )


def _require_mergeable(case: Case, main: Case | None) -> None:
    if main is None or main.ward_id != case.ward_id:
        message = _("Không tìm thấy phản ánh đang mở nào của phường, xã mang mã này.")
    elif main.pk == case.pk:
        message = _("Không thể gộp một phản ánh vào chính nó.")
    elif not main.is_open:
        message = _("Chỉ gộp được vào một phản ánh đang mở.")
    elif main.is_sealed != case.is_sealed:
        message = _("Phản ánh được bảo mật chỉ gộp được với phản ánh được bảo mật.")
    else:
        return
    raise ValidationError(message, code="target")
