"""Giving cases to those who handle them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import holders
from feedback.models import Case
from feedback.services.locking import locked_case, record
from feedback.workflow import MoveName
from people.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import User
    from wards.models import Unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of many; `error` is empty where it went well."""

    case: Case
    error: str = ""


@transaction.atomic
def assign_case(
    *,
    case: Case,
    by: User,
    assignee: User | None = None,
    unit: Unit | None = None,
    note: str = "",
    version: int | None = None,
) -> Case:
    """Give an open case to an official, or to a khu phố whose officers can sign in.

    Exactly one of `assignee` and `unit`. Raises ValidationError if the holder could not open the
    case: out of reach today, sealed, or nobody there to read it.
    """
    if (assignee is None) == (unit is None):
        raise ValidationError(
            _("Xin chọn một người hoặc một khu phố, ấp để giao."), code="required"
        )
    case = locked_case(case.pk, move=MoveName.ASSIGN, version=version, by=by)
    if assignee is not None:
        _require_reader(case, assignee)
    else:
        _require_khu_pho(case, unit)
    case.assignee, case.assigned_unit = assignee, unit
    record(case, MoveName.ASSIGN, by=by, internal_note=note, assignee=assignee, assigned_unit=unit)
    return case


def assign_many(
    *,
    chosen: Iterable[tuple[Case, int]],
    by: User,
    assignee: User | None = None,
    unit: Unit | None = None,
    note: str = "",
) -> list[Outcome]:
    """Give many cases to one holder, each (case, version) in its own transaction.

    What cannot be done is reported and stops nothing else.
    """
    outcomes = []
    for case, version in chosen:
        try:
            assign_case(case=case, by=by, assignee=assignee, unit=unit, note=note, version=version)
        except ValidationError as error:
            outcomes.append(Outcome(case, " ".join(error.messages)))
        except PermissionDenied:
            outcomes.append(Outcome(case, _("Phản ánh không còn trong phạm vi được phân công.")))
        else:
            outcomes.append(Outcome(case))
    return outcomes


def _require_reader(case: Case, assignee: User) -> None:
    mine = Case.objects.visible_to(assignee, Permission.CASE_ANSWER).filter(pk=case.pk)
    if not (assignee.is_active and mine.exists()):
        raise ValidationError(
            _("%(who)s không có quyền xử lý phản ánh này.") % {"who": assignee}, code="assignee"
        )


def _require_khu_pho(case: Case, unit: Unit | None) -> None:
    if case.is_sealed:
        raise ValidationError(_("Phản ánh được bảo mật không giao cho khu phố, ấp."), code="sealed")
    if unit not in holders.units_with_readers(case.ward_id):
        raise ValidationError(
            _("Khu phố, ấp này chưa có cán bộ đăng nhập được để nhận việc."), code="unit"
        )
