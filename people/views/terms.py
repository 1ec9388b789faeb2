"""Filling and ending posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import refuse
from people import places
from people.forms.register import AppointForm, EndForm, Prefill
from people.http import StaffRequest, require
from people.models import Person, Term
from people.permissions import Permission
from people.services import terms
from wards import tree
from wards.models import Unit


@require_http_methods(["GET", "POST"])
def appoint(request: StaffRequest) -> HttpResponse:
    """Have somebody hold a post; a link may have named person, unit and role already."""
    require(request.user, Permission.PERSON_MANAGE)
    said = _said(request)
    form = _appoint_form(request, said)
    if form.is_valid():
        values = form.cleaned_data
        unit = Unit.objects.get(pk=values.pop("unit"))
        try:
            term = terms.appoint(unit=unit, by=request.user, **values)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request,
                _("%(name)s giữ chức danh %(role)s.")
                % {"name": term.person.name, "role": term.role.name},
            )
            return redirect(term.person)
    return render(request, "people/appoint.html", {"form": form, "person": said.get("person")})


@require_http_methods(["GET", "POST"])
def term_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a term: from when, why, by which decision."""
    visible = Term.objects.visible_to(request.user, Permission.PERSON_MANAGE)
    term = get_object_or_404(visible.select_related("person", "role", "unit"), pk=pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            terms.end_term(term=term, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã ghi thôi giữ chức danh %s.") % term.role.name)
            return redirect(term.person)
    context = {"form": form, "term": term, "place": tree.path_label(term.unit)}
    return render(request, "people/term_end.html", context)


def _said(request: StaffRequest) -> dict[str, Any]:
    """What the link has named, as far as it is in reach."""
    people = Person.objects.visible_to(request.user, Permission.PERSON_MANAGE)
    prefill = Prefill(request.GET, people=people)
    prefill.is_valid()
    return prefill.cleaned_data


def _appoint_form(request: StaffRequest, said: dict[str, Any]) -> AppointForm:
    chosen = Unit.objects.today().filter(uuid=said["unit"]).first() if said.get("unit") else None
    if chosen is not None and chosen.pk not in request.user.reach(Permission.PERSON_MANAGE):
        chosen = None
    person = said.get("person")
    people = places.candidates(request.user, chosen)
    if person is not None:
        people = Person.objects.filter(pk=person.pk)
    return AppointForm(
        request.POST or None,
        people=people,
        units=places.fillable(request.user, chosen),
        roles=places.roles_to_fill(request.user, chosen),
        initial={"person": person, "unit": chosen and chosen.pk, "role": said.get("role")},
    )
