"""Who serves where today: the questions other rooms ask about users and terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from core import clock
from people.permissions import Profile, profiles_with
from wards import tree

if TYPE_CHECKING:
    from people.models import Term
    from wards.models import Unit


class UserQuerySet(models.QuerySet):
    """Users by what the terms of today let them do; each user once, by given name."""

    def officials_of(self, ward: Unit, permission: str) -> Self:
        """Those whose post in this very ward grants a permission today."""
        return self._serving([ward.pk], profiles_with(permission))

    def leaders_of(self, ward: Unit) -> Self:
        """The leaders of a ward today."""
        return self._serving([ward.pk], [Profile.WARD_LEADER])

    def officers_of(self, neighborhood: Unit) -> Self:
        """The officers of a khu phố or ấp today (not police, militia or security team)."""
        return self._serving([neighborhood.pk], [Profile.NEIGHBORHOOD_OFFICER])

    def reviewers_above(self, ward: Unit) -> Self:
        """Reviewers of the nearest unit above a ward that has any today: its district, or the city."""
        nearest = nearest_reviewers([ward.pk]).values()
        return self._serving(list(nearest), [Profile.REVIEWER])

    def _serving(self, units: list[int], profiles: frozenset[Profile] | list[Profile]) -> Self:
        terms = _terms_of_today(profiles).filter(unit__in=units, person=OuterRef("person"))
        return (
            self.filter(Exists(terms), is_active=True)
            .select_related("person")
            .order_by("person__sort_key", "pk")
        )


class PortalUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager of users, with the questions of `UserQuerySet`."""

    use_in_migrations = False


def nearest_reviewers(ward_ids: Iterable[int]) -> dict[int, int]:
    """By ward the nearest unit above it in which a reviewer can sign in today; two queries.

    A ward above which there is none is left out.
    """
    above = {
        ward: [place.unit_id for place in places[1:]]
        for ward, places in tree.chains(ward_ids).items()
    }
    terms = _terms_of_today([Profile.REVIEWER]).filter(
        unit__in={unit for units in above.values() for unit in units}, person__user__is_active=True
    )
    manned = set(terms.values_list("unit_id", flat=True))
    nearest = {
        ward: next((unit for unit in units if unit in manned), None)
        for ward, units in above.items()
    }
    return {ward: unit for ward, unit in nearest.items() if unit is not None}


def _terms_of_today(profiles: frozenset[Profile] | list[Profile]) -> QuerySet[Term]:
    from people.models import Term  # noqa: PLC0415 - the models import this module

    return Term.objects.today().filter(
        unit__valid__contains=clock.today(), role__profile__in=sorted(profiles)
    )
