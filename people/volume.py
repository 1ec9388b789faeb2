"""Made-up former office holders in any number, for measuring: heads of khu phố that are no more."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

from core import bulk, text
from people.models import Basis, Person, Role, Term
from wards.demo import REARRANGED, STRUCTURE_FROM
from wards.models import Level, UnitVersion

BATCH = 20_000
TABLES = [Person, Term]
_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô")
_GIVEN = (
    "Văn Tâm",
    "Thị Hoa",
    "Ngọc Lan",
    "Minh Quân",
    "Hữu Nghĩa",
    "Kim Chi",
    "Đức Anh",
    "Thu Hà",
)


def load(count: int, say: Callable[[str], None]) -> None:
    """So many persons, each with one term in a khu phố that ended in April 2024."""
    ended = UnitVersion.objects.on(STRUCTURE_FROM).filter(unit__level=Level.NEIGHBORHOOD)
    places = list(ended.filter(valid__endswith=REARRANGED).values_list("unit", "parent"))
    if not places:
        return
    role = Role.objects.get(code="head").pk
    # Another seed for each load, since a code that comes twice would stop the second one.
    chance = random.Random(f"{count} after {Person.objects.count()}")  # noqa: S311 - no secret
    names = [
        (name := f"{family} {given}", text.fold(name), text.person_key(name))
        for family, given in itertools.product(_NAMES, _GIVEN)
    ]
    taken = _seats_taken(role)
    keys = iter(bulk.reserve(Person, count))
    with bulk.Copier() as copier:
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            people: list[bulk.Cells] = []
            terms: list[bulk.Cells] = []
            for number in numbers:
                key = next(keys)
                unit, ward = places[number % len(places)]
                taken[unit] = seat = taken.get(unit, 0) + 1
                uuid = f"{chance.getrandbits(128):032x}"
                people.append(
                    (key, uuid, ward, *chance.choice(names), "", "", "", "", "t", REARRANGED)
                )
                life = f"[{STRUCTURE_FROM},{REARRANGED})"
                terms.append((key, unit, role, seat, life, Basis.ELECTED.value, "", "", ""))
            copier.write([(Person, _PERSON, people), (Term, _TERM, terms)])
    say(f"{count} người từng giữ chức danh")


_PERSON = (
    "id", "uuid", "unit_id", "name", "search_name", "sort_key", "gender", "phone", "email",
    "office_contact", "is_made_up", "created_at",
)  # fmt: skip
_TERM = (
    "person_id", "unit_id", "role_id", "seat", "valid", "basis", "start_decision", "end_decision",
    "end_reason",
)  # fmt: skip


def _seats_taken(role: int) -> dict[int, int]:
    """The highest seat of each unit, so that a second load sits beside the first."""
    terms = Term.objects.filter(role=role).values_list("unit", "seat").order_by("seat")
    return dict(terms)
