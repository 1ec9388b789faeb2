"""Drafts at the cut-off: a period is opened once, and each ward gets its draft with figures once.

A build may be killed at any moment and run again, by several workers at once: a draft is written with
its figures in one transaction, one row per period and unit, under a lock of the period. What has been
counted is frozen; a second run only adds what is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.calendar import WorkingCalendar
from core.outbox import enqueue
from core.search.words import searchable
from core.text import clean
from people.permissions import Permission
from reports import counting, notices, periods
from reports.models import Report, ReportEvent, ReportFigure, ReportPeriod, ReportType, Rhythm
from reports.querysets import own_units
from reports.services.locking import alone_in
from reports.workflow import MoveName, ReportStatus
from wards import tree
from wards.changes import heirs
from wards.models import Level, Unit

if TYPE_CHECKING:
    from people.models import User

BUILD = "reports.tasks.build"
CHUNK = 40  # wards a transaction: progress is seen, and a kill loses little
STUCK = datetime.timedelta(hours=6)
LONGEST_AGO = datetime.timedelta(days=5 * 366)  # how far back an urgent report may ask


def open_due(now: datetime.datetime | None = None) -> int:
    """Open the last period of each type whose cut-off has come, and promise its drafts; how many."""
    now = now or clock.now()
    opened = 0
    for kind in ReportType.objects.periodic().prefetch_related("sections"):
        span = periods.last_ended(kind, now)
        if span.window.last_day >= kind.since:
            opened += _open(kind, span)
    _promise_again(now)
    return opened


def _promise_again(now: datetime.datetime) -> None:
    """Drafts that are still missing after hours: the work was given up, and is promised anew once a day."""
    stuck = ReportPeriod.objects.unbuilt().filter(created_at__lt=now - STUCK)
    for period in stuck.values_list("pk", flat=True):
        key = f"reports:build:{period}:{clock.local(now):%Y%m%d}"
        enqueue(BUILD, key=key, payload={"period": period})


@transaction.atomic
def _open(kind: ReportType, span: periods.Span) -> bool:
    """Open a period where the last one ended; none that lies before it, whatever the days of the type are now."""
    last = kind.periods.filter(asked_by__isnull=True).order_by("-end").first()
    if last is not None and span.window.end < last.end:
        return False
    follows = last is not None and span.window.start < last.end < span.window.end
    period, is_new = ReportPeriod.objects.get_or_create(
        type=kind,
        end=span.window.end,
        asked_by=None,
        defaults={
            "name": span.name,
            "subject": f"{kind.subject} {span.name}",
            "start": last.end if last is not None and follows else span.window.start,
            "layout": layout_of(kind),
            "due_on": span.due_on,
            "due_above_on": span.due_above_on,
        },
    )
    if is_new:
        _promise(period)
    return is_new


def layout_of(kind: ReportType) -> dict[str, list[str]]:
    """Which sections and figures a type has now, to be kept with a period."""
    return {str(section.pk): section.indicators for section in kind.sections.all()}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for out of turn: about which days, by when, of which wards."""

    subject: str
    first: datetime.date
    last: datetime.date
    due_on: datetime.date
    wards: Collection[int]
    note: str = ""

    def check(self) -> None:
        """Raises ValidationError (at `first`, `last`, `due_on`, `wards`) for days or wards that make no sense."""
        wrong = {}
        if self.last < self.first:
            wrong["last"] = _("Ngày cuối không thể trước ngày đầu.")
        if self.first < clock.today() - LONGEST_AGO:
            wrong["first"] = _("Ngày đầu quá xa; xin kiểm tra lại năm.")
        if max(self.first, self.last) > clock.today():
            wrong["last"] = _("Số liệu chỉ tính được đến hôm nay.")
        if self.due_on < clock.today():
            wrong["due_on"] = _("Hạn không thể ở quá khứ.")
        if not self.wards:
            wrong["wards"] = _("Hãy chọn ít nhất một phường, xã.")
        if wrong:
            raise ValidationError(wrong)


