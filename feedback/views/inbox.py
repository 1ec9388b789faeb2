"""The inbox: what waits, for whom, until when; and giving many cases to somebody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import push_url

from core import wall
from core.export import list_response
from core.paging import KeysetPage
from feedback import inbox as boxes
from feedback.filters import CaseFilterSet
from feedback.forms.inbox import BulkForm, SentAwayForm
from feedback.inbox_file import HEADER, rows
from feedback.models import Case
from feedback.services.assignment import Outcome, assign_many
from people.http import require
from people.looks import remembered
from people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from feedback.querysets import CaseQuerySet
    from people.http import StaffRequest

SHOWN_ERRORS = 10


@never_cache
@require_GET
def inbox(request: StaffRequest) -> HttpResponse:
    """Cases in reach by filter and order; a whole reference in the search box opens its case."""
    require(request.user, Permission.CASE_VIEW)
    visible = Case.objects.visible_to(request.user, Permission.CASE_VIEW)
    if not boxes.can_be_remembered(request):
        return _drawn(request, visible)
    return remembered(request, boxes.mark_of(visible), lambda: _drawn(request, visible))


def _drawn(request: StaffRequest, visible: CaseQuerySet) -> HttpResponse:
    filters = CaseFilterSet(request.GET, visible, user=request.user)
    box = boxes.Inbox(request.user, visible, filters)
    if filters.exact and visible.filter(reference=filters.exact).exists():
        return redirect("feedback:case", filters.exact)
    page = box.page(request.GET)
    request.open_cases = box.open_cases
    context = {"box": box, "filters": filters, "page": page}
    context |= {"tabs": boxes.tabs(request.user, at_away=False), **box.neighbours(page)}
    if boxes.is_fragment(request):
        response = render(request, "feedback/staff/_inbox_results.html", context)
        return push_url(response, request.path + filters.address())
    return render(request, "feedback/staff/inbox.html", context)


@never_cache
@require_GET
def inbox_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same cases to take away, without text, place or contact."""
    require(request.user, Permission.CASE_VIEW)
    visible = Case.objects.visible_to(request.user, Permission.CASE_VIEW)
    filters = CaseFilterSet(request.GET, visible, user=request.user)
    boxes.Inbox(request.user, visible, filters)  # offers the ward's people to the filter
    return list_response(suffix, "phan-anh", HEADER, rows(filters))


@never_cache
@require_GET
def sent_away(request: HttpRequest) -> HttpResponse:
    """What one's wards have forwarded: where it went and how it stands, nothing more."""
    require(request.user, Permission.CASE_TRIAGE)
    form = SentAwayForm(request.GET)
    sent = form.found(Case.objects.sent_away_by(request.user)).for_rows()
    with wall.lifted():  # they lie in other wards now; their state is all that is shown
        page = KeysetPage(sent, order=boxes.ORDERS["newest"], data=request.GET)
    tabs = boxes.tabs(request.user, at_away=True)
    context = {"page": page, "form": form, "tabs": tabs, **boxes.neighbours(page, _query)}
    return render(request, "feedback/staff/sent_away.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def cases_assign(request: HttpRequest) -> HttpResponse:
    """Give ticked cases to one holder: first what would be done, then, confirmed, do it."""
    require(request.user, Permission.CASE_ASSIGN)
    if request.method == "GET":
        return redirect("feedback:inbox")
    form = BulkForm(request.POST, user=request.user)
    if not (form.is_valid() and form.cleaned_data["confirmed"]):
        return render(request, "feedback/staff/cases_assign.html", {"form": form})
    values = form.cleaned_data
    outcomes = assign_many(
        chosen=values["case"], by=request.user, note=values["note"], **values["target"]
    )
    _tell(request, outcomes, form.target_label())
    return redirect(f"{reverse('feedback:inbox')}?{values['back']}")


def _query(cursor: dict[str, str]) -> str:
    return f"?{urlencode(cursor)}"


def _tell(request: HttpRequest, outcomes: list[Outcome], holder: str) -> None:
    failed = [outcome for outcome in outcomes if outcome.error]
    done = len(outcomes) - len(failed)
    if done:
        text = ngettext(
            "Đã giao %(n)d phản ánh cho %(who)s.", "Đã giao %(n)d phản ánh cho %(who)s.", done
        )
        messages.success(request, text % {"n": done, "who": holder})
    for outcome in failed[:SHOWN_ERRORS]:
        messages.error(request, f"{outcome.case.reference}: {outcome.error}")
    rest = len(failed) - SHOWN_ERRORS
    if rest > 0:
        messages.error(request, _("Còn %(n)d phản ánh khác chưa giao được.") % {"n": rest})
