"""The register of people: the list, one person, and their file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.export import list_response
from core.forms import refuse
from people import places
from people.forms.register import PersonForm
from people.http import StaffRequest, require
from people.models import Person
from people.pages import person_page
from people.permissions import Permission
from people.register import Register
from people.register_file import HEADER, rows
from people.services import persons
from wards.models import Unit


@require_GET
def register(request: StaffRequest) -> HttpResponse:
    """Who holds which post in a ward, and which seats are empty."""
    require(request.user, Permission.PERSON_VIEW)
    shown = Register(request.user, request.GET)
    template = "people/_register_groups.html" if request.htmx else "people/register.html"
    return render(request, template, {"register": shown, **_neighbours(shown, request)})


@require_GET
def register_file(request: StaffRequest, suffix: str) -> HttpResponse:
    """The same list to take away, all of its pages."""
    require(request.user, Permission.PERSON_VIEW)
    shown = Register(request.user, request.GET)
    return list_response(suffix, "nhan-su", HEADER, rows(shown))


@require_GET
def person(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One person: the posts held from when to when, contact, and the sign-in."""
    visible = Person.objects.visible_to(request.user, Permission.PERSON_VIEW)
    found = get_object_or_404(visible.select_related("unit", "user"), uuid=uuid)
    return render(request, "people/person.html", {"page": person_page(found, request.user)})


@require_http_methods(["GET", "POST"])
def person_add(request: StaffRequest) -> HttpResponse:
    """Open a file; asks again where the register holds the same name already."""
    require(request.user, Permission.PERSON_MANAGE)
    form = PersonForm(request.POST or None, units=places.keepers(request.user))
    if form.is_valid() and not _asks_whether_another(form):
        unit = Unit.objects.get(pk=form.cleaned_data["unit"])
        try:
            new = persons.add_person(unit=unit, by=request.user, **form.fields_of_person())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": new.name})
            return redirect(new)
    return render(request, "people/person_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person_edit(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Correct a file."""
    managed = Person.objects.visible_to(request.user, Permission.PERSON_MANAGE)
    found = get_object_or_404(managed, uuid=uuid)
    initial = {name: getattr(found, name) for name in persons.CHANGEABLE}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid() and not _asks_whether_another(form, found):
        try:
            persons.change_person(person=found, by=request.user, **form.fields_of_person())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Đã lưu hồ sơ."))
            return redirect(found)
    return render(request, "people/person_form.html", {"form": form, "person": found})


def _asks_whether_another(form: PersonForm, known: Person | None = None) -> bool:
    """Whether the same name stands in the register and nobody has said yet that it is another."""
    values = form.cleaned_data
    if values["is_another"] or (known is not None and known.name == values["name"]):
        return False
    unit = known.unit if known is not None else Unit.objects.get(pk=values["unit"])
    same = persons.likely_same(
        unit=unit, name=values["name"], birth_year=values["birth_year"], but=known
    )
    found = list(same[:5])
    if found:
        form.show_same(found)
    return bool(found)


def _neighbours(shown: Register, request: StaffRequest) -> dict[str, Any]:
    """Addresses of the pages before and after and of the whole list, with the same filters."""
    kept = {
        key: value for key, value in request.GET.items() if key not in {"page", "all"} and value
    }

    def address(**more: Any) -> str:
        return f"?{urlencode(kept | more)}"

    if shown.values.get("all"):
        return {"whole": "", "query": address()}
    number, last = shown.number, shown.pages
    return {
        "query": address(),
        "previous": address(page=number - 1) if number > 1 else "",
        "next": address(page=number + 1) if number < last else "",
        "whole": address(all=1) if last > 1 else "",
    }
