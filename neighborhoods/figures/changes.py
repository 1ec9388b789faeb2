"""What happens to figures when the territory changes: they stay where they were counted.

A unit that takes over from others inherits nothing: the sum of what was counted before is not what
is there now, and a divided khu phố has no half of a number. The history of a unit that ended reads
on its own page. Only the ward, by which the database shows rows at all, follows a khu phố that goes
on under another one.

What the decision itself states of a unit that it founds is no inheritance: it becomes the unit's first
figure, with the decision as its source.
"""

from __future__ import annotations

from typing import Any

from neighborhoods.figures.rules import COUNTED, LONGEST_SOURCE, faults
from neighborhoods.models import Figure
from wards import tree
from wards.changes import Applied, Follower

BATCH = 1000


def follow_wards(applied: Applied) -> dict[str, int]:
    """Let the figures of units that moved be seen by who serves them now; one statement a ward."""
    counted = Figure.objects.filter(unit__in=applied.moved).values_list("unit", flat=True)
    moved: dict[int, list[int]] = {}
    for unit_id, ward in tree.wards_of(set(counted), applied.day).items():
        if ward is not None:
            moved.setdefault(ward.unit_id, []).append(unit_id)
    for ward_id, units in moved.items():
        Figure.objects.filter(unit__in=units).exclude(ward=ward_id).update(ward=ward_id)
    return {}


def enter_stated(applied: Applied) -> dict[str, int]:
    """The households and residents that the lines state of new units; three statements."""
    lines = applied.decision.lines.filter(founded__level__in=COUNTED).select_related("founded")
    stated: list[Any] = list(lines.exclude(households=None, residents=None))
    wards = tree.wards_of([line.founded_id for line in stated], applied.day)
    source = str(applied.decision)[:LONGEST_SOURCE]
    Figure.objects.bulk_create(
        [
            Figure(
                unit=line.founded,
                ward_id=ward.unit_id,
                day=applied.day,
                households=line.households,
                residents=line.residents,
                source=source,
            )
            for line in stated
            if (ward := wards[line.founded_id]) and not _faults(line, applied, source)
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return {}


def arrive(applied: Applied) -> dict[str, int]:
    """All that figures do on the day of a decision."""
    return follow_wards(applied) | enter_stated(applied)


def _faults(line: Any, applied: Applied, source: str) -> Any:
    """Why a number would not be believed in the form either; then nobody enters it."""
    numbers = {"households": line.households, "residents": line.residents, "area": None}
    return faults(life=line.founded.valid, day=applied.day, source=source, **numbers)


FOLLOWER = Follower("figures", arrive=arrive)
