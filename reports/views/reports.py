"""Reports in the offices: the list, one report, writing it, its moves and its comments."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import documents
from core.forms import on_version
from core.paging import KeysetPage
from people.http import StaffRequest, do, require
from people.models import User
from people.permissions import Permission
from reports import actions, paper
from reports.forms import CommentForm, MoveForm, ReportFilter, TextsForm
from reports.models import Report, ReportComment
from reports.pages import ReportPage, VersionPage
from reports.querysets import ReportQuerySet
from reports.services import writing
from reports.workflow import ReportStatus

VIEW = Permission.REPORT_VIEW


@require_GET
def report_list(request: StaffRequest) -> HttpResponse:
    """The reports of one's unit and of those below it; what waits for oneself unless told."""
    require(request.user, VIEW)
    filters = ReportFilter(request.GET)
    found = _filtered(Report.objects.visible_to(request.user, VIEW), filters, request.user)
    page = KeysetPage(found.for_list(), order=["due_on"], data=request.GET, size=30)
    readable = Report.objects.readable_by(request.user).keys_among(page.rows)
    context = {"filters": filters, "page": page, "readable": readable, **page.links(filters.kept)}
    context["may_review"] = request.user.may(Permission.REPORT_REVIEW)
    return render(request, "reports/reports.html", context)


def _filtered(found: ReportQuerySet, filters: ReportFilter, user: User) -> ReportQuerySet:
    asked = filters.cleaned_data if filters.is_valid() else {}
    state = asked.get("state", "")
    if state in ReportStatus:
        found = found.filter(status=state)
    elif state == "late":
        found = found.overdue()
    elif state != "all":
        found = found.waiting_for(user)
    if asked.get("type"):
        found = found.filter(period__type=asked["type"])
    return found.search(asked.get("q", ""))


@require_GET
def report(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """One report: figures, words, what was said about it, and what can be done next."""
    found = report_for(request.user, uuid)
    may_comment = writing.may_comment(found, request.user)
    context = {
        "report": found,
        "page": ReportPage(found, request.user),
        "formats": [suffix[1:] for suffix in paper.WRITERS],
        "offered": actions.offered(found, request.user),
        "may_write": writing.may_write(found, request.user),
        "may_comment": may_comment,
        "comment_form": CommentForm(type=found.period.type) if may_comment else None,
    }
    return render(request, "reports/report.html", context)


@require_http_methods(["GET", "POST"])
def report_write(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write its words, section by section."""
    found = report_for(request.user, uuid)
    if not writing.may_write(found, request.user):
        raise Http404
    page = ReportPage(found, request.user, with_members=True)
    initial = {f"s{part.section.pk}": part.text for part in page.parts}
    form = TextsForm(
        request.POST or None,
        sections=page.sections,
        initial=initial | {"version": found.version},
    )
    if form.is_valid() and do(form, lambda: _write(found, form, request.user)):
        messages.success(request, _("Đã lưu nội dung báo cáo."))
        return redirect(found)
    on_version(form, found.version)
    boxes = [(part, _box(form, part.section.pk)) for part in page.parts]
    context = {"report": found, "page": page, "form": form, "boxes": boxes}
    return render(request, "reports/report_write.html", context)


def _box(form: TextsForm, section: int) -> Any:
    name = f"s{section}"
    return form[name] if name in form.fields else None


def _write(report: Report, form: TextsForm, by: User) -> None:
    data = form.cleaned_data
    writing.write(report=report, texts=form.texts(), by=by, version=data.get("version"))


@require_http_methods(["GET", "POST"])
def report_move(request: StaffRequest, uuid: uuids.UUID, slug: str) -> HttpResponse:
    """Make one of its moves."""
    found = report_for(request.user, uuid)
    action = actions.find(found, request.user, slug)
    if action is None:
        raise Http404
    form = MoveForm(
        request.POST or None,
        needs_number=action.needs_number,
        needs_text=action.needs_text,
        text_label=action.text_label,
        initial={"version": found.version, "number": found.number},
    )
    if form.is_valid() and do(
        form, lambda: action.perform(report=found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, action.done)
        return redirect(Report.objects.get(pk=found.pk))
    context = {"report": found, "form": on_version(form, found.version), "action": action}
    return render(request, "reports/report_move.html", context)


@require_POST
def comment_add(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Say something about a section."""
    found = report_for(request.user, uuid)
    if not writing.may_comment(found, request.user):
        raise Http404
    form = CommentForm(request.POST, type=found.period.type)
    if form.is_valid() and do(
        form, lambda: writing.comment(report=found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã lưu nhận xét."))
        return redirect(f"{found.get_absolute_url()}#nhan-xet")
    context = {"report": found, "form": form}
    return render(request, "reports/comment_form.html", context)


@require_POST
def comment_resolve(request: StaffRequest, uuid: uuids.UUID, pk: int) -> HttpResponse:
    """Tick off a comment."""
    found = report_for(request.user, uuid)
    comment: ReportComment = get_object_or_404(found.comments, pk=pk)
    try:
        writing.resolve(comment=comment, by=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, _("Đã đánh dấu nhận xét là đã xử lý."))
    return redirect(f"{found.get_absolute_url()}#nhan-xet")


@require_GET
def report_version(request: StaffRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """What was sent, beside what had been sent before."""
    found = report_for(request.user, uuid)
    version = get_object_or_404(found.versions.select_related("by__person"), number=number)
    context = {"report": found, "page": VersionPage(found, version)}
    return render(request, "reports/report_version.html", context)


@require_GET
def report_file(request: StaffRequest, uuid: uuids.UUID, suffix: str) -> HttpResponse:
    """The report as an official paper: Word, PDF, or its tables."""
    found = report_for(request.user, uuid)
    if f".{suffix}" not in paper.WRITERS:
        raise Http404
    name, content = paper.write(ReportPage(found, request.user), f".{suffix}")
    return documents.answer(content, name=name, suffix=f".{suffix}")


def report_for(user: User, uuid: uuids.UUID) -> Report:
    """The report, if the user may read it, or 404."""
    found = Report.objects.readable_by(user)
    return get_object_or_404(
        found.select_related("period__type", "keeper", "reviewer", "rolled_into"), uuid=uuid
    )
