"""Taking a scheme from step to step, and its papers."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import documents
from neighborhoods.forms.schemes import PaperForm, ReasonForm, StepForm
from neighborhoods.models import Scheme, SchemePaper
from neighborhoods.pages import SchemePage
from neighborhoods.services import papers, steps
from neighborhoods.views import common
from people.http import StaffRequest, do
from people.permissions import Permission


@require_http_methods(["GET", "POST"])
def step_done(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Finish the present step."""
    scheme = _mine(request, uuid)
    form = StepForm(request.POST or None, scheme=scheme)
    page = SchemePage(scheme)
    if form.is_valid() and do(form, lambda: _advance(scheme, request, form)):
        messages.success(request, _("Đã hoàn thành bước “%s”.") % page.scheme.step.name)
        return redirect(scheme)
    context = {"scheme": scheme, "form": form, "page": page}
    return render(request, "neighborhoods/step_form.html", context)


def _advance(scheme: Scheme, request: StaffRequest, form: StepForm) -> None:
    data = form.cleaned_data
    paper = steps.Paper(
        number=data.get("paper", ""),
        on=data.get("paper_on"),
        issuer=data.get("issuer", ""),
        effective_on=data.get("effective_on"),
        link=data.get("link", ""),
    )
    steps.advance(
        scheme=scheme, by=request.user, text=data["text"], paper=paper, version=data["version"]
    )


@require_http_methods(["GET", "POST"])
def scheme_return(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Send the scheme back with a reason."""
    scheme = _mine(request, uuid)
    if not scheme.rule.returns:
        raise Http404
    return _with_reason(
        request, scheme, steps.return_scheme, _("Trả lại đề án"), _("Đã trả lại đề án.")
    )


@require_http_methods(["GET", "POST"])
def scheme_stop(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """End the scheme without carrying it out."""
    scheme = common.scheme_for(request.user, uuid, Permission.SCHEME_APPROVE)
    if not (scheme.is_open and scheme.rule.stops):
        raise Http404
    return _with_reason(request, scheme, steps.stop_scheme, _("Dừng đề án"), _("Đã dừng đề án."))


@require_http_methods(["GET", "POST"])
def scheme_note(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write something down for the offices."""
    scheme = common.scheme_for(request.user, uuid)
    if not scheme.is_open:
        raise Http404
    return _with_reason(request, scheme, steps.add_note, _("Ghi chú nội bộ"), _("Đã lưu ghi chú."))


def _with_reason(
    request: StaffRequest, scheme: Scheme, service: Callable[..., Any], title: str, done: str
) -> HttpResponse:
    is_public = scheme.is_public and service is not steps.add_note
    form = ReasonForm(
        request.POST or None, initial={"version": scheme.version}, is_public=is_public
    )
    if form.is_valid() and do(
        form, lambda: service(scheme=scheme, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(scheme)
    context = {"scheme": scheme, "form": form, "title": title}
    return render(request, "neighborhoods/reason_form.html", context)


@require_http_methods(["GET", "POST"])
def paper_add(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Put a document to the scheme."""
    scheme = common.scheme_for(request.user, uuid)
    is_ward = scheme.ward_id in request.user.reach(Permission.SCHEME_MANAGE)
    if not scheme.is_open or not (is_ward or steps.may_act(scheme, request.user)):
        raise Http404
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid() and do(
        form, lambda: papers.add_paper(scheme=scheme, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã lưu văn bản."))
        return redirect(f"{scheme.get_absolute_url()}#van-ban")
    return render(request, "neighborhoods/paper_form.html", {"scheme": scheme, "form": form})


@require_GET
def paper(request: StaffRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID) -> HttpResponse:
    """A document, as a download."""
    scheme = common.scheme_for(request.user, uuid)
    found = get_object_or_404(scheme.papers, uuid=paper_uuid)
    return documents.download(found.file, name=found.title, suffix=found.suffix)


@require_POST
def paper_publish(request: StaffRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID) -> HttpResponse:
    """Show a document on the public page, or no longer."""
    scheme = common.scheme_for(request.user, uuid, Permission.SCHEME_MANAGE)
    found: SchemePaper = get_object_or_404(scheme.papers, uuid=paper_uuid)
    try:
        papers.set_paper_public(paper=found, is_public=not found.is_public, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{scheme.get_absolute_url()}#van-ban")


def _mine(request: StaffRequest, uuid: uuids.UUID) -> Scheme:
    """The scheme, if its step is this user's turn; 404 otherwise."""
    scheme = common.scheme_for(request.user, uuid)
    if not steps.may_act(scheme, request.user):
        raise Http404
    return scheme
