"""Bringing a spreadsheet: choose what, take the template, upload, look, and have it written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.export import xlsx_template_response
from core.imports import flow, registry
from core.imports.forms import ImportForm
from core.imports.registry import Importable
from core.models import ImportJob
from core.paging import KeysetPage

JOBS = 20


@never_cache
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """What one may import, and the files that one has brought lately."""
    offered = registry.offered_to(request.user)
    if not offered:
        raise Http404
    page = KeysetPage(
        ImportJob.objects.of(request.user), order=["-created_at"], data=request.GET, size=JOBS
    )
    labels = {importable.slug: importable.label for importable in offered}
    jobs = [(job, labels.get(job.kind, job.kind)) for job in page]
    context = {"offered": offered, "jobs": jobs, "page": page, **page.links()}
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a file of one sort."""
    importable = _offered(request, slug)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = flow.start_import(kind=slug, file=form.cleaned_data["file"], by=request.user)
        return redirect(job)
    resource = importable.resource(request.user)
    context = {"importable": importable, "form": form, "hints": resource.hints()}
    return render(request, "imports/start.html", context)


@require_GET
def import_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The table to fill in, with what the user's own area has filled in already."""
    resource = _offered(request, slug).resource(request.user)
    return xlsx_template_response(
        f"mau-{slug}",
        resource.columns(),
        resource.template_rows(),
        hints=resource.hints(),
        date_columns=resource.date_columns,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would do, or has done; the press that has it written."""
    job = get_object_or_404(ImportJob.objects.of(request.user), pk=pk)
    if request.method == "POST":
        try:
            flow.confirm_import(job=job, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(job)
    return render(request, "imports/job.html", _state(job))


@never_cache
@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job has come; the page asks for it every two seconds while it runs."""
    job = get_object_or_404(ImportJob.objects.of(request.user), pk=pk)
    response = render(request, "imports/_job_run.html", _state(job))
    if not job.is_running:
        response["HX-Refresh"] = "true"
    return response


def _state(job: ImportJob) -> dict[str, Any]:
    progress = flow.progress_of(job) if job.is_running else None
    context = {"job": job, "importable": registry.find(job.kind), "progress": progress}
    return context | {"preview": _preview(job.result)}


def _preview(result: dict[str, Any]) -> dict[str, Any]:
    """The rows as they would be, without the columns in which none of them says anything."""
    rows = result.get("rows", [])
    said = {
        cell["column"] for row in rows for cell in row["cells"] if cell["now"] or cell["before"]
    }
    header = [column for column in result.get("header", []) if column in said]
    cells = [
        row | {"cells": [cell for cell in row["cells"] if cell["column"] in said]} for row in rows
    ]
    return {"header": header, "rows": cells}


def _offered(request: HttpRequest, slug: str) -> Importable:
    importable = registry.find(slug)
    if importable is None or importable not in registry.offered_to(request.user):
        raise Http404
    return importable
