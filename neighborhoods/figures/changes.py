"""What happens to figures when the territory changes: they stay where they were counted.

A unit that takes over from others inherits nothing: the sum of what was counted before is not what
is there now, and a divided khu phố has no half of a number. The history of a unit that ended reads
on its own page. Only the ward, by which the database shows rows at all, follows a khu phố that goes
on under another one.
"""

from __future__ import annotations

from neighborhoods.models import Figure
from wards import tree
from wards.changes import Applied, Follower


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


FOLLOWER = Follower("figures", arrive=follow_wards)
