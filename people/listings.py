"""How posts are listed where another room names them: who, which post, from when to when."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listings import Column, Listing, Order
from people.models import Person, Term
from people.permissions import Permission
from wards.models import Level, Unit, UnitVersion
from wards.names import name_of

VIEW = Permission.PERSON_VIEW


def _places(user: Any) -> QuerySet[Unit]:
    """Wards and their khu phố, each with the ward whose register it stands in today."""
    within = UnitVersion.objects.today().filter(unit=OuterRef("pk"))
    visible = Unit.objects.visible_to(user, VIEW)
    return visible.filter(level__in=[Level.WARD, Level.NEIGHBORHOOD]).annotate(
        place_name=name_of("pk"), parent_today=Subquery(within.values("parent")[:1])
    )


def _register_of(unit: Any) -> str:
    """The register at this place; none where it no longer lives."""
    if not unit.is_alive:
        return ""
    is_ward = unit.level == Level.WARD
    ward = unit.pk if is_ward else unit.parent_today
    wanted = {"ward": ward} | ({} if is_ward else {"unit": unit.pk})
    return f"{reverse('people:register')}?{urlencode(wanted)}"


def _terms(user: Any) -> QuerySet[Term]:
    """Posts in reach, and those that stand on a page of a person one may see, which `opens` then."""
    persons = Exists(Person.objects.visible_to(user, VIEW).filter(pk=OuterRef("person")))
    here = Q(pk__in=Term.objects.visible_to(user, VIEW).values("pk"))
    found = Term.objects.annotate(place_name=name_of("unit"), opens=persons)
    return found.filter(here | Q(opens=True)).select_related("person", "role")


PLACES_LISTED = Listing(
    _("đơn vị"),
    _places,
    (Column(_("Đơn vị"), lambda unit: unit.place_name),),
    _register_of,
    {"place": Order(_("Theo đơn vị"), ["level"])},
)

TERMS_LISTED = Listing(
    _("nhiệm kỳ"),
    _terms,
    (
        Column(_("Người giữ chức danh"), lambda term: term.person.name),
        Column(_("Chức danh"), lambda term: term.role.name),
        Column(_("Đơn vị"), lambda term: term.place_name),
        Column(_("Từ ngày"), lambda term: term.valid.lower),
        Column(_("Thôi giữ từ"), lambda term: term.valid.upper),
        Column(_("Dự kiến hết nhiệm kỳ"), lambda term: term.due_on),
    ),
    lambda term: term.person.get_absolute_url() if term.opens else "",
    {
        "place": Order(_("Theo đơn vị"), ["unit_id", "role_id"]),
        "role": Order(_("Theo chức danh"), ["role__order"]),
    },
    beside=2,
)
