"""Schemes in the offices: the list, one scheme, drafting it, and how far all wards have come."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import refuse
from core.paging import KeysetPage
from neighborhoods import list_files, pages
from neighborhoods.forms.schemes import SchemeFilter, SchemeForm
from neighborhoods.models import Scheme
from neighborhoods.querysets import SchemeQuerySet
from neighborhoods.services import schemes, steps
from neighborhoods.views import common
from neighborhoods.workflow import PERMISSIONS
from people import places
from people.http import StaffRequest, require
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit

VIEW, MANAGE = Permission.SCHEME_VIEW, Permission.SCHEME_MANAGE


@require_GET
def scheme_list(request: StaffRequest) -> HttpResponse:
    """The schemes of one's area; those under way unless told."""
    require(request.user, VIEW)
    filters = SchemeFilter(request.GET)
    found = _listed(request.user, filters)
    page = KeysetPage(found, order=["-created_at"], data=request.GET, size=30)
    context = {"filters": filters, "page": page, **page.links(filters.kept)}
    context |= {
        "may_draft": request.user.may(MANAGE),
        "sees_many": len(request.user.reach(VIEW).wards) != 1,
    }
    return render(request, "neighborhoods/schemes.html", context)


@require_GET
def scheme_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same schemes to take away, by the same filters."""
    require(request.user, VIEW)
    found = _listed(request.user, SchemeFilter(request.GET))
    rows = list_files.scheme_rows(found)
    return list_response(suffix, "de-an-sap-xep", list_files.SCHEMES, rows)


def _listed(user: User, filters: SchemeFilter) -> SchemeQuerySet:
    found = Scheme.objects.visible_to(user, VIEW).for_list()
    asked = filters.cleaned_data if filters.is_valid() else {}
    state = asked.get("state", "")
    if state == "mine":
        found = found.waiting_for(user, PERMISSIONS)
    elif state == "late":
        found = found.late()
    elif state == "done":
        found = found.filter(ended_at__isnull=False)
    elif state != "all":
        found = found.open()
    if asked.get("step"):
        found = found.filter(step__kind=asked["step"])
    return found.search(asked.get("q", ""))


@require_http_methods(["GET", "POST"])
def scheme_add(request: StaffRequest) -> HttpResponse:
    """Begin a scheme."""
    require(request.user, MANAGE)
    form = SchemeForm(request.POST or None, wards=places.wards_in_reach(request.user, MANAGE))
    if form.is_valid():
        values = form.cleaned_data
        values.pop("version")
        ward = Unit.objects.get(pk=values.pop("ward"))
        try:
            scheme = schemes.draft_scheme(ward=ward, by=request.user, **values)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lập đề án. Tiếp theo, hãy thêm các dòng thay đổi."))
            return redirect(scheme)
    return render(request, "neighborhoods/scheme_form.html", {"form": form})


@require_GET
def scheme(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """One scheme, and what its next step is."""
    found = common.scheme_for(request.user, uuid)
    is_ward = found.ward_id in request.user.reach(MANAGE)
    context = {
        "scheme": found,
        "ward_name": tree.path_label(found.ward),
        "page": pages.SchemePage(found),
        "events": found.events.for_timeline()[:100],
        "may_act": steps.may_act(found, request.user),
        "may_edit": found.is_editable and is_ward,
        "may_stop": found.is_open
        and found.rule.stops
        and found.ward_id in request.user.reach(Permission.SCHEME_APPROVE),
        "may_add_papers": found.is_open and (is_ward or steps.may_act(found, request.user)),
        "may_publish": found.is_open and is_ward,
        "may_apply": request.user.may(Permission.STRUCTURE_MANAGE),
    }
    return render(request, "neighborhoods/scheme.html", context)


@require_http_methods(["GET", "POST"])
def scheme_edit(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change title, reason and planned day."""
    found = common.editable_for(request.user, uuid)
    form = SchemeForm.of(found, request.POST or None)
    if form.is_valid():
        try:
            schemes.edit_scheme(scheme=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lưu thông tin đề án."))
            return redirect(found)
    return render(request, "neighborhoods/scheme_form.html", {"form": form, "scheme": found})


@require_GET
def scheme_progress(request: StaffRequest) -> HttpResponse:
    """How far each ward of one's area has come: a picture and a table."""
    require(request.user, VIEW)
    reach = request.user.reach(VIEW)
    wards = pages.wards_within(reach)
    page = KeysetPage(wards, order=["sort_key"], data=request.GET, size=50)
    context = {
        "page": page,
        "rows": pages.with_progress(page.rows),
        "steps": pages.by_step(reach),
        **page.links(),
    }
    return render(request, "neighborhoods/progress.html", context)


@require_GET
def scheme_progress_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same table, of all wards, for a spreadsheet."""
    require(request.user, VIEW)
    wards = list(pages.wards_within(request.user.reach(VIEW)).order_by("sort_key"))
    rows = pages.with_progress(wards)
    header = [
        _("Phường, xã"),
        _("Đang thực hiện"),
        _("Quá hạn"),
        _("Đã áp dụng"),
        _("Bước xa nhất"),
    ]
    cells = ([row.name, row.open, row.late, row.done, row.step] for row in rows)
    return list_response(suffix, "tien-do-sap-xep", header, cells)
