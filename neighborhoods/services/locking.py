"""Taking a scheme into one's hands, and writing down what was done with it.

Every service is the same three steps inside one transaction: `locked_scheme`, change, `record`. Two
officials who act at once are put in a row by the lock; the second hears who was first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from neighborhoods.models import Consultation, ConsultationStatus, Scheme, SchemeEvent
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User


def locked_scheme(pk: int, *, permission: str, by: User, version: int | None = None) -> Scheme:
    """The scheme, locked until the transaction ends, in the user's reach and as the page showed it.

    Raises PermissionDenied if it is out of reach, ValidationError if it is over or has changed since.
    """
    schemes = Scheme.objects.visible_to(by, permission).select_related("step", "procedure")
    scheme = schemes.select_for_update(of=("self",)).filter(pk=pk).first()
    if scheme is None:
        raise PermissionDenied
    if version is not None and version != scheme.version:
        raise ValidationError(_changed(scheme), code="changed")
    if not scheme.is_open:
        raise ValidationError(_("Đề án đã kết thúc nên không thay đổi được nữa."), code="ended")
    return scheme


def editable_scheme(pk: int, *, permission: str, by: User, version: int | None = None) -> Scheme:
    """`locked_scheme`, in a step in which its content may change. Raises ValidationError otherwise."""
    scheme = locked_scheme(pk, permission=permission, by=by, version=version)
    if not scheme.is_editable:
        text = _("Đề án đang ở bước “%s”; muốn sửa nội dung, đề án phải được trả lại.")
        raise ValidationError(text % scheme.step.name, code="step")
    return scheme


def record(
    scheme: Scheme, move: str, *, by: User | None, text: str = "", **changed: Any
) -> SchemeEvent:
    """Save what changed on a locked scheme, and write the event.

    The event stands in the step in which it was made: call it before the step is left.
    """
    event = SchemeEvent.objects.create(
        scheme=scheme,
        ward_id=scheme.ward_id,
        kind=move,
        step_id=scheme.step_id,
        by=by,
        text=clean(text),
    )
    scheme.version += 1
    for name, value in changed.items():
        setattr(scheme, name, value)
    scheme.save(update_fields={*changed, "version"})
    return event


def _changed(scheme: Scheme) -> str:
    event = scheme.events.for_timeline().first()
    who = str(event.by) if event and event.by else _("hệ thống")
    moment = clock.local(event.at if event else scheme.created_at)
    return _(
        "Đề án vừa được %(who)s cập nhật lúc %(when)s. Xin xem lại nội dung mới; "
        "nội dung đang nhập được giữ nguyên."
    ) % {"who": who, "when": date_format(moment, "H:i d/m/Y")}


def locked_consultation(
    consultation: Consultation, by: User, version: int | None, *states: ConsultationStatus
) -> Consultation:
    """A consultation in the user's reach, in one of some states, for the length of the transaction.

    Raises PermissionDenied out of reach, ValidationError where somebody else was first.
    """
    visible = Consultation.objects.visible_to(by, Permission.CONSULTATION_MANAGE)
    locked = visible.select_related("matter", "unit").select_for_update(of=("self",))
    found = locked.filter(pk=consultation.pk).first()
    if found is None:
        raise PermissionDenied
    if version is not None and version != found.version:
        text = _("Đợt lấy ý kiến vừa được người khác cập nhật. Xin xem lại nội dung mới.")
        raise ValidationError(text, code="changed")
    if found.status not in states:
        text = _("Đợt lấy ý kiến đang ở trạng thái “%s” nên không làm được việc này.")
        raise ValidationError(text % found.get_status_display(), code="state")
    return found
