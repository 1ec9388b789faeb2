"""Open data: the territory on any day, to take away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core import throttle
from core.export import TABLES as WRITERS
from core.export import json_response
from wards.forms import DayForm
from wards.open_data import TABLES

FORMATS = {**WRITERS, "json": json_response}
RATE = "30/hour"


@login_not_required
@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """What there is to take, as of a day."""
    form = DayForm(request.GET or None)
    tables = [(table, table.count(form.day)) for table in TABLES.values()]
    context = {"form": form, "tables": tables, "formats": sorted(FORMATS), "day": form.day}
    return render(request, "wards/open_data.html", context)


@login_not_required
@require_GET
@throttle.throttled("wards.open_data", rate=RATE, methods=("GET",))
def open_table(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """One table as a file; a day that does not exist leads back to where it can be put right."""
    if slug not in TABLES or suffix not in FORMATS:
        raise Http404
    form = DayForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return redirect(f"/du-lieu/?{request.GET.urlencode()}")
    table, day = TABLES[slug], form.day
    name = f"{slug}-{day:%Y-%m-%d}"
    about = {"on": f"{day:%Y-%m-%d}"} if suffix == "json" else {}
    return FORMATS[suffix](name, table.header, table.rows(day), **about)
