"""Taking a decision back as long as its day has not come."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Func, ProtectedError, Value
from django.utils.translation import gettext as _

from core import clock
from wards.changes.apply import LOCK
from wards.changes.follow import followers, reopen
from wards.lookup_index import refresh_lookup
from wards.models import ChangeLine, Decision, DecisionStatus, LookupEntry, Unit, UnitVersion
from wards.rules import checked

OPEN_AGAIN = Func(
    Func(F("valid"), function="lower"),
    Value(None),
    function="daterange",
    output_field=DateRangeField(),
)


def withdraw(*, decision: Decision, by: Any = None) -> Decision:
    """Take a decision back; what it had written ahead is as if it had never been applied.

    Once its day has come only another decision undoes it. Raises ValidationError then, and where a
    later decision, a term or anything else already leans on what it founded.
    """
    with checked(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        if decision.status == DecisionStatus.WITHDRAWN:
            raise ValidationError(_("Văn bản này đã được rút."))
        if decision.is_applied:
            if decision.day <= clock.today():
                raise ValidationError(
                    _("Văn bản đã có hiệu lực; chỉ thay đổi được bằng một văn bản mới.")
                )
            _take_back(decision)
        decision.status, decision.applied_on = DecisionStatus.WITHDRAWN, None
        decision.outcome = {}
        decision.save(update_fields=["status", "applied_on", "outcome"])
        for follower in followers:
            if follower.withdrawn:
                follower.withdrawn(decision, by)
    return decision


def _take_back(decision: Decision) -> None:
    day = decision.day
    ended, moved, founded = (decision.outcome[key] for key in ("ended", "moved", "founded"))
    changed = decision.lines.filter(unit__isnull=False).values_list("unit", flat=True)
    young = decision.outcome.get("young", {})  # founded that very day by another decision
    touched = {*ended, *moved, *changed} - {int(unit) for unit in young}
    later = UnitVersion.objects.filter(unit__in=[*touched, *founded], valid__startswith__gt=day)
    if version := later.first():
        text = _("%(name)s còn một thay đổi muộn hơn; hãy rút văn bản đó trước.")
        raise ValidationError(text % {"name": version.name})
    reopen(decision)
    decision.transfers.all().delete()
    for version in UnitVersion.objects.filter(unit__in=touched, valid__startswith=day):
        version.delete()
    Unit.objects.filter(pk__in=ended).update(valid=OPEN_AGAIN)
    for unit, parent in young.items():
        UnitVersion.objects.filter(unit=unit, valid__startswith=day).update(parent=parent)
    UnitVersion.objects.filter(unit__in=touched, valid__endswith=day).update(valid=OPEN_AGAIN)
    _unfound(founded)
    refresh_lookup({*touched, *map(int, young)})


def _unfound(founded: list[int]) -> None:
    """Units that have not begun to live are the only ones that may be deleted."""
    ChangeLine.objects.filter(founded__in=founded).update(founded=None)
    LookupEntry.objects.filter(unit__in=founded).delete()
    UnitVersion.objects.filter(unit__in=founded).delete()
    try:
        Unit.objects.filter(pk__in=founded).delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Đã có người hoặc việc gắn với đơn vị mới; hãy gỡ ra trước khi rút văn bản.")
        ) from error
