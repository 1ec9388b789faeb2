"""Files of persons: no more than the office needs, kept by one unit."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import text
from people.models import Person, User
from people.permissions import Permission
from wards.models import Unit

CHANGEABLE = ("name", "birth_year", "gender", "phone", "email", "office_contact")


@transaction.atomic
def add_person(*, unit: Unit, by: User, **fields: Any) -> Person:
    """Open a file kept by a unit. Raises ValidationError where the user does not manage its people."""
    if unit.pk not in by.reach(Permission.PERSON_MANAGE):
        raise ValidationError({"unit": _("Ông/bà không quản lý nhân sự của đơn vị này.")})
    person = Person(unit=unit, **_cleaned(fields))
    person.full_clean()
    person.save()
    return person


@transaction.atomic
def change_person(*, person: Person, by: User, **fields: Any) -> Person:
    """Correct a file. Raises ValidationError where the user does not manage it."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not Person.objects.visible_to(by, Permission.PERSON_MANAGE).filter(pk=person.pk).exists():
        raise ValidationError(_("Ông/bà không quản lý hồ sơ này."))
    for field, value in _cleaned(fields).items():
        setattr(person, field, value)
    person.full_clean()
    person.save(update_fields=list(CHANGEABLE))
    return person


def likely_same(
    *, unit: Unit, name: str, birth_year: int | None, but: Person | None = None
) -> QuerySet[Person]:
    """People of a unit's register who may be the same: same name without marks, no other birth year."""
    same = Person.objects.filter(unit=unit, search_name=text.fold(name))
    if birth_year:
        same = same.filter(Q(birth_year=birth_year) | Q(birth_year__isnull=True))
    if but is not None:
        same = same.exclude(pk=but.pk)
    return same.in_name_order()


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = fields.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))}")
    values = {
        name: " ".join(text.clean(value).split()) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if "name" in values:
        values["name"] = _capitalised(values["name"])
    return values


def _capitalised(name: str) -> str:
    """A name typed all in small or all in capital letters, as one writes it; others as they are."""
    if name not in {name.lower(), name.upper()}:
        return name
    return " ".join(word[:1].upper() + word[1:].lower() for word in name.split())
