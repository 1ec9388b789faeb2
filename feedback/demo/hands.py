"""Who moves the made-up cases: the demo's own sign-ins, and one official in every other ward."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from people.models import Term, User
from people.permissions import Profile
from wards.models import Level, Unit, UnitVersion

OFFICIAL, LEADER, ELSEWHERE = "phuong", "lanh-dao", "phuong-khac"


@dataclass
class Hands:
    """Users and places, read once for all stories."""

    official: User
    leader: User
    ward: Unit
    other_ward: Unit
    colleagues: list[User]
    officials: dict[int, User]
    other_wards: list[Unit]
    khu_pho: dict[str, Unit]
    below: dict[int, list[Unit]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Hands:
        """Read them, and give an official of each ward an account nobody can sign in to."""
        cast = {user.username: user for user in User.objects.filter(is_demo=True)}
        official = cast[OFFICIAL]
        posts = {
            user: Term.objects.today().filter(person=cast[user].person_id).get().unit_id
            for user in (OFFICIAL, ELSEWHERE)
        }
        wards = Unit.objects.today().filter(level=Level.WARD).in_bulk()
        below, names = _khu_pho()
        officials = _officials()
        return cls(
            official=official,
            leader=cast[LEADER],
            ward=wards[posts[OFFICIAL]],
            other_ward=wards[posts[ELSEWHERE]],
            colleagues=[
                user
                for user in officials.pop(posts[OFFICIAL])
                if user.pk != official.pk
            ] or [official],
            officials={ward: users[0] for ward, users in officials.items()},
            other_wards=[unit for pk, unit in sorted(wards.items()) if pk in officials],
            khu_pho={names[unit.pk]: unit for unit in below[posts[OFFICIAL]]},
            below=below,
        )  # fmt: skip

    def of(self, ward: Unit) -> User:
        """Who sorts what comes in to a ward."""
        return self.official if ward.pk == self.ward.pk else self.officials[ward.pk]

    def colleague(self, ward: Unit, chance: random.Random) -> User:
        """Who handles a case there."""
        if ward.pk != self.ward.pk:
            return self.officials[ward.pk]
        return chance.choice([self.official, self.official, *self.colleagues])


def _khu_pho() -> tuple[dict[int, list[Unit]], dict[int, str]]:
    below: dict[int, list[Unit]] = {}
    names: dict[int, str] = {}
    versions = UnitVersion.objects.today().filter(unit__level=Level.NEIGHBORHOOD)
    for version in versions.select_related("unit").order_by("parent", "sort_key"):
        below.setdefault(version.parent_id or 0, []).append(version.unit)
        names[version.unit_id] = version.name
    return below, names


def _officials() -> dict[int, list[User]]:
    terms = list(
        Term.objects.today()
        .filter(unit__level=Level.WARD, role__profile=Profile.WARD_OFFICIAL)
        .select_related("person")
        .order_by("unit", "seat")
    )
    known = {user.person_id: user for user in User.objects.filter(person__isnull=False)}
    missing = [
        User(
            username=f"phuong-xa-{term.unit_id}-{term.seat}",
            person=term.person,
            password=make_password(None),
            is_demo=True,
        )
        for term in terms
        if term.person_id not in known
    ]
    User.objects.bulk_create(missing)
    known |= {user.person_id: user for user in missing}
    found: dict[int, list[User]] = {}
    for term in terms:
        found.setdefault(term.unit_id, []).append(known[term.person_id])
    return found
