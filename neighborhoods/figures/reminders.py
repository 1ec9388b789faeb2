"""Once a year whoever serves a khu phố or ấp is asked to count again.

It happens in the first half of December: the yearly report closes on 14 December (NĐ 09/2019/NĐ-CP),
and what the wards write there should not be a year old. Asked are those who have counted nothing
since July. The task runs every morning of those two weeks, so that a day on which nothing ran is made
good and somebody who takes office meanwhile hears too; a notice is known by unit and year, so nobody
is told twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from core import clock
from core.notifications import Message, notify_many, render_message
from neighborhoods.models import Figure
from people.models import Term, User
from people.permissions import Permission, Profile, profiles_with
from wards.models import Level, UnitVersion

FRESH_SINCE = (7, 1)  # month and day: counted in the second half of the year is counted this year
BATCH = 50  # wards
TEMPLATE = "neighborhoods/mail/figures_due.txt"


@dataclass
class _Ward:
    """The khu phố of a ward that are to count, and who serves where."""

    pk: int
    places: list[UnitVersion] = field(default_factory=list)


def ask_for_figures(today: datetime.date | None = None) -> int:
    """Ask the officers of every khu phố without figures of this half-year; how many khu phố those are.

    Where a khu phố has no officer who can sign in, whoever enters figures in the ward (officials and
    leaders) hears of all such in one notice.
    """
    today = today or clock.today()
    wards = _uncounted(today)
    for start in range(0, len(wards), BATCH):
        _tell(wards[start : start + BATCH], today.year)
    return sum(len(ward.places) for ward in wards)


def _uncounted(today: datetime.date) -> list[_Ward]:
    fresh = Figure.objects.since(datetime.date(today.year, *FRESH_SINCE))
    places = (
        UnitVersion.objects.on(today)
        .filter(unit__level=Level.NEIGHBORHOOD)
        .filter(~Exists(fresh.filter(unit=OuterRef("unit"))))
        .select_related("unit")
        .order_by("parent", "sort_key")
    )
    wards: dict[int, _Ward] = {}
    for place in places:
        ward = place.parent_id or 0
        wards.setdefault(ward, _Ward(ward)).places.append(place)
    return list(wards.values())


@transaction.atomic
def _tell(wards: list[_Ward], year: int) -> None:
    counting = profiles_with(Permission.FIGURE_MANAGE)
    officers = _serving([place.unit_id for ward in wards for place in ward.places], counting)
    officials = _serving([ward.pk for ward in wards], counting)
    notify_many(message for ward in wards for message in _messages(ward, year, officers, officials))


def _messages(
    ward: _Ward, year: int, officers: dict[int, list[User]], officials: dict[int, list[User]]
) -> Iterator[Message]:
    orphans = [place for place in ward.places if place.unit_id not in officers]
    for place in ward.places:
        yield from _memo(place.unit_id, ward.pk, [place], officers.get(place.unit_id, []), year)
    if orphans:
        yield from _memo(ward.pk, ward.pk, orphans, officials.get(ward.pk, []), year)


def _memo(
    unit_id: int, ward_id: int, places: list[UnitVersion], users: Iterable[User], year: int
) -> Iterator[Message]:
    """One message for each language among the users; `unit_id` and the year are what it is about."""
    url = reverse("neighborhoods:figures")
    if unit_id != ward_id:
        url = reverse("neighborhoods:figure_unit", args=[places[0].unit.uuid])
    for language, group in groupby(
        sorted(users, key=lambda user: user.language), key=lambda user: user.language
    ):
        with translation.override(language):
            subject, body = render_message(TEMPLATE, {"places": places, "year": str(year)})
        yield Message(
            kind="figures.due",
            key=f"figures:{unit_id}:{year}",
            subject=subject,
            body=body,
            users=list(group),
            url=url,
            scope=ward_id,
            language=language,
        )


def _serving(units: list[int], profiles: frozenset[Profile]) -> dict[int, list[User]]:
    """Who holds such a post in which unit that lives today: there, and nowhere above or below."""
    terms = (
        Term.objects.today()
        .filter(
            unit__in=units,
            unit__valid__contains=clock.today(),
            role__profile__in=sorted(profiles),
            person__user__is_active=True,
        )
        .select_related("person__user")
        .order_by("role__order", "pk")
    )
    found: dict[int, list[User]] = {}
    for term in terms:
        found.setdefault(term.unit_id, []).append(term.person.user)
    return found
