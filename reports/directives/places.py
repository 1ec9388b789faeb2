"""Units that may receive a directive: the wards below its issuer, by district."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from core.text import fold, natural_key
from wards import tree
from wards.models import Level, Unit, UnitVersion

ABOVE_WARDS = frozenset({Level.CITY, Level.DISTRICT})


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that can be chosen; `label` is its name with what it hangs under."""

    unit_id: int
    ward_id: int
    name: str
    label: str

    @property
    def sort_key(self) -> str:
        """By what it hangs under, then by its own name."""
        return natural_key(" ".join(reversed(self.label.split(", "))))


@dataclass(slots=True)
class Group:
    """The wards of one district, or of the whole city where there is none between."""

    unit_id: int
    name: str
    places: list[Place] = field(default_factory=list)


def groups_below(issuer: Unit) -> list[Group]:
    """What a unit may send directives to, grouped by what it hangs under; three queries."""
    today = clock.today()
    wanted = Level.WARD if issuer.level in ABOVE_WARDS else Level.NEIGHBORHOOD
    below = [pk for pk, level in tree.below([issuer.pk], today).items() if level == wanted]
    groups: dict[int, Group] = {}
    for unit_id, chain in tree.chains(below, today).items():
        above = chain[1]
        group = groups.setdefault(above.unit_id, Group(above.unit_id, above.name))
        group.places.append(_place(unit_id, chain))
    for group in groups.values():
        group.places.sort(key=lambda place: natural_key(place.name))
    return sorted(groups.values(), key=lambda group: natural_key(group.name))


def places_of(issuer: Unit, unit_ids: Iterable[int]) -> list[Place]:
    """The chosen ones among them that can be sent to today."""
    chosen = set(unit_ids)
    every = (place for group in groups_below(issuer) for place in group.places)
    return [place for place in every if place.unit_id in chosen]


def named(unit_ids: Iterable[int], on: datetime.date | None = None) -> dict[int, Place]:
    """Units as they are called on a day (or were last), with the ward they are or lie in."""
    return {unit_id: _place(unit_id, chain) for unit_id, chain in tree.chains(unit_ids, on).items()}


def last_names(unit_ids: Iterable[int]) -> list[str]:
    """The names of units, ended ones by their last."""
    return [tree.label(chain) for chain in tree.chains(unit_ids).values()]


def matching(groups: list[Group], words: str) -> list[Group]:
    """The groups with those places whose own or district's name holds every word, without accents."""
    wanted = fold(words).split()
    found = []
    for group in groups:
        kept = [
            place
            for place in group.places
            if all(word in fold(f"{place.name} {group.name}") for word in wanted)
        ]
        if kept:
            found.append(Group(group.unit_id, group.name, kept))
    return found


def issuers_of(unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Units by name, for whoever issues in the name of several."""
    versions = UnitVersion.objects.today().filter(unit__in=unit_ids).order_by("unit__level", "pk")
    return list(versions.values_list("unit", "name"))


def _place(unit_id: int, chain: list[tree.Place]) -> Place:
    ward = next((place.unit_id for place in chain if place.level == Level.WARD), unit_id)
    return Place(unit_id, ward, chain[0].name, tree.label(chain))
