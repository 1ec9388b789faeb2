"""Asking a community and counting: planned, announced, counted; once more where the rules allow."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from neighborhoods.models import (
    Consultation,
    ConsultationCount,
    ConsultationStatus,
    Electorate,
    Form,
    Matter,
    Scheme,
    Voter,
)
from neighborhoods.services import online
from neighborhoods.services.locking import locked_consultation
from neighborhoods.services.words import found_by
from people.permissions import Permission
from wards import tree
from wards.models import Unit

if TYPE_CHECKING:
    from people.models import User

SCHEMES = "rearrangement"  # the matter of every scheme


@dataclass(frozen=True, slots=True)
class Plan:
    """How a community is asked: what about, how, of how many, when and where."""

    title: str
    text: str = ""
    form: str = Form.BALLOTS
    electorate: str = Electorate.HOUSEHOLDS
    total: int | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """The ballots of one cluster."""

    agree: int
    against: int
    other: int
    invalid: int
    cluster: str = ""
    is_online: bool = False


@transaction.atomic
def plan_consultation(*, unit: Unit, matter: Matter, plan: Plan, by: User) -> Consultation:
    """Prepare to ask a khu phố or ấp about a matter. Raises PermissionDenied out of reach."""
    if unit.pk not in by.reach(Permission.CONSULTATION_MANAGE):
        raise PermissionDenied
    ward = tree.ward_of(unit)
    if ward is None or ward.unit_id == unit.pk:
        raise ValidationError({"unit": _("Hãy chọn khu phố, ấp.")})
    consultation = Consultation(unit=unit, ward_id=ward.unit_id, matter=matter, created_by=by)
    return _write(consultation, plan)


@transaction.atomic
def edit_consultation(
    *, consultation: Consultation, plan: Plan, by: User, version: int | None = None
) -> Consultation:
    """Change how a community is to be asked, until it is announced."""
    found = locked_consultation(consultation, by, version, ConsultationStatus.PLANNED)
    return _write(found, plan)


@transaction.atomic
def announce_consultation(
    *, consultation: Consultation, by: User, version: int | None = None
) -> Consultation:
    """Let the community know; from now on everybody may read it.

    Raises ValidationError while number or days are missing, and where the notice would be shorter
    than the law's (Law on grassroots democracy art. 18, NĐ 59/2023/NĐ-CP art. 3: 2 days).
    """
    found = locked_consultation(consultation, by, version, ConsultationStatus.PLANNED)
    missing = {}
    if not found.total:
        missing["total"] = _("Hãy ghi tổng số hộ hoặc cử tri của khu phố, ấp.")
    if found.starts_on is None or found.ends_on is None:
        missing["starts_on"] = _("Hãy ghi thời gian lấy ý kiến.")
    elif (earliest := earliest_start(found.matter)) > found.starts_on:
        text = _("Phải thông báo trước ít nhất %(days)d ngày; sớm nhất là ngày %(day)s.")
        facts = {"days": found.matter.notice_days, "day": f"{earliest:%d/%m/%Y}"}
        missing["starts_on"] = text % facts
    if missing:
        raise ValidationError(missing)
    found.announced_on = clock.today()
    return _become(found, ConsultationStatus.OPEN, "announced_on")


@transaction.atomic
def close_consultation(
    *,
    consultation: Consultation,
    counts: Iterable[Count],
    remarks: str,
    by: User,
    version: int | None = None,
) -> Consultation:
    """Write down what was counted; clusters are added up, the share is that of all entitled.

    What households answered online is added to what was counted on paper. Raises ValidationError before
    the first day, while households may still answer online (the demonstration need not wait, and says
    so), and for more ballots than there are entitled.
    """
    found = locked_consultation(consultation, by, version, ConsultationStatus.OPEN)
    if not settings.PORTAL_DEMO:
        _require_days(found)
    counts = [*counts, *_online(found)]
    total = found.total or 0
    sums = {
        name: sum(getattr(count, name) for count in counts)
        for name in ("agree", "against", "other", "invalid")
    }
    if sum(sums.values()) > total:
        raise ValidationError(_too_many(found, sum(sums.values()), counts))
    for name, value in sums.items():
        setattr(found, name, value)
    found.needed = found.matter.needed(total)
    found.is_adopted = sums["agree"] >= found.needed
    found.remarks, found.closed_at = clean(remarks), clock.now()
    ConsultationCount.objects.bulk_create(
        ConsultationCount(
            consultation=found,
            number=number,
            cluster=clean(count.cluster),
            is_online=count.is_online,
            agree=count.agree,
            against=count.against,
            other=count.other,
            invalid=count.invalid,
        )
        for number, count in enumerate(counts, start=1)
    )
    return _become(
        found, ConsultationStatus.CLOSED, *sums, "needed", "is_adopted", "remarks", "closed_at"
    )


@transaction.atomic
def cancel_consultation(
    *, consultation: Consultation, by: User, version: int | None = None
) -> Consultation:
    """Give up a consultation that has no result yet."""
    found = locked_consultation(
        consultation, by, version, ConsultationStatus.PLANNED, ConsultationStatus.OPEN
    )
    return _become(found, ConsultationStatus.CANCELLED)


@transaction.atomic
def repeat_consultation(*, consultation: Consultation, by: User) -> Consultation:
    """Prepare the next round of one that failed, where its matter allows another."""
    found = locked_consultation(consultation, by, None, ConsultationStatus.CLOSED)
    if not found.may_be_repeated:
        raise ValidationError(_("Quy định không cho lấy ý kiến thêm lần nữa."))
    if _later(found).exists():
        raise ValidationError(_("Lần lấy ý kiến tiếp theo đã được lập."))
    again = Consultation(
        unit=found.unit,
        ward_id=found.ward_id,
        scheme_id=found.scheme_id,
        matter=found.matter,
        round=found.round + 1,
        fingerprint=found.fingerprint,
        created_by=by,
    )
    plan = Plan(
        found.title, found.text, found.form, found.electorate, found.total, place=found.place
    )
    return _write(again, plan)


def ask_about(scheme: Scheme, by: User) -> None:
    """Prepare a consultation in every unit of a scheme that was not asked about this very plan."""
    known = {
        found.unit_id
        for found in scheme.consultations.latest_of_units()
        if found.fingerprint == scheme.fingerprint
    }
    matter = Matter.objects.get(code=SCHEMES)
    for row in scheme.units.exclude(unit__in=known).select_related("unit"):
        consultation = Consultation(
            unit=row.unit,
            ward_id=scheme.ward_id,
            scheme=scheme,
            matter=matter,
            fingerprint=scheme.fingerprint,
            created_by=by,
        )
        _write(consultation, Plan(scheme.title, scheme.reason, total=row.households))


def give_up(scheme: Scheme) -> None:
    """A scheme was returned or stopped: what is not counted yet is no longer asked."""
    for found in scheme.consultations.running().select_for_update():
        _become(found, ConsultationStatus.CANCELLED)


def stop_in(ended: Collection[int], reason: str) -> list[Consultation]:
    """End what has no result yet in units that are no more; `reason` is kept as its remarks.

    Returns what was stopped. Four statements at most, whatever the number.
    """
    running = Consultation.objects.running().filter(unit__in=ended)
    found = list(running.select_for_update(of=("self",)).order_by("pk"))
    if found:
        stopped = Consultation.objects.filter(pk__in=[one.pk for one in found])
        Voter.objects.filter(consultation__in=stopped).delete()
        stopped.update(
            status=ConsultationStatus.CANCELLED, remarks=clean(reason), version=F("version") + 1
        )
    return found


def missing_consent(scheme: Scheme) -> list[int]:
    """The units of a scheme that have not consented to this very plan; each of them has to."""
    latest = {found.unit_id: found for found in scheme.consultations.latest_of_units()}
    return [
        unit
        for unit in scheme.units.values_list("unit", flat=True)
        if unit not in latest
        or not latest[unit].is_adopted
        or latest[unit].fingerprint != scheme.fingerprint
    ]


def earliest_start(matter: Matter) -> datetime.date:
    """The first day on which people may be asked who hear of it today."""
    return clock.today() + datetime.timedelta(days=matter.notice_days)


def _require_days(found: Consultation) -> None:
    """Nothing is counted before the first day, nor while households may still answer online."""
    today = clock.today()
    if found.starts_on and found.starts_on > today:
        raise ValidationError(_("Chưa đến ngày lấy ý kiến (%s).") % f"{found.starts_on:%d/%m/%Y}")
    if found.is_online and not online.is_over(found):
        text = _("Các hộ còn được trả lời trực tuyến đến hết ngày %s; hãy ghi kết quả sau ngày đó.")
        raise ValidationError(text % f"{found.ends_on:%d/%m/%Y}")


def _online(found: Consultation) -> list[Count]:
    """What came online, as a row of its own."""
    tally = online.counted(found) if found.is_online else {}
    if not any(tally.values()):
        return []
    return [Count(tally["agree"], tally["against"], tally["other"], 0, is_online=True)]


def _too_many(found: Consultation, given: int, counts: list[Count]) -> str:
    came = sum(one.agree + one.against + one.other for one in counts if one.is_online)
    text = _("Tổng số phiếu (%(given)d) nhiều hơn tổng số %(who)s (%(total)d).")
    if came:
        text = _(
            "Tổng số phiếu giấy và %(online)d trả lời trực tuyến là %(given)d, nhiều hơn tổng số %(who)s "
            "(%(total)d). Có hộ được tính hai lần: hãy xem lại số phiếu giấy."
        )
    who = found.get_electorate_display()
    return text % {"given": given, "who": who, "total": found.total, "online": came}


def _later(found: Consultation) -> Any:
    """The next rounds of a consultation."""
    same = Consultation.objects.exclude(status=ConsultationStatus.CANCELLED).filter(
        unit=found.unit_id, matter=found.matter_id, scheme=found.scheme_id, pk__gt=found.pk
    )
    return same.filter(round__gt=found.round, title=found.title)


def _write(consultation: Consultation, plan: Plan) -> Consultation:
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise ValidationError({"ends_on": _("Ngày kết thúc không thể trước ngày bắt đầu.")})
    for name in ("title", "text", "place"):
        setattr(consultation, name, clean(getattr(plan, name)))
    for name in ("form", "electorate", "total", "starts_on", "ends_on"):
        setattr(consultation, name, getattr(plan, name))
    consultation.search_text = found_by(plan.title, tree.path_label(consultation.unit))
    consultation.version = consultation.version + 1 if consultation.pk else 1
    consultation.save()
    return consultation


def _become(found: Consultation, status: ConsultationStatus, *fields: str) -> Consultation:
    if status == ConsultationStatus.CANCELLED:
        found.voters.all().delete()  # nobody signs that list any more
    found.status = status
    found.version += 1
    found.save(update_fields=["status", "version", *fields])
    return found
