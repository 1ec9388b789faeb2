"""Doing something with a case: every move by one view, told apart by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import on_version, refuse
from feedback import preview as previews
from feedback.actions import ACTIONS, Action
from feedback.forms.staff import Step
from feedback.models import Case
from feedback.views.case import render_case
from feedback.views.common import fetch_case
from feedback.workflow import MOVES
from people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from feedback.forms.staff import MoveForm


@never_cache
@require_http_methods(["GET", "POST"])
def case_move(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Make a move, or show on the page of the case why it was not made, with all that was typed."""
    action = ACTIONS.get(slug)
    if action is None:
        raise Http404
    case = fetch_case(request, reference, MOVES[action.move].needs)
    if request.method == "GET":
        return redirect(f"{case.get_absolute_url()}?viec={slug}")
    form = action.for_case(case, user=request.user, data=request.POST)
    step = Step(request.POST).pressed()
    if step == "insert" and form.fills:
        return render_case(request, case, action, form=form.with_ready_text())
    if step == "preview" and action.public and form.is_valid():
        return _look_first(request, case, action, form)
    if step != "edit" and form.is_valid() and _made(request, case, action, form):
        return _after(request, case, action)
    case = fetch_case(request, reference, Permission.CASE_VIEW)
    form.case = case
    return render_case(request, case, action, form=on_version(form, case.version))


def _made(request: HttpRequest, case: Case, action: Action, form: MoveForm) -> bool:
    """Make the move; False, with the reason on the form, where the service refuses it."""
    try:
        action.perform(case=case, by=request.user, **form.arguments())
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, f"{case.reference}: {action.done}")
    return True


def _after(request: HttpRequest, case: Case, action: Action) -> HttpResponse:
    """Back to the case, or to the inbox if it has left the official's reach."""
    still_seen = Case.objects.visible_to(request.user, Permission.CASE_VIEW).filter(pk=case.pk)
    return redirect(case if still_seen.exists() else reverse("feedback:inbox"))


def _look_first(request: HttpRequest, case: Case, action: Action, form: MoveForm) -> HttpResponse:
    words = form.cleaned_data[action.public]
    shown = previews.of_move(case, action.move, by=request.user, public_text=words)
    return render_case(request, case, action, form=form, preview=shown)
