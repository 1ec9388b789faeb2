"""Filling and ending posts."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.text import clean
from people.models import Basis, Person, Role, Term, User
from people.rules import checked
from wards.models import Unit

if TYPE_CHECKING:
    from people.models.role import TermQuerySet


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    role: Role,
    begins: datetime.date,
    by: User,
    due_on: datetime.date | None = None,
    basis: str = Basis.APPOINTED,
    decision: str = "",
) -> Term:
    """Have a person hold a post in a unit from a day on; the seat is the first free one.

    Without `due_on` the planned end follows from the longest term of the role (NĐ 59/2023/NĐ-CP for
    heads of khu phố and ấp). Raises ValidationError at `role`, `unit`, `begins` or `due_on`: a post
    the user may not fill, one's own post, a role of another level, no free seat, the same post twice,
    a day on which the unit does not live, a planned end that is not after the beginning.
    """
    _require_authority(role, unit, person, by)
    if role.level != unit.level:
        raise ValidationError({"role": _("Chức danh này không thuộc cấp của đơn vị đã chọn.")})
    if due_on and due_on <= begins:
        raise ValidationError({"due_on": _("Ngày dự kiến kết thúc phải sau ngày bắt đầu.")})
    if not unit.is_alive_on(begins):
        raise ValidationError({"begins": _("Đơn vị không tồn tại vào ngày này.")})
    valid = DateRange(begins, unit.valid.upper)
    with checked():
        return Term.objects.create(
            person=person,
            unit=unit,
            role=role,
            seat=_free_seat(role, unit, valid),
            valid=valid,
            due_on=due_on or suggested_due(role, begins),
            basis=basis,
            start_decision=clean(decision),
        )


@transaction.atomic
def end_term(*, term: Term, on: datetime.date, reason: str, by: User, decision: str = "") -> Term:
    """End a term; `on` is the first day on which the post is no longer held.

    With today's date whatever the post allowed ends at once. Raises ValidationError at `on` or for
    the whole: a post the user may not end, one's own, a term that is over, a day not after its
    beginning or after the end of its unit.
    """
    term = (
        Term.objects.select_for_update(of=["self"]).select_related("role", "unit").get(pk=term.pk)
    )
    _require_authority(term.role, term.unit, term.person, by)
    if term.is_over:
        raise ValidationError(_("Nhiệm kỳ này đã kết thúc trước đó."))
    if on <= term.valid.lower:
        first = date_format(term.valid.lower + datetime.timedelta(days=1), "d/m/Y")
        raise ValidationError(
            {"on": _("Ngày thôi giữ chức danh sớm nhất là %(first)s.") % {"first": first}}
        )
    if term.unit.valid.upper and on > term.unit.valid.upper:
        raise ValidationError({"on": _("Đơn vị kết thúc trước ngày này.")})
    term.valid = DateRange(term.valid.lower, on)
    term.end_reason, term.end_decision = clean(reason), clean(decision)
    with checked():
        term.save(update_fields=["valid", "end_reason", "end_decision"])
    return term


def suggested_due(role: Role, begins: datetime.date) -> datetime.date | None:
    """The planned end by the longest term of a role; None where the law sets none."""
    if role.max_term_months is None:
        return None
    month = begins.month - 1 + role.max_term_months
    year, month = begins.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(begins.day, calendar.monthrange(year, month)[1]))


def may_fill(role: Role, unit_id: int, by: User) -> bool:
    """Whether a user may fill and end posts of a role in a unit."""
    return unit_id in by.appointing_reach(role.profile)


def _require_authority(role: Role, unit: Unit, person: Person, by: User) -> None:
    if person.pk == by.person_id:
        raise ValidationError(_("Không tự quyết định chức danh của chính mình được."))
    if not may_fill(role, unit.pk, by):
        raise ValidationError(
            {"role": _("Ông/bà không có quyền quyết định chức danh này tại đơn vị.")}
        )


def _free_seat(role: Role, unit: Unit, valid: DateRange) -> int:
    taken = set(_held(role, unit).filter(valid__overlap=valid).values_list("seat", flat=True))
    seat = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if role.seats is not None and seat > role.seats:
        message = _("Chức danh này đã đủ %(seats)d người trong khoảng thời gian này.")
        raise ValidationError({"role": message % {"seats": role.seats}})
    return seat


def _held(role: Role, unit: Unit) -> TermQuerySet:
    return Term.objects.filter(role=role, unit=unit)
