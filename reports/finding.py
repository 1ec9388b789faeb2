"""What of reports and directives is found by the search across everything (core.search)."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.search import registry
from core.search.registry import Hit, Row, Source
from core.search.words import Words
from people.permissions import Permission
from reports.directives.workflow import DirectiveState, TaskState
from reports.models import Directive, DirectiveTask, Report
from reports.workflow import ReportStatus
from wards.names import name_of


def _reports(user: Any, words: Words) -> Any:
    found = Report.objects.readable_by(user).search(words.typed)
    return found.order_by("-counted_at", "-pk")


def _report_columns() -> dict[str, Any]:
    return {
        "title": F("period__subject"),
        "place": F("unit_name"),
        "state": F("status"),
        "key": F("uuid"),
        "at": F("counted_at"),
    }


def _report(row: Row, words: Words) -> Hit:
    return Hit(
        url=reverse("reports:report", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(row.place)],
        badge=(ReportStatus(row.state).label, "info"),
        at=row.at,
    )


def _directives(user: Any, words: Words) -> Any:
    found = Directive.objects.visible_to(user, Permission.DIRECTIVE_VIEW).search(words.typed)
    return found.order_by("-created_at", "-pk")


def _directive_columns() -> dict[str, Any]:
    return {
        "title": F("subject"),
        "about": F("number"),
        "place": name_of("issuer"),
        "state": F("state"),
        "key": F("uuid"),
        "at": F("created_at"),
    }


def _directive(row: Row, words: Words) -> Hit:
    return Hit(
        url=reverse("reports:directive", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(row.about), words.marked(row.place)],
        badge=(DirectiveState(row.state).label, "info"),
        at=row.at,
    )


def _tasks(user: Any, words: Words) -> Any:
    found = DirectiveTask.objects.visible_to(user, Permission.DIRECTIVE_ANSWER).search(words.typed)
    return found.order_by("-due_on", "-pk")


def _task_columns() -> dict[str, Any]:
    return {
        "title": F("directive__subject"),
        "about": F("directive__number"),
        "place": name_of("directive__issuer"),
        "state": F("state"),
        "key": F("uuid"),
        "at": F("directive__created_at"),
    }


def _task(row: Row, words: Words) -> Hit:
    return Hit(
        url=reverse("reports:directive_task", args=[row.key]),
        title=words.marked(row.title),
        notes=[words.marked(row.about), words.marked(row.place)],
        badge=(TaskState(row.state).label, "info"),
        at=row.at,
    )


def register() -> None:
    """Called once, when the room is ready."""
    registry.register(
        Source(
            name="bao-cao",
            label=_("Báo cáo"),
            icon="file",
            order=60,
            permissions=(Permission.REPORT_VIEW,),
            model=Report,
            rows=_reports,
            columns=_report_columns,
            hit=_report,
            url=lambda _user, words: registry.list_with("reports:reports", words, state="all"),
        )
    )
    registry.register(
        Source(
            name="chi-dao",
            label=_("Chỉ đạo"),
            icon="megaphone",
            order=55,
            permissions=(Permission.DIRECTIVE_ISSUE,),
            model=Directive,
            rows=_directives,
            columns=_directive_columns,
            hit=_directive,
            url=lambda _user, words: registry.list_with("reports:directives", words, state="all"),
        )
    )
    registry.register(
        Source(
            name="viec-chi-dao",
            label=_("Chỉ đạo phải thực hiện"),
            icon="megaphone",
            order=56,
            permissions=(Permission.DIRECTIVE_ANSWER,),
            model=DirectiveTask,
            rows=_tasks,
            columns=_task_columns,
            hit=_task,
            url=lambda _user, words: registry.list_with(
                "reports:directive_tasks", words, state="all"
            ),
        )
    )
