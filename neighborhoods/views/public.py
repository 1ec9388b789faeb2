"""What everybody may read of schemes, without signing in."""

from __future__ import annotations

import uuid as uuids

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core import documents
from core.paging import KeysetPage
from neighborhoods.forms.schemes import PublicFilter
from neighborhoods.models import Consultation, Scheme
from neighborhoods.pages import SchemePage
from neighborhoods.services import online
from wards.names import name_of


@login_not_required
@require_GET
def schemes_public(request: HttpRequest) -> HttpResponse:
    """The schemes that people are or were asked about, newest first."""
    filters = PublicFilter(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    found = Scheme.objects.public().for_list().search(words)
    page = KeysetPage(found, order=["-created_at"], data=request.GET, size=20)
    context = {"filters": filters, "page": page, **page.links(filters.kept)}
    return render(request, "neighborhoods/schemes_public.html", context)


@login_not_required
@require_GET
def scheme_public(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One scheme: what is planned, how far it is, what papers there are."""
    schemes = Scheme.objects.public().annotate(ward_name=name_of("ward"))
    related = ("step", "procedure", "decision", "ward")
    scheme = get_object_or_404(schemes.select_related(*related), uuid=uuid)
    page = SchemePage(scheme)
    context = {
        "scheme": scheme,
        "page": page,
        "papers": scheme.papers.filter(is_public=True),
        "consultations": [row for row in page.consultations if row.is_public],
        "events": scheme.events.public().order_by("-at", "-pk").select_related("step")[:100],
    }
    return render(request, "neighborhoods/scheme_public.html", context)


@login_not_required
@require_GET
def paper_public(request: HttpRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID) -> HttpResponse:
    """A published document, as a download."""
    scheme = get_object_or_404(Scheme.objects.public(), uuid=uuid)
    found = get_object_or_404(scheme.papers.filter(is_public=True), uuid=paper_uuid)
    return documents.download(found.file, name=found.title, suffix=found.suffix)


@login_not_required
@require_GET
def consultations_public(request: HttpRequest) -> HttpResponse:
    """What communities are or were asked about, newest first."""
    filters = PublicFilter(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    found = Consultation.objects.public().for_list().search(words)
    page = KeysetPage(found, order=["-created_at"], data=request.GET, size=20)
    context = {"filters": filters, "page": page, **page.links(filters.kept)}
    return render(request, "neighborhoods/consultations_public.html", context)


@login_not_required
@require_GET
def consultation_public(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One consultation: what about, when, and what came of it."""
    found = get_object_or_404(Consultation.objects.public().for_list(), uuid=uuid)
    context = {
        "consultation": found,
        "counts": found.counts.all(),
        "may_answer": found.is_online and found.may_be_online and online.is_running(found),
    }
    return render(request, "neighborhoods/consultation_public.html", context)
