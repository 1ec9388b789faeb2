"""The task of one unit: the letter, what happened, and what can be done."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core import documents
from core.forms import on_version
from people.http import StaffRequest, do, require
from reports.directives import actions
from reports.directives.forms import MoveForm
from reports.directives.views import common
from reports.directives.workflow import MOVES
from reports.models import DirectivePaper, DirectiveTask

NEEDED = sorted({move.needs for move in MOVES.values()})


@never_cache
@require_GET
def task(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """One task, as its unit and as its issuer see it."""
    require(request.user, common.VIEW)
    found = common.task_for(request, uuid)
    return _render(request, found, actions.PageForm(request.GET).opened())


@never_cache
@require_http_methods(["GET", "POST"])
def task_move(request: StaffRequest, uuid: uuids.UUID, slug: str) -> HttpResponse:
    """Make a move, or show on the page why it was not made, with all that was typed."""
    action = actions.ACTIONS.get(slug)
    if action is None:
        raise Http404
    found = common.task_for(request, uuid, MOVES[action.move].needs)
    if request.method == "GET":
        return redirect(f"{found.get_absolute_url()}?viec={slug}")
    form = action.form(request.POST, request.FILES, task=found)
    if form.is_valid() and do(
        form, lambda: action.perform(task=found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, action.done)
        return redirect(found)
    found = common.task_for(request, uuid)
    form.task = found
    return _render(request, found, action, on_version(form, found.version))


@require_GET
def task_paper(request: StaffRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID) -> HttpResponse:
    """A file of the letter or of what the unit reported, as a download."""
    require(request.user, common.VIEW)
    found = common.task_for(request, uuid)
    paper = get_object_or_404(DirectivePaper.objects.shown_with(found), uuid=paper_uuid)
    return documents.download(paper.file, name=paper.title, suffix=paper.suffix)


def _render(
    request: StaffRequest,
    found: DirectiveTask,
    action: actions.Action | None,
    form: MoveForm | None = None,
) -> HttpResponse:
    permissions = DirectiveTask.objects.permissions_on(found.pk, request.user, NEEDED)
    offered = actions.offered(found, permissions)
    if form is None and action in offered and not action.is_plain:
        form = action.form(task=found)
    papers = list(DirectivePaper.objects.shown_with(found))
    events = found.directive.events.filter(Q(task=found) | Q(task__isnull=True))
    directive = found.directive
    directive.issuer_name, directive.origin_name = found.issuer_name, found.origin_name
    context = {
        "task": found,
        "directive": directive,
        "papers": [paper for paper in papers if paper.task_id is None],
        "files": [paper for paper in papers if paper.task_id],
        "events": events.for_timeline(),
        "offered": offered,
        "next": actions.next_move(found, [each.move for each in offered]),
        "action": action if form else None,
        "form": form,
        "has_errors": bool(form and form.errors),
        "sees_many": request.user.may(common.ISSUE),
    }
    return render(request, "reports/directives/task.html", context)
