"""What happens to reports when the territory changes: they are kept on, and go to the unit above of the day.

A report stays that of the unit it was made for, under its name of then; who takes over from the unit
answers for it. What was sent and not yet rolled up is reviewed by what stands above the keeper now.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from reports.models import Report, ReportEvent
from reports.workflow import UNSENT, MoveName, ReportStatus
from wards import tree
from wards.changes import Applied, Follower, heirs
from wards.models import Level, Unit

BATCH = 500
ASKED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


def hand_over(applied: Applied) -> dict[str, int]:
    """Give the reports of units that ended to who takes over, and those on their way to the right desk."""
    closed = _close_sums(applied)
    kept = _keep_on(applied)
    rerouted = _reroute(applied)
    return {"reports.closed": closed, "reports.kept": kept, "reports.rerouted": rerouted}


def _close_sums(applied: Applied) -> int:
    """End the sums of districts that end before anybody has accepted them; what is in them goes to the next desk."""
    sums = Report.objects.filter(keeper__in=applied.ended, level__lt=Level.WARD)
    waiting = list(sums.filter(status__in=sorted(UNSENT | {ReportStatus.SUBMITTED})))
    members = Report.objects.filter(rolled_into__in=waiting)
    members.filter(status=ReportStatus.ROLLED_UP).update(status=ReportStatus.ACCEPTED)
    members.update(rolled_into=None)
    for report in waiting:
        report.status, report.version = ReportStatus.CLOSED, report.version + 1
    Report.objects.bulk_update(waiting, ["status", "version"], batch_size=BATCH)
    _tell(waiting, applied)
    return len(waiting)


def _keep_on(applied: Applied) -> int:
    gone = Report.objects.filter(keeper__in=applied.ended)
    units = set(gone.values_list("keeper", flat=True))
    known = heirs(units, applied.day)
    above = _living_above(units - known.keys(), applied)
    moved = 0
    for unit in units:
        heir = known.get(unit)
        target = (heir.ward_id or heir.unit_id) if heir else above.get(unit)
        if target is None:
            continue
        rows = Report.objects.filter(keeper=unit)
        waiting = list(rows.unsent())
        rows.update(keeper=target)
        _tell(waiting, applied)
        moved += len(waiting)
    return moved


def _living_above(units: set[int], applied: Applied) -> dict[int, int]:
    """The nearest unit that stood above an ended one and lives on: the city, for a district."""
    chains = tree.chains(units, applied.day)
    wanted = {place.unit_id for places in chains.values() for place in places[1:]}
    living = set(
        Unit.objects.filter(pk__in=wanted, valid__contains=applied.day).values_list("pk", flat=True)
    )
    found = {
        unit: next((place.unit_id for place in places[1:] if place.unit_id in living), None)
        for unit, places in chains.items()
    }
    return {unit: target for unit, target in found.items() if target}


def _reroute(applied: Applied) -> int:
    """What was sent, and is not in a sum, is reviewed by the unit above its keeper on this day."""
    touched = applied.ended | applied.moved | applied.founded
    rows = Report.objects.filter(status__in=ASKED)  # what a sent sum holds is rolled up, and stays
    waiting = list(rows.filter(reviewer__in=touched) | rows.filter(keeper__in=touched))
    chains = tree.chains({report.keeper_id for report in waiting}, applied.day)
    changed = []
    for report in waiting:
        places = chains.get(report.keeper_id, [])
        reviewer = places[1].unit_id if len(places) > 1 else report.keeper_id
        if reviewer != report.reviewer_id:
            report.reviewer_id, report.rolled_into_id = reviewer, None
            report.version += 1
            changed.append(report)
    Report.objects.bulk_update(changed, ["reviewer", "rolled_into", "version"], batch_size=BATCH)
    _tell(changed, applied)
    return len(changed)


def _tell(reports: list[Report], applied: Applied) -> None:
    # Kept for good, in the language of papers, whoever applies the decision.
    text = f"Từ ngày {applied.day:%d/%m/%Y}, theo {applied.decision}."
    ReportEvent.objects.bulk_create(
        (
            ReportEvent(report=report, kind=MoveName.HAND_OVER, status=report.status, text=text)
            for report in reports
        ),
        batch_size=BATCH,
    )


FOLLOWER = Follower(
    "reports",
    arrive=hand_over,
    labels={
        "reports.closed": gettext_lazy("báo cáo tổng hợp đã dừng vì đơn vị kết thúc"),
        "reports.kept": gettext_lazy("báo cáo chưa gửi do đơn vị kế thừa hoàn thành"),
        "reports.rerouted": gettext_lazy("báo cáo đã gửi chuyển cho cấp trên mới xem xét"),
    },
)
