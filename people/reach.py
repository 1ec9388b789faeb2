"""What somebody reaches today: from terms to units, read anew at each request.

When a term or a unit ends at midnight, access ends with it; no job has to run.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection

from core import clock
from core.wall import Area
from people.permissions import APPOINTS, GRANTS, Permission, Profile
from wards import tree
from wards.models import Level

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Post:
    """A term of today, as far as authority needs it."""

    unit_id: int
    unit_name: str
    level: int
    profile: Profile
    role: str

    def grants(self, permission: str) -> bool:
        """Whether the post's profile grants a permission. Raises ValueError for an unknown one."""
        return Permission(permission) in GRANTS[self.profile]

    def appoints(self, profile: str) -> bool:
        """Whether the post's holder may fill posts of a profile. Raises ValueError for an unknown one."""
        return Profile(profile) in APPOINTS.get(self.profile, frozenset())


@dataclass(frozen=True)
class Reach:
    """Units reached: everywhere (a city), or `roots` with everything below them on `day`.

    `wards` are ward-level units reached as a whole; `neighborhoods` are those reached without
    their ward.
    """

    roots: frozenset[int] = frozenset()
    wards: frozenset[int] = frozenset()
    neighborhoods: frozenset[int] = frozenset()
    everywhere: bool = False
    day: datetime.date | None = None

    @cached_property
    def units(self) -> frozenset[int]:
        """Every unit reached, of any level; one query when it is first asked for."""
        return frozenset(tree.below(self.roots, self.day)) if self.day else frozenset()

    def __contains__(self, unit_id: int) -> bool:
        return self.everywhere or unit_id in self.roots or unit_id in self.units

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.roots)


# Asked with every page of staff. Django takes longer to put it into SQL than PostgreSQL to answer it.
_POSTS = """
SELECT unit.id, version.name, unit.level, role.profile, role.name
FROM people_term term
JOIN people_role role ON role.id = term.role_id
JOIN wards_unit unit ON unit.id = term.unit_id AND unit.valid @> %(day)s
JOIN wards_unitversion version ON version.unit_id = unit.id AND version.valid @> %(day)s
WHERE term.person_id = %(person)s AND term.valid @> %(day)s
ORDER BY unit.level, role."order", term.id
"""


def posts_of(user: User) -> list[Post]:
    """Today's posts of a user in units that live today; none for an inactive or person-less one."""
    if not (user.is_active and user.person_id):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, {"person": user.person_id, "day": clock.today()})
        return [
            Post(unit, name, level, Profile(profile), role)
            for unit, name, level, profile, role in cursor.fetchall()
        ]


def reach_of(user: User, permission: str) -> Reach:
    """What a user reaches with a permission; kept on the user for the request."""
    wanted = Permission(permission)
    return _reach(user, lambda post: post.grants(wanted))


def appointing_reach(user: User, profile: str) -> Reach:
    """Where a user may fill posts of a profile; kept on the user for the request."""
    wanted = Profile(profile)
    return _reach(user, lambda post: post.appoints(wanted))


def area_of(user: User) -> Area:
    """What lies below all of a user's posts of today, for the database's own wall (core/wall.py)."""
    reach = _reach(user, lambda _post: True)
    above = {post.unit_id for post in user.posts if post.level < Level.WARD}
    wards = reach.wards | above  # what a district keeps of its own lies in the district itself
    return Area(wards=wards, places=reach.neighborhoods, everywhere=reach.everywhere)


def _reach(user: User, counts: Callable[[Post], bool]) -> Reach:
    kept = user.reaches
    levels = {post.unit_id: post.level for post in user.posts if counts(post)}
    roots = frozenset(levels)
    if roots not in kept:
        kept[roots] = _spread(levels)
    return kept[roots]


def _spread(roots: dict[int, int]) -> Reach:
    if not roots:
        return Reach()
    if Level.CITY in roots.values():
        return Reach(everywhere=True)
    today = clock.today()
    lower = frozenset(unit for unit, level in roots.items() if level > Level.WARD)
    higher = roots.keys() - lower
    if not (higher and lower) and all(roots[unit] == Level.WARD for unit in higher):
        # Most people's: what lies below is not needed to know the wards.
        return Reach(frozenset(roots), frozenset(higher), lower, day=today)
    units = tree.below(roots, today)
    wards = frozenset(unit for unit, level in units.items() if level == Level.WARD)
    inside = tree.below(higher, today).keys() if higher and lower else frozenset()
    reach = Reach(frozenset(roots), wards, lower.difference(inside), day=today)
    reach.__dict__["units"] = frozenset(units)  # known already
    return reach
