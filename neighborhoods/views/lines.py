"""The lines of a scheme and the figures of its units, while it is drafted."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import refuse
from neighborhoods.checks import Draft
from neighborhoods.forms.lines import LineForm, SizesForm, SourceFormSet, initial_of
from neighborhoods.models import Scheme
from neighborhoods.services import schemes
from neighborhoods.views import common
from people.http import StaffRequest
from wards.models import ChangeLine, Unit


@require_http_methods(["GET", "POST"])
def line_add(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """One more unit as it is to be."""
    return _line(request, common.editable_for(request.user, uuid), None)


@require_http_methods(["GET", "POST"])
def line_edit(request: StaffRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """Change a line."""
    scheme = common.editable_for(request.user, uuid)
    lines = scheme.decision.lines.prefetch_related("sources")
    return _line(request, scheme, get_object_or_404(lines, number=number))


def _line(request: StaffRequest, scheme: Scheme, line: ChangeLine | None) -> HttpResponse:
    units = common.units_of(scheme.ward)
    said, sources = initial_of(line)
    said = said or {"kind": common.usual_kind(scheme.ward)}
    more = "more" in request.POST
    data = common.with_more_rows(request.POST, "tu") if more else request.POST or None
    form = LineForm(data, units=units, initial=said | {"version": scheme.version})
    rows = SourceFormSet(data, initial=sources, form_kwargs={"units": units}, prefix="tu")
    if more:
        common.forget_errors(form, rows)
    is_filled = data and not more and form.is_valid() and rows.is_valid()
    if is_filled and _save(request, scheme, line, form, rows):
        return redirect(f"{scheme.get_absolute_url()}#cac-dong")
    context = {"scheme": scheme, "line": line, "form": form, "rows": rows}
    return render(request, "neighborhoods/line_form.html", context)


def _save(
    request: StaffRequest, scheme: Scheme, line: ChangeLine | None, form: LineForm, rows: Any
) -> bool:
    values = dict(form.cleaned_data)
    version, chosen = values.pop("version"), values.pop("unit")
    unit = Unit.objects.get(pk=chosen) if chosen else None
    wanted = schemes.Wanted(unit=unit, sources=rows.chosen, **values)
    try:
        schemes.save_line(scheme=scheme, wanted=wanted, line=line, by=request.user, version=version)
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _("Đã lưu dòng thay đổi."))
    return True


@require_http_methods(["GET", "POST"])
def line_delete(request: StaffRequest, uuid: uuids.UUID, number: int) -> HttpResponse:
    """Take a line out, after a question."""
    scheme = common.editable_for(request.user, uuid)
    line = get_object_or_404(scheme.decision.lines, number=number)
    if request.method == "POST":
        try:
            schemes.delete_line(scheme=scheme, line=line, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã bỏ dòng thay đổi."))
        return redirect(f"{scheme.get_absolute_url()}#cac-dong")
    name = Draft.read(scheme).plan.name_of(line)
    context = {"scheme": scheme, "line": line, "name": name}
    return render(request, "neighborhoods/line_delete.html", context)


@require_http_methods(["GET", "POST"])
def sizes(request: StaffRequest, uuid: uuids.UUID) -> HttpResponse:
    """Households and residents of every old unit of the scheme, on one page."""
    scheme = common.editable_for(request.user, uuid)
    names = Draft.read(scheme).names
    rows = list(scheme.units.all())
    form = SizesForm(
        request.POST or None, rows=rows, names=names, initial={"version": scheme.version}
    )
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            schemes.set_sizes(scheme=scheme, sizes=form.sizes, by=request.user, version=version)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lưu số liệu hiện trạng."))
            return redirect(f"{scheme.get_absolute_url()}#cac-dong")
    return render(request, "neighborhoods/sizes.html", {"scheme": scheme, "form": form})
