"""Taking a case into one's hands, and writing down what was done with it.

Every move is the same three steps inside one transaction: `locked_case`, set what changes on the
case, `record`. Two officials who act at once are put in a row by the lock; the second hears who was
first, and nothing is overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from feedback import notices
from feedback.models import Case, CaseEvent
from feedback.workflow import MOVES, MoveName, Status

if TYPE_CHECKING:
    from feedback.models import Contact
    from people.models import User


def locked_case(pk: int, *, move: str, version: int | None = None, by: User | None = None) -> Case:
    """The case, locked until the transaction ends, with the move known to be allowed.

    `version` is the one the caller's page showed; None where the caller showed none. `by` is checked
    against the permission that the move needs; None for the citizen and for the portal itself.
    Raises PermissionDenied if the case is out of the user's reach, ValidationError (with who changed
    it and when) if it has changed since or the workflow forbids the move. Needs a transaction.
    """
    rule = MOVES[MoveName(move)]
    cases = Case.objects.all()
    if by is not None:
        if rule.needs is None:
            raise PermissionDenied
        cases = cases.visible_to(by, rule.needs)
    case = cases.select_for_update(of=("self",)).filter(pk=pk).first()
    if case is None:
        raise PermissionDenied
    if version is not None and version != case.version:
        raise ValidationError(_changed(case), code="changed")
    if case.status not in rule.sources:
        raise ValidationError(_not_from_here(case, rule.name), code="forbidden")
    case.__dict__["_as_locked"] = _values(case)
    return case


def record(
    case: Case,
    move: str,
    *,
    by: User | None,
    public_text: str = "",
    internal_note: str = "",
    contact: Contact | None = None,
    **extra: Any,
) -> CaseEvent:
    """Save what changed on a locked case, write the event and everybody's notices.

    The state follows the workflow table. `extra` are further columns of the event (`assignee`,
    `assigned_unit`, `from_ward`, `to_ward`, `other`, `due_at` where it is not the case's). The case must come from `locked_case`.
    """
    case.status = MOVES[MoveName(move)].after(case.status)
    if case.status != Status.FORWARDED:
        case.accept_due_at = None  # whatever is done with a forwarded case accepts it
    before = case.__dict__["_as_locked"]
    after = _values(case)
    case.version += 1
    changed = {name for name, value in after.items() if value != before[name]}
    case.save(update_fields={*changed, "version"})
    case.__dict__["_as_locked"] = after
    return write_event(
        case,
        move,
        by=by,
        public_text=public_text,
        internal_note=internal_note,
        contact=contact,
        **extra,
    )


def write_event(
    case: Case,
    move: str,
    *,
    by: User | None,
    public_text: str = "",
    internal_note: str = "",
    contact: Contact | None = None,
    **extra: Any,
) -> CaseEvent:
    """The event and its notices alone: for a case just created (`MoveName.SUBMIT`)."""
    event = CaseEvent.objects.create(
        case=case,
        ward_id=case.ward_id,
        kind=MoveName(move),
        by=by,
        status=case.status,
        public_text=public_text,
        internal_note=internal_note,
        **{"due_at": case.due_at} | extra,
    )
    notices.promise(event, contact=contact)
    return event


def _values(case: Case) -> dict[str, Any]:
    """The columns that a service may change; what the database computes is not loaded."""
    return {
        field.name: getattr(case, field.attname)
        for field in case._meta.concrete_fields  # noqa: SLF001 - Django's documented Meta API
        if not (field.generated or field.primary_key or field.name == "version")
    }


def _changed(case: Case) -> str:
    who, when = _last_change(case)
    return _(
        "Phản ánh vừa được %(who)s cập nhật lúc %(when)s. Xin xem lại diễn biến mới; "
        "nội dung đang nhập được giữ nguyên."
    ) % {"who": who, "when": when}


def _not_from_here(case: Case, move: MoveName) -> str:
    who, when = _last_change(case)
    return _(
        "Phản ánh đang ở trạng thái “%(status)s” (%(who)s cập nhật lúc %(when)s) nên không thể "
        "thực hiện “%(move)s”."
    ) % {
        "status": Status(case.status).label,
        "who": who,
        "when": when,
        "move": MoveName(move).label,
    }


def _last_change(case: Case) -> tuple[str, str]:
    """Who moved the case last, and when, on the city's clock."""
    event = case.events.for_timeline().first()
    moment = clock.local(event.at if event else case.received_at)
    who = str(event.by) if event and event.by_id else _("người gửi hoặc hệ thống")
    return who, date_format(moment, "H:i d/m/Y")
