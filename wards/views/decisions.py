"""Decisions that change the territory: look at one, see what it would do, carry it out, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import refuse
from core.paging import KeysetPage
from wards import list_files, services
from wards.changes import runs
from wards.changes.follow import matters_of
from wards.forms import DecisionActionForm
from wards.models import Decision, RunAction, RunState

STRUCTURE_MANAGE = "structure.manage"  # people.permissions; people imports this room
LINES = 50


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """Every decision, the latest to take effect first."""
    _require(request)
    page = KeysetPage(Decision.objects.papers(), order=["-effective_on"], data=request.GET, size=30)
    return render(request, "wards/decisions.html", {"page": page, **page.links()})


@require_GET
def decision_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same decisions to take away."""
    _require(request)
    rows = list_files.decision_rows(Decision.objects.papers())
    return list_response(suffix, "van-ban-sap-xep", list_files.DECISIONS, rows)


@never_cache
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: what it says, its lines, and what can be done with it now."""
    _require(request)
    found = get_object_or_404(Decision.objects.papers(), pk=pk)
    form = DecisionActionForm(request.POST or None, decision=found)
    if request.method == "POST" and form.is_valid():
        if form.asks_first:
            context = {"decision": found, "form": form}
            return render(request, "wards/decision_confirm.html", context)
        if _do(request, found, form):
            return redirect("wards:decision", pk)
    lines = found.lines.prefetch_related("sources")
    page = KeysetPage(lines, order=["number"], data=request.GET, size=LINES)
    context = {"decision": found, "form": form, "page": page, **page.links()}
    context |= {"lines": runs.lines_of(found, page.rows), **_state(found)}
    return render(request, "wards/decision.html", context)


@never_cache
@require_GET
def decision_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job has come; the page asks for it every two seconds while one runs."""
    _require(request)
    found = get_object_or_404(Decision.objects.papers(), pk=pk)
    state = _state(found)
    response = render(request, "wards/_decision_run.html", {"decision": found, **state})
    if not (state["run"] and state["run"].is_running):
        response["HX-Refresh"] = "true"
    return response


def _do(request: HttpRequest, found: Decision, form: DecisionActionForm) -> bool:
    action, day = form.cleaned_data["action"], form.cleaned_data["on"]
    try:
        if action == DecisionActionForm.CONFIRM:
            services.confirm_decision(decision=found, by=request.user)
            messages.success(request, _("Đã xác nhận văn bản."))
        else:
            runs.start(decision=found, action=action, on=day, by=request.user)
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


def _state(found: Decision) -> dict[str, Any]:
    """The last job, and what it left."""
    run = found.runs.select_related("by__person").first()
    return {
        "run": run,
        "is_previewed": bool(
            run and run.action == RunAction.PREVIEW and run.state == RunState.DONE
        ),
        "stage": runs.stage_of(run) if run and run.is_running else "",
        "matters": matters_of(found) if found.is_applied else [],
    }


def _require(request: HttpRequest) -> None:
    user: Any = request.user
    if not user.may(STRUCTURE_MANAGE):
        raise Http404
