"""Where something happened: what the first step of a report offers, whatever was typed or chosen.

Only a living ward, khu phố or ấp takes reports. Everything else leads to one: a district to its
wards, a unit of the past to what it is today.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from wards import lookup, tree
from wards.lineage import Fate, fates
from wards.models import Level, Unit, UnitVersion

MOST_HITS = 12
FINAL = Level.NEIGHBORHOOD


@dataclass(frozen=True, slots=True)
class Option:
    """A unit that can be chosen (`is_final`) or looked into."""

    uuid: uuid.UUID
    name: str
    where: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """A unit of the past and what it is today."""

    name: str
    ended_on: datetime.date | None
    options: list[Option]
    is_single: bool


@dataclass(slots=True)
class Offer:
    """What the page shows."""

    heading: str = ""
    where: str = ""
    ward: Option | None = None  # "I do not know the khu phố" stands for this one
    options: list[Option] = field(default_factory=list)
    former: list[Former] = field(default_factory=list)
    words: str = ""
    is_browsing: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.options or self.former or self.ward)


def whole_city() -> Offer:
    """The first look: what lies directly under the city today."""
    city = Unit.objects.today().filter(level=Level.CITY).order_by("pk").first()
    options = _below(city) if city else []
    return Offer(options=options, is_browsing=True)


def within(unit: Unit) -> Offer:
    """What a unit offers: itself, what lies below it, or what it has become."""
    if not unit.is_alive or unit.level > FINAL:
        return _become(unit)
    places = tree.chain(unit)
    own, where = places[0].name, tree.label(places[1:])
    if unit.level == FINAL:
        return Offer(own, where, options=[Option(unit.uuid, own, where, is_final=True)])
    if unit.level == Level.WARD:
        ward = Option(unit.uuid, _("Tôi không biết khu phố, ấp"), own, is_final=True)
        return Offer(own, where, ward=ward, options=_below(unit))
    return Offer(own, where, options=_below(unit), is_browsing=True)


def found_by(words: str) -> Offer:
    """The units that words may mean, those of the past with what they are today."""
    hits = lookup.find(words, limit=MOST_HITS)
    past = fates(hit.unit_id for hit in hits if not hit.is_alive)
    living = [hit for hit in hits if hit.is_alive and hit.level <= FINAL]
    return Offer(
        options=[_option(hit.uuid, hit.level, hit.label) for hit in living],
        former=[_former(hit.label, past[hit.unit_id]) for hit in hits if hit.unit_id in past],
        words=words,
    )


def _become(unit: Unit) -> Offer:
    if unit.is_alive:  # a cell still in being lies in a khu phố
        above = [place for place in tree.chain(unit) if place.level <= FINAL][:1]
        return Offer(options=[Option(p.uuid, p.name, is_final=True) for p in above])
    label = tree.path_label(unit)
    return Offer(former=[_former(label, fates([unit.pk])[unit.pk])])


def _former(label: str, fate: Fate) -> Former:
    options = [
        _option(other.place.uuid, other.place.level, other.label)
        for other in fate.successors
        if other.place.level <= FINAL
    ]
    above = label.partition(", ")[2]
    if all(option.where == above for option in options):  # said once already
        options = [replace(option, where="") for option in options]
    return Former(label, fate.ended_on, options, fate.is_single)


def _below(unit: Unit) -> list[Option]:
    versions: Iterable[UnitVersion] = tree.children(unit)
    return [
        Option(version.unit.uuid, version.name, is_final=version.unit.level == FINAL)
        for version in versions
        if version.unit.level <= FINAL
    ]


def _option(unit_uuid: uuid.UUID, level: int, label: str) -> Option:
    name, _comma, where = label.partition(", ")
    return Option(unit_uuid, name, where, is_final=level == FINAL)
