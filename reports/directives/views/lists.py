"""The lists: directives for who issues, tasks for everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from core.paging import KeysetPage
from people.http import StaffRequest, require
from reports.directives import pages
from reports.directives.filters import DirectiveFilter, TaskFilter
from reports.directives.views.common import ISSUE, VIEW
from reports.models import Directive, DirectiveTask

SIZE = 30


@require_GET
def directives(request: StaffRequest) -> HttpResponse:
    """Directives of one's area with how their units stand; a ward finds its tasks here."""
    require(request.user, VIEW)
    if not request.user.may(ISSUE):
        return tasks(request)
    filters, today = DirectiveFilter(request.GET), clock.today()
    visible = Directive.objects.visible_to(request.user, VIEW).for_list()
    found = filters.apply(visible, request.user, today)
    page = KeysetPage(found, order=["-created_at"], data=request.GET, size=SIZE)
    lines = pages.lines(page.rows, request.user, today)
    context = {"filters": filters, "lines": lines, **page.links(filters.kept)}
    context["tabs"] = pages.tabs(request.user, at_tasks=False)
    return render(request, "reports/directives/list.html", context)


@require_GET
def tasks(request: StaffRequest) -> HttpResponse:
    """The tasks of one's units, the earliest due first; what is done the newest first."""
    require(request.user, VIEW)
    filters, today = TaskFilter(request.GET), clock.today()
    visible = DirectiveTask.objects.visible_to(request.user, VIEW).for_list()
    found = filters.apply(visible, request.user, today)
    is_ended = filters.kept.get("state") in ("done", "all")
    order = ["-due_on" if is_ended else "due_on"]
    page = KeysetPage(found, order=order, data=request.GET, size=SIZE)
    context = {"filters": filters, "page": page, **page.links(filters.kept)}
    context |= {
        "figures": pages.task_figures(request.user, filters.kept, today),
        "tabs": pages.tabs(request.user, at_tasks=True),
        "sees_many": request.user.may(ISSUE),
    }
    return render(request, "reports/directives/tasks.html", context)
