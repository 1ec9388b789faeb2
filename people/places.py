"""The units that lists and forms offer, by name, and who may be chosen there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from core.text import natural_key
from people.models import Person, Role
from people.permissions import APPOINTS, Permission, Profile
from wards import tree
from wards.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User

Choices = list[tuple[str, list[tuple[int, str]]]]


def keepers(user: User) -> dict[int, str]:
    """Units whose files of persons a user may open: wards and what stands above them."""
    versions = _managed(user).filter(unit__level__lte=Level.WARD)
    return dict(versions.values_list("unit", "name"))


def fillable(user: User, chosen: Unit | None) -> Choices:
    """Units in which a user may fill some post, by level; with the one a link has named.

    Whoever reaches the whole city is offered no khu phố and ấp: those are the wards' to fill, and a
    list of five thousand helps nobody. A link can still name one.
    """
    versions = _managed(user)
    if user.reach(Permission.PERSON_MANAGE).everywhere:
        versions = versions.filter(unit__level__lte=Level.WARD)
    groups: dict[int, list[tuple[int, str]]] = {}
    for unit, level, name in versions.values_list("unit", "unit__level", "name"):
        groups.setdefault(level, []).append((unit, name))
    if chosen is not None and chosen.pk not in dict(groups.get(chosen.level, [])):
        groups.setdefault(chosen.level, []).append((chosen.pk, str(chosen)))
    return [(str(Level(level).label), units) for level, units in sorted(groups.items())]


def roles_to_fill(user: User, chosen: Unit | None) -> QuerySet[Role]:
    """Roles whose profile a user may hand out somewhere; those of the chosen unit's level only."""
    profiles = {
        profile
        for post in user.posts
        for profile in APPOINTS.get(Profile(post.profile), frozenset())
    }
    roles = Role.objects.filter(profile__in=sorted(profiles)).order_by("level", "order", "name")
    return roles.filter(level=chosen.level) if chosen is not None else roles


def candidates(user: User, chosen: Unit | None) -> QuerySet[Person]:
    """People a user may appoint, by given name; for the whole city only those of the chosen office."""
    people = Person.objects.visible_to(user, Permission.PERSON_MANAGE).in_name_order()
    if not user.reach(Permission.PERSON_MANAGE).everywhere:
        return people
    if chosen is None:
        return people.none()
    ward = tree.ward_of(chosen)
    return people.filter(unit=ward.unit_id if ward else chosen.pk)


def _managed(user: User) -> QuerySet[UnitVersion]:
    reach = user.reach(Permission.PERSON_MANAGE)
    versions = UnitVersion.objects.today().filter(unit__level__lte=Level.NEIGHBORHOOD)
    if not reach.everywhere:
        versions = versions.filter(unit__in=reach.units)
    return versions.order_by("unit__level", "sort_key")


def wards_in_reach(user: User, permission: str) -> dict[int, str]:
    """The wards that a user reaches as a whole with a permission, by id, with their full names."""
    reach = user.reach(permission)
    ids: Iterable[int] = reach.wards
    if reach.everywhere:
        versions = UnitVersion.objects.today().filter(unit__level=Level.WARD)
        ids = versions.values_list("unit", flat=True)
    labels = tree.path_labels(ids) if reach.everywhere or reach.wards else {}
    return dict(sorted(labels.items(), key=lambda item: _by_district(item[1])))


def _by_district(label: str) -> str:
    """Sort key of "Phường A, Quận B": by district, then by name."""
    return natural_key(" ".join(reversed(label.split(", "))))
