"""Pages of the territory: where a unit is, what it was, and what lies in my reach."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core import clock, qr
from core.export import list_response
from core.paging import KeysetPage
from wards import list_files, pages
from wards.filters import UnitFilterSet
from wards.forms import DayForm, LookupForm, QuestionForm
from wards.models import LookupEntry, Unit
from wards.models.lookup import LookupEntryQuerySet

UNIT_VIEW = "unit.view"  # people.permissions.Permission.UNIT_VIEW; people imports this room
HOME_ANSWERS = 3


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page: find one's khu phố, and the three things people come for."""
    form = QuestionForm(request.GET)
    result = pages.answers(form.question, limit=HOME_ANSWERS)
    return render(request, "wards/home.html", {"form": form, "result": result})


@login_not_required
@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """Find a unit by today's or an old name or code."""
    form = LookupForm(request.GET)
    result = None
    if form.is_valid():
        level, day = form.cleaned_data["cap"], form.cleaned_data["ngay"]
        result = pages.answers(form.question, level=level, on=day)
    return render(request, "wards/lookup.html", {"form": form, "result": result})


@login_not_required
@require_GET
def unit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One unit: where it stands, what it was, what lies below it, and who serves it."""
    found = get_object_or_404(Unit, uuid=uuid)
    form = DayForm(request.GET or None)
    address = f"{settings.PORTAL_BASE_URL}{found.get_absolute_url()}"
    context = {"page": pages.unit_page(found, form.day), "form": form, "qr": qr.drawing(address)}
    return render(request, "wards/unit.html", context | {"asked": form.day, "address": address})


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """What the portal is for, in plain words."""
    return render(request, "wards/help.html")


@require_GET
def unit_list_staff(request: HttpRequest) -> HttpResponse:
    """The units that the signed-in user reaches today."""
    filters = UnitFilterSet(request.GET, _in_reach(request))
    page = KeysetPage(filters.qs, order=["sort_key"], data=request.GET, by_row=True)
    context = {
        "filters": filters,
        "page": page,
        "total": filters.qs.count(),
        "today": clock.today(),
    }
    kept = filters.kept
    context["file_query"] = f"?{urlencode(kept)}"
    return render(request, "wards/unit_list_staff.html", context | page.links(kept))


@require_GET
def unit_file_staff(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same units to take away, by the same filters."""
    filters = UnitFilterSet(request.GET, _in_reach(request))
    return list_response(suffix, "don-vi", list_files.UNITS, list_files.unit_rows(filters.qs))


def _in_reach(request: HttpRequest) -> LookupEntryQuerySet:
    return LookupEntry.objects.visible_to(request.user, UNIT_VIEW).today().select_related("unit")
