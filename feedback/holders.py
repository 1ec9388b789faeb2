"""Who can hold a case of a ward: its officials, and the khu phố where somebody can sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from people.models import Term
from people.permissions import Permission, profiles_with
from wards.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody of the ward's own staff who may answer its cases today."""

    user: User
    role: str


@dataclass(frozen=True, slots=True)
class KhuPho:
    """A khu phố or ấp of the ward with at least one officer who can sign in today."""

    unit: Unit
    name: str
    head: str


def places_in(ward_id: int) -> list[UnitVersion]:
    """The khu phố and ấp of a ward today, in natural order; one query."""
    below = UnitVersion.objects.today().filter(parent_id=ward_id)
    rows = below.filter(unit__level=Level.NEIGHBORHOOD).select_related("unit")
    return list(rows.only("name", "unit__level").order_by("sort_key"))


def of_ward(
    ward_id: int, known: list[UnitVersion] | None = None
) -> tuple[list[Official], list[KhuPho]]:
    """Who can be given a case of the ward today, in the order of posts and names; two queries.

    `known` spares one: the places of the ward, where the caller has them.
    """
    known = places_in(ward_id) if known is None else known
    places = {place.unit_id: place for place in known}
    officials: dict[int, Official] = {}
    heads: dict[int, str] = {}
    for term in _answering([ward_id, *places]):
        if term.unit_id == ward_id:
            officials.setdefault(term.person_id, Official(term.person.user, term.role.name))
        elif term.unit_id in places:
            heads.setdefault(term.unit_id, term.person.name)
    khu_pho = [
        KhuPho(place.unit, place.name, heads[unit_id])
        for unit_id, place in places.items()
        if unit_id in heads
    ]
    return list(officials.values()), khu_pho


def units_with_readers(ward_id: int) -> set[Unit]:
    """The khu phố and ấp of a ward in which somebody can read a case today."""
    return {khu_pho.unit for khu_pho in of_ward(ward_id)[1]}


def _answering(units: list[int]):
    return (
        Term.objects.today()
        .filter(
            unit__in=units,
            role__profile__in=sorted(profiles_with(Permission.CASE_ANSWER)),
            person__user__is_active=True,
        )
        .select_related("person__user", "role")
        .for_list()
    )
