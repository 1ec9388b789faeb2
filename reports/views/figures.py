"""What stands behind a figure of a report: the rows that were counted, on a page and as a table."""

from __future__ import annotations

import uuid as uuids

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.export import TABLES
from people.http import StaffRequest
from reports.figure_rows import FigureRows
from reports.views.reports import report_for


@require_GET
def figure_rows(request: StaffRequest, uuid: uuids.UUID, code: str) -> HttpResponse:
    """The rows that made up a figure of a ward's report; of a share, what was divided by what."""
    report = report_for(request.user, uuid)
    found = FigureRows(report, code, request.user)
    if found.known.share:
        return render(request, "reports/figure_share.html", {"report": report, "found": found})
    order, page = found.page(request.GET)
    context = {"report": report, "found": found, "order": order, "page": page}
    context["lines"] = [found.line(row) for row in page]
    context["formats"] = list(TABLES)
    return render(request, "reports/figure_rows.html", context | page.links(order.kept))


@require_GET
def figure_rows_file(
    request: StaffRequest, uuid: uuids.UUID, code: str, suffix: str
) -> HttpResponse:
    """The same list to take away, all of its pages."""
    found = FigureRows(report_for(request.user, uuid), code, request.user)
    if suffix not in TABLES:
        raise Http404
    name = f"so-lieu-{code.replace('.', '-')}-{found.report.period.end:%Y%m%d}"
    return TABLES[suffix](name, found.header, found.table())
