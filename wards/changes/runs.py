"""Jobs on decisions: asked for on a page, done by a worker, watched on the page."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.outbox import enqueue
from wards.changes.apply import Report, apply, preview
from wards.changes.checks import Problem
from wards.changes.withdraw import withdraw
from wards.models import ChangeLine, Decision, DecisionRun, RunAction, RunState, UnitVersion

TASK = "wards.tasks.run_decision"
MOST_LINES = 500  # that a preview keeps to be read
MOST_PROBLEMS = 200
UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


@transaction.atomic
def start(*, decision: Decision, action: str, on: datetime.date, by: Any) -> DecisionRun:
    """Have a worker do something with a decision. Raises ValidationError while another job runs."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.runs.filter(state__in=UNFINISHED).exists():
        raise ValidationError(_("Văn bản này đang được xử lý; xin đợi kết quả."))
    run = DecisionRun.objects.create(decision=decision, action=RunAction(action), on=on, by=by)
    enqueue(TASK, key=f"run:{run.pk}", payload={"run": run.pk})
    return run


def carry_out(run_id: int) -> bool:
    """Do it, once; whether it went through. Safe to be killed and run again from its beginning."""
    DecisionRun.objects.filter(pk=run_id, state=RunState.QUEUED).update(state=RunState.RUNNING)
    run = DecisionRun.objects.select_related("decision", "by").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return run.state == RunState.DONE
    try:
        with transaction.atomic():
            _finish(run, RunState.DONE, _done(run))
    except ValidationError as error:
        _finish(run, RunState.FAILED, {"errors": error.messages})
    return run.state == RunState.DONE


def give_up(run_id: int) -> None:
    """What becomes of a job that failed again and again."""
    found = DecisionRun.objects.filter(pk=run_id, state__in=UNFINISHED)
    for run in found.select_related("decision"):
        _finish(run, RunState.FAILED, {"errors": [_("Có lỗi kỹ thuật; chưa ghi gì.")]})


def stage_of(run: DecisionRun) -> str:
    """What a job is doing at the moment; empty where nobody knows."""
    return cache.get(_key(run), "")


def _done(run: DecisionRun) -> dict[str, Any]:
    def tell(stage: Any) -> None:
        cache.set(_key(run), str(stage), timeout=900)

    if run.action == RunAction.WITHDRAW:
        withdraw(decision=run.decision, by=run.by)
        return {}
    if run.action == RunAction.APPLY:
        return _told(apply(decision=run.decision, on=run.on, by=run.by, tell=tell))
    report = preview(decision=run.decision, on=run.on, tell=tell)
    if report.errors:
        raise ValidationError(_texts(report.errors))
    return _told(report)


def _told(report: Report) -> dict[str, Any]:
    """A report as it is kept: ids of a preview would lead nowhere, so names and numbers."""
    return {
        "founded": len(report.founded),
        "ended": len(report.ended),
        "kept": len(report.changed) + len(report.along),
        "transfers": report.transfers,
        "warnings": _texts(report.warnings),
        "warnings_count": len(report.warnings),
        "matters": [[str(matter.label), matter.count] for matter in report.matters],
        "lines": [described(line, report.names) for line in report.lines[:MOST_LINES]],
        "lines_count": len(report.lines),
    }


def described(line: ChangeLine, names: dict[int, str]) -> dict[str, Any]:
    """A line in words: what becomes of which unit, and from what; `names` are those of the eve."""
    former = names.get(line.unit_id or 0, "")
    sources = [
        f"{names.get(source.source_id, '')} ({source.get_extent_display()})"
        for source in line.sources.all()
    ]
    return {
        "number": line.number,
        "action": str(line.get_action_display()),
        "name": line.name or former,
        "before": former if line.name and former != line.name else "",
        "sources": sources,
        "households": line.households,
        "note": line.note,
    }


def lines_of(decision: Decision, lines: list[ChangeLine]) -> list[dict[str, Any]]:
    """Some lines of a decision in words; two queries."""
    units = {line.unit_id for line in lines if line.unit_id}
    units |= {source.source_id for line in lines for source in line.sources.all()}
    names: dict[int, str] = {}
    versions = UnitVersion.objects.filter(unit__in=units).order_by("valid")
    for unit, life, name in versions.values_list("unit", "valid", "name"):
        if unit not in names or life.lower < decision.day:
            names[unit] = name
    return [described(line, names) for line in lines]


def _texts(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems[:MOST_PROBLEMS]]


def _finish(run: DecisionRun, state: RunState, result: dict[str, Any]) -> None:
    run.state, run.result, run.finished_at = state, result, clock.now()
    run.save(update_fields=["state", "result", "finished_at"])


def _key(run: DecisionRun) -> str:
    return f"decision-run:{run.pk}"
