"""The figures that are for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from core import throttle
from core.export import TABLES, json_response
from reports.boards.public import HEADER, MonthForm, PublicFigures

FORMATS = {**TABLES, "json": json_response}
RATE = "30/hour"
LOOKS = "300/hour"  # of the page, by everybody behind one address


@login_not_required
@require_GET
@throttle.throttled("reports.public_page", rate=LOOKS, methods=("GET",))
@gzip_page
def figures(request: HttpRequest) -> HttpResponse:
    """The city by month, and every ward in one month."""
    shown = PublicFigures()
    form = MonthForm(request.GET, months=shown.months)
    rows, whole = shown.of_month(form.month)
    context = {"figures": shown, "form": form, "rows": rows, "whole": [whole], "month": form.month}
    context["formats"] = sorted(FORMATS)
    return render(request, "reports/public/figures.html", context)


@login_not_required
@require_GET
@throttle.throttled("reports.public", rate=RATE, methods=("GET",))
def figures_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """All months and wards as a file."""
    if suffix not in FORMATS:
        raise Http404
    shown = PublicFigures()
    about = {"as_of": shown.as_of} if suffix == "json" else {}
    name = f"thong-ke-phan-anh-{shown.months[-1]:%Y-%m}"
    return FORMATS[suffix](name, HEADER, shown.file_rows(), **about)
