"""One directive: what it says, who has done what, and what its issuer may still do."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import documents
from core.export import TABLES
from people.http import StaffRequest, do
from reports.directives import drafting, pages, places, services
from reports.directives.filters import UnitsFilter
from reports.directives.forms import ExtendForm, ReasonForm
from reports.directives.querysets import issuing_units
from reports.directives.views import common
from reports.models import Directive


@never_cache
@require_GET
def directive(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """A draft with what it still lacks, or an issued one with who has done what."""
    found = common.directive_for(request, uuid)
    is_own = found.issuer_id in issuing_units(request.user)
    papers = found.papers.of_the_directive()
    context: dict[str, Any] = {"directive": found, "is_own": is_own, "papers": papers}
    if found.is_draft:
        context["missing"] = drafting.missing(found)
        context["places"] = places.places_of(found.issuer, found.unit_ids)
        return render(request, "reports/directives/draft.html", context)
    filters = UnitsFilter(request.GET)
    context |= {
        "filters": filters,
        "overview": pages.Overview(found, request.user, filters),
        "events": found.events.filter(task__isnull=True).for_timeline(),
        "query": f"?{urlencode(filters.kept)}" if filters.kept else "",
    }
    return render(request, "reports/directives/directive.html", context)


@require_GET
def directive_file(request: StaffRequest, uuid: uuids.UUID, suffix: str) -> HttpResponse:
    """The table of units as it is filtered, to take away."""
    found = common.directive_for(request, uuid)
    make = TABLES.get(suffix)
    if make is None or found.is_draft:
        return HttpResponse(status=404)
    overview = pages.Overview(found, request.user, UnitsFilter(request.GET))
    return make("chi-dao", [str(label) for label in pages.HEADER], overview.table())


@require_GET
def directive_paper(
    request: StaffRequest, uuid: uuids.UUID, paper_uuid: uuids.UUID
) -> HttpResponse:
    """A file of the letter, as a download."""
    found = common.directive_for(request, uuid)
    paper = get_object_or_404(found.papers.of_the_directive(), uuid=paper_uuid)
    return documents.download(paper.file, name=paper.title, suffix=paper.suffix)


@require_POST
def directive_urge(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask all who are late, with one press."""
    found = common.running_for(request, uuid)
    common.tell(
        request,
        lambda: services.urge_late(directive=found, by=request.user),
        _("Đã đôn đốc các đơn vị trễ hạn."),
    )
    return redirect(found)


@require_http_methods(["GET", "POST"])
def directive_extend(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """A later day for all who still owe an answer."""
    found = common.running_for(request, uuid)
    form = ExtendForm(request.POST or None)
    words = {
        "title": _("Gia hạn"),
        "lede": _("Hạn mới áp dụng cho mọi đơn vị chưa trả lời. Hạn hiện nay: %s.")
        % f"{found.due_on:%d/%m/%Y}",
        "done": _("Đã gia hạn."),
    }
    return _with_reason(request, found, form, drafting.extend_directive, words)


@require_http_methods(["GET", "POST"])
def directive_withdraw(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take it back; there is no way to undo that."""
    found = common.running_for(request, uuid)
    form = ReasonForm(request.POST or None)
    words = {
        "title": _("Thu hồi văn bản"),
        "lede": _(
            "Các đơn vị không phải trả lời nữa; những gì đã trả lời vẫn được giữ. Việc này không "
            "hoàn tác được."
        ),
        "done": _("Đã thu hồi văn bản."),
    }
    return _with_reason(request, found, form, drafting.withdraw_directive, words)


def _with_reason(
    request: StaffRequest,
    found: Directive,
    form: Any,
    service: Callable[..., Any],
    words: dict[str, str],
) -> HttpResponse:
    if form.is_valid() and do(
        form, lambda: service(directive=found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, words["done"])
        return redirect(found)
    context = {"directive": found, "form": form, **words}
    return render(request, "reports/directives/reason_form.html", context)
