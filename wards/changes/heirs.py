"""Where rows go that hang on a unit and cannot be divided: its cases, its files of persons."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from wards import tree
from wards.lineage import Fate, fates
from wards.models import Extent, Level


@dataclass(frozen=True, slots=True)
class Heir:
    """The unit that takes over, and its ward (None above wards); `is_certain` if nobody has to choose."""

    unit_id: int
    ward_id: int | None
    is_certain: bool


def heirs(unit_ids: Iterable[int], day: datetime.date) -> dict[int, Heir]:
    """For each unit who takes over from it on a day; seven queries, whatever the number.

    A unit that lives is its own heir, in the ward under which it hangs on that day. One that went to a
    single unit as a whole is followed there. Of a divided one nobody can tell where a row belongs: it
    goes to the ward of the `rest` (else of the first part), to the ward as a whole, and is not certain.
    A unit that ended without a successor has none.
    """
    known = fates(unit_ids, day)
    living = [pk for pk, fate in known.items() if not fate.has_ended]
    wards = {pk: _ward(chain) for pk, chain in tree.chains(living, day).items()}
    found = {pk: Heir(pk, ward, True) for pk, ward in wards.items()}
    for pk, fate in known.items():
        if fate.successors and pk not in found:
            found[pk] = _heir(fate)
    return found


def _heir(fate: Fate) -> Heir:
    if fate.is_single:
        only = fate.successors[0]
        return Heir(only.unit_id, _ward(only.chain), True)
    first = min(fate.successors, key=lambda successor: successor.extent != Extent.REST)
    ward = _ward(first.chain)
    return Heir(ward or first.unit_id, ward, False)


def _ward(chain: list[tree.Place]) -> int | None:
    return next((place.unit_id for place in chain if place.level == Level.WARD), None)
