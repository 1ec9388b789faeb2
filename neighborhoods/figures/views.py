"""Figures of units: the list of a ward, and one unit with its history and the form for new ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import refuse
from neighborhoods.figures import services
from neighborhoods.figures.forms import CorrectForm, FigureForm
from neighborhoods.figures.overview import FILE_HEADER, Overview, UnitFigures
from neighborhoods.figures.rules import COUNTED
from people.http import StaffRequest, require
from people.permissions import Permission
from wards.models import Unit


@require_GET
def figure_list(request: StaffRequest) -> HttpResponse:
    """The khu phố and ấp in reach with their newest figures; wards first where there are several."""
    require(request.user, Permission.FIGURE_VIEW)
    shown = Overview(request.user, request.GET)
    return render(request, "neighborhoods/figures.html", {"list": shown, **_neighbours(shown)})


@require_GET
def figure_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same list to take away."""
    require(request.user, Permission.FIGURE_VIEW)
    rows = Overview(request.user, request.GET).file_rows()
    return list_response(suffix, "so-lieu", FILE_HEADER, rows)


@require_http_methods(["GET", "POST"])
def figure_unit(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One unit: what was counted when, and, for who manages it, the form for more."""
    visible = Unit.objects.visible_to(request.user, Permission.FIGURE_VIEW)
    unit = get_object_or_404(visible.filter(level__in=COUNTED), uuid=uuid)
    page = UnitFigures(unit, request.user)
    if request.method == "POST" and not page.can_manage:
        raise Http404
    correct = page.on(CorrectForm(request.GET).day)
    initial = FigureForm.initial_of(correct, page.row.figure)
    form = FigureForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            figure = services.record_figures(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lưu số liệu ngày %s.") % f"{figure.day:%d/%m/%Y}")
            return redirect("neighborhoods:figure_unit", uuid)
    context = {"page": page, "form": form, "correct": correct}
    return render(request, "neighborhoods/figure_unit.html", context)


def _neighbours(shown: Overview) -> dict[str, Any]:
    number, pages = shown.number, shown.pages
    if not shown.is_by_ward:
        return {}
    return {
        "previous": shown.address(page=number - 1) if number > 1 else "",
        "next": shown.address(page=number + 1) if number < pages else "",
    }
