"""The published answers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from core.paging import KeysetPage
from feedback.answered import PublishedFilterSet
from feedback.models import Case
from wards import tree

SIZE = 20


@login_not_required
@require_GET
@gzip_page
def answered(request: HttpRequest) -> HttpResponse:
    """Answers that wards have made public, the newest first; no reference, no citizen's words."""
    filters = PublishedFilterSet(request.GET, Case.objects.published().select_related("category"))
    page = KeysetPage(filters.qs, data=request.GET, order=("-published_at", "-pk"), size=SIZE)
    places = tree.path_labels({case.unit_id for case in page.rows})
    rows = [(case, places.get(case.unit_id, "")) for case in page.rows]
    context = {"filters": filters, "page": page, "rows": rows}
    return render(request, "feedback/public/answered.html", context)