@transaction.atomic
def ask_out_of_turn(*, kind: ReportType, asker: Unit, asked: Request, by: User) -> ReportPeriod:
    """Ask some wards for an urgent report; drafts with figures up to now are made at once.

    Raises PermissionDenied where the user does not review for `asker` or does not reach one of the wards,
    ValidationError for days or wards that do not fit, ValueError for a type with a rhythm.
    Legal source: NĐ 09/2019/NĐ-CP art. 9 (báo cáo đột xuất).
    """
    reach = by.reach(Permission.REPORT_REVIEW)
    is_own = asker.pk in own_units(by, Permission.REPORT_REVIEW)
    if not is_own or any(ward not in reach for ward in asked.wards):
        raise PermissionDenied
    if kind.rhythm != Rhythm.AD_HOC:
        raise ValueError("only an ad hoc report is asked for out of turn")
    asked.check()
    end_of_day = clock.at(asked.last + periods.DAY, datetime.time.min)
    due_above = WorkingCalendar.load().day_after(asked.due_on, kind.due_days_above)
    period = ReportPeriod.objects.create(
        type=kind,
        name=f"từ {asked.first:%d/%m/%Y} đến {asked.last:%d/%m/%Y}",  # on papers, which are Vietnamese
        layout=layout_of(kind),
        subject=clean(asked.subject),
        note=clean(asked.note),
        start=clock.at(asked.first, datetime.time.min),
        end=min(clock.now(), end_of_day),
        due_on=asked.due_on,
        due_above_on=due_above,
        asker=asker,
        asked_by=by,
    )
    period.units.set(asked.wards)
    _promise(period)
    return period


def _promise(period: ReportPeriod) -> None:
    period.expected = len(wards_of(period))
    period.save(update_fields=["expected"])
    enqueue(BUILD, key=f"reports:build:{period.pk}", payload={"period": period.pk})


def wards_of(period: ReportPeriod) -> dict[int, str]:
    """The wards that report for a period, named in full: those of its last day by their names of then.

    An urgent report is asked of wards of the day on which it is asked, whatever its days are.
    """
    if period.is_ad_hoc:
        asked = period.units.values_list("pk", flat=True)
        return tree.path_labels(asked, clock.local(period.created_at).date())
    day = period.window.last_day
    living = Unit.objects.filter(level=Level.WARD, valid__contains=day)
    return tree.path_labels(living.values_list("pk", flat=True), day)


def keepers_of(wards: Collection[int]) -> dict[int, int]:
    """Who answers today for each of some wards: itself, or who took over from one that has ended."""
    found = heirs(wards, clock.today())
    return {ward: heir.ward_id or heir.unit_id for ward, heir in found.items()}


def build(period_id: int) -> int:
    """Make the drafts of a period that are missing; how many there are afterwards."""
    period = ReportPeriod.objects.select_related("type").get(pk=period_id)
    names = wards_of(period)
    missing = names.keys() - set(period.reports.values_list("unit", flat=True))
    if missing:
        figures = counting.of_wards(period, missing)
        counted_at = clock.now()
        wards = sorted(missing)
        for start in range(0, len(wards), CHUNK):
            _write(period, wards[start : start + CHUNK], names, figures, counted_at)
    done = period.reports.filter(level=Level.WARD).count()
    ReportPeriod.objects.filter(pk=period.pk, built_at=None).update(built_at=clock.now())
    return done


@transaction.atomic
def _write(
    period: ReportPeriod,
    wards: Collection[int],
    names: dict[int, str],
    figures: dict[int, list[counting.Compared]],
    counted_at: datetime.datetime,
) -> None:
    """One transaction: the drafts of some wards, their figures, events and notices."""
    alone_in(period.pk)
    keepers = keepers_of(wards)
    there = set(period.reports.filter(unit__in=wards).values_list("unit", flat=True))
    drafts = Report.objects.bulk_create(
        draft_of(
            period,
            ward,
            names[ward],
            Level.WARD,
            counted_at=counted_at,
            keeper_id=keepers.get(ward, ward),
        )
        for ward in wards
        if ward not in there
    )
    ReportFigure.objects.bulk_create(
        row for draft in drafts for row in counting.rows(draft, figures[draft.unit_id])
    )
    ReportEvent.objects.bulk_create(
        ReportEvent(report=draft, kind=MoveName.BUILD, status=draft.status) for draft in drafts
    )
    notices.drafts_are_there(period, drafts)


def draft_of(period: ReportPeriod, unit: int, name: str, level: int, **values: Any) -> Report:
    """A new draft of a unit, not saved. It lies with the unit itself unless told otherwise."""
    values.setdefault("keeper_id", unit)
    return Report(
        period=period,
        unit_id=unit,
        level=level,
        unit_name=name[:250],
        search_text=searchable(period.subject, name)[:600],
        status=ReportStatus.DRAFT,
        due_on=period.due_on if level == Level.WARD else period.due_above_on,
        **values,
    )
