"""Whom the news of a case concerns: found by the posts of today, never by old lists."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import CharField, Q, QuerySet, Value

from core import clock
from feedback.models import Case
from people.models import Term, User
from people.permissions import Permission, Profile, profiles_with
from wards import tree
from wards.models import UnitVersion


class Group(StrEnum):
    """Those who may have to hear of a case; who they are is decided at the moment it happens."""

    OFFICIALS = "officials"  # of the ward, who sort what comes in
    HOLDER = "holder"  # the assignee, or the officers of the khu phố that has it
    KHU_PHO = "khu_pho"  # officers of the khu phố in which the case lies
    LEADERS = "leaders"  # of the ward
    ORIGIN = "origin"  # officials of the ward that sent the case on
    ABOVE = "above"  # reviewers of the unit above the ward


def of_case(case: Case, groups: Iterable[Group]) -> dict[Group, list[User]]:
    """The people of each group, in the order asked for; one query (two with ABOVE).

    Somebody in two groups stands in the first of them. A sealed case reaches nobody of a khu phố,
    and a former holder who has left the ward hears nothing.
    """
    parts = [
        members.annotate(group=Value(group, output_field=CharField()))
        for group in groups
        for members in [_MEMBERS[group](case)]
        if members is not None
    ]
    found: dict[Group, list[User]] = {Group(group): [] for group in groups}
    if not parts:
        return found
    seen: set[int] = set()
    order = list(found)
    rows = list(parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0])
    for user in sorted(rows, key=lambda row: (order.index(Group(row.group)), row.pk)):
        if user.pk not in seen:
            seen.add(user.pk)
            found[Group(user.group)].append(user)
    return found


def _posted(terms: Q) -> QuerySet[User]:
    """Active users with a term of today that fits, in a unit that lives today."""
    fitting = Term.objects.today().filter(terms, unit__valid__contains=clock.today())
    return User.objects.filter(is_active=True, person__in=fitting.values("person")).order_by()


def _officials(ward_id: int) -> QuerySet[User]:
    granted = profiles_with(Permission.CASE_TRIAGE)
    return _posted(Q(unit=ward_id, role__profile__in=sorted(granted)))


def _officers(unit_id: int) -> QuerySet[User]:
    return _posted(Q(unit=unit_id, role__profile=Profile.NEIGHBORHOOD_OFFICER))


def _of_ward(case: Case) -> QuerySet[User]:
    return _officials(case.ward_id)


def _holder(case: Case) -> QuerySet[User] | None:
    if case.assignee_id is not None:
        return _still_there(case)
    if case.assigned_unit_id is not None and not case.is_sealed:
        return _officers(case.assigned_unit_id)
    return None


def _still_there(case: Case) -> QuerySet[User]:
    below = UnitVersion.objects.today().filter(parent=case.ward_id).values("unit")
    inside = Q(unit=case.ward_id) if case.is_sealed else Q(unit=case.ward_id) | Q(unit__in=below)
    granted = profiles_with(Permission.CASE_ANSWER)
    return _posted(inside & Q(role__profile__in=sorted(granted))).filter(pk=case.assignee_id)


def _of_khu_pho(case: Case) -> QuerySet[User] | None:
    if case.is_sealed or case.unit_id == case.ward_id:
        return None
    return _officers(case.unit_id)


def _leaders(case: Case) -> QuerySet[User]:
    return _posted(Q(unit=case.ward_id, role__profile=Profile.WARD_LEADER))


def _of_origin(case: Case) -> QuerySet[User] | None:
    return _officials(case.origin_ward_id) if case.origin_ward_id is not None else None


def _above(case: Case) -> QuerySet[User]:
    """Reviewers of whatever stands above the ward today: its district, or the city."""
    above = [place.unit_id for place in tree.chain(case.ward)[1:]]
    return _posted(Q(unit__in=above, role__profile=Profile.REVIEWER))


_MEMBERS = {
    Group.OFFICIALS: _of_ward,
    Group.HOLDER: _holder,
    Group.KHU_PHO: _of_khu_pho,
    Group.LEADERS: _leaders,
    Group.ORIGIN: _of_origin,
    Group.ABOVE: _above,
}
