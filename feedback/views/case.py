"""The page of a case: what happened on the left, what can be done on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import wall
from core.audit import record_access
from feedback import actions
from feedback.forms.inbox import CasePageForm
from feedback.models import Case
from feedback.views.common import fetch_case
from feedback.workflow import MOVES
from people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from feedback.forms.staff import MoveForm
    from feedback.preview import Preview

NEEDED = sorted(
    {move.needs for move in MOVES.values() if move.needs} | {Permission.CASE_CLOSE_SEALED}
)
SIMILAR = 5


@never_cache
@require_http_methods(["GET"])
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case in reach; one that was forwarded leads to the list of what was sent away."""
    try:
        found = fetch_case(request, reference, Permission.CASE_VIEW)
    except Http404:
        with wall.lifted():
            was_ours = Case.objects.sent_away_by(request.user).filter(reference=reference).exists()
        if was_ours:
            return redirect(f"{reverse('feedback:sent_away')}?q={reference}")
        raise
    wanted = CasePageForm(request.GET)
    return render_case(request, found, wanted.opened(), initial=wanted.initial_values())


@never_cache
@require_http_methods(["GET", "POST"])
def case_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the sender's contact, and keep who looked; asked for by POST, never by an address alone."""
    found = fetch_case(request, reference, Permission.CASE_VIEW_CONTACT)
    if request.method == "GET":
        return redirect(found)
    if not found.shows_contact:
        raise Http404
    record_access(by=request.user, about=found.reference, scope=found.ward_id)
    return render_case(request, found, None, contact=found.contact)


def render_case(
    request: HttpRequest,
    case: Case,
    action: actions.Action | None,
    *,
    form: MoveForm | None = None,
    preview: Preview | None = None,
    **more: Any,
) -> HttpResponse:
    """The page (or, for htmx, its middle) with one action open, as typed or freshly begun."""
    permissions = Case.objects.permissions_on(case.pk, request.user, NEEDED)
    offered = actions.offered(case, permissions)
    initial = more.pop("initial", {})
    if form is None and action in offered:
        form = action.for_case(case, user=request.user, initial=initial).begun()
    context = {
        "case": case,
        "offered": offered,
        "next": actions.next_move(case, [each.move for each in offered]),
        "action": action if form else None,
        "form": form,
        "preview": preview,
        "has_errors": bool(form and form.errors),
        **more,
    }
    if request.htmx:
        return render(request, "feedback/staff/_case_action.html", context)
    context |= _around(request, case, permissions)
    return render(request, "feedback/staff/case.html", context)


def _around(request: HttpRequest, case: Case, permissions: frozenset[str]) -> dict[str, Any]:
    """What only the whole page shows: events, photos, similar cases, whether there is a contact."""
    events = list(case.events.for_timeline().prefetch_related("photos"))
    similar = Case.objects.none()
    if case.is_open and Permission.CASE_TRIAGE in permissions:
        similar = Case.objects.visible_to(request.user, Permission.CASE_TRIAGE).similar_to(case)
    return {
        "events": events,
        "photos": [photo for event in events[-1:] for photo in event.photos.all()],
        "similar": similar.for_list().order_by("-received_at", "-pk")[:SIMILAR],
        "has_contact": hasattr(case, "contact"),
    }
