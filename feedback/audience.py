"""Whom the news of a case concerns: found by the posts of today, never by old lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import OuterRef, Q, Subquery

from core import clock
from feedback.models import Case
from people.models import Term, User
from people.permissions import GRANTS, Permission, Profile
from wards import tree
from wards.models import UnitVersion


class Group(StrEnum):
    """Those who may have to hear of a case; who they are is decided at the moment it happens."""

    OFFICIALS = "officials"  # of the ward, who sort what comes in
    HOLDER = "holder"  # the assignee, or the officers of the khu phố that has it
    KHU_PHO = "khu_pho"  # officers of the khu phố in which the case lies
    LEADERS = "leaders"  # of the ward
    ORIGIN = "origin"  # officials of the ward that sent the case on
    ABOVE = "above"  # reviewers of the nearest unit above the ward that has any


People = dict[Group, list[User]]


@dataclass(frozen=True, slots=True)
class Post:
    """A term of today of somebody who can sign in."""

    user: User
    unit_id: int
    parent_id: int | None
    profile: Profile

    def grants(self, permission: Permission) -> bool:
        return permission in GRANTS[self.profile]


def of_case(case: Case, groups: Collection[Group]) -> People:
    """The people of each group, in the order asked for; one query (two with ABOVE)."""
    return of_cases([case], groups)[case.pk] if groups else {}


def of_cases(cases: Collection[Case], groups: Collection[Group]) -> dict[int, People]:
    """The people of each group for each case, by its key; as many queries as for one.

    Somebody in two groups stands in the first of them. Nobody is told of a case that they could not
    open: a sealed one reaches nobody below or above its ward, and a former holder who has left the
    ward hears nothing.
    """
    above = above_wards(case.ward_id for case in cases) if Group.ABOVE in groups else {}
    posts = _posts(cases, {unit for units in above.values() for unit in units})
    found = {}
    for case in cases:
        circle = _Circle(case, posts, nearest_manned(above.get(case.ward_id, ()), posts))
        found[case.pk] = _each_once({group: circle.of(group) for group in groups})
    return found


def _each_once(people: dict[Group, Iterable[User]]) -> People:
    seen: set[int] = set()
    once: People = {}
    for group, users in people.items():
        members = {user.pk: user for user in users if user.pk not in seen}
        seen |= members.keys()
        once[group] = list(members.values())
    return once


@dataclass(frozen=True, slots=True)
class _Circle:
    """The posts around one case."""

    case: Case
    posts: list[Post]
    above: int | None

    def of(self, group: Group) -> Iterator[User]:
        wanted = getattr(self, f"_{group.value}")
        return (post.user for post in self.posts if wanted(post))

    def _officials(self, post: Post) -> bool:
        return post.unit_id == self.case.ward_id and post.grants(Permission.CASE_TRIAGE)

    def _holder(self, post: Post) -> bool:
        case = self.case
        if case.assignee_id is not None:
            inside = post.unit_id == case.ward_id or self._is_below(post)
            return (
                post.user.pk == case.assignee_id and inside and post.grants(Permission.CASE_ANSWER)
            )
        return post.unit_id == case.assigned_unit_id and self._is_officer(post)

    def _khu_pho(self, post: Post) -> bool:
        return post.unit_id == self.case.unit_id and self._is_officer(post)

    def _leaders(self, post: Post) -> bool:
        return post.unit_id == self.case.ward_id and post.profile == Profile.WARD_LEADER

    def _origin(self, post: Post) -> bool:
        return post.unit_id == self.case.origin_ward_id and post.grants(Permission.CASE_TRIAGE)

    def _above(self, post: Post) -> bool:
        is_reviewer = post.unit_id == self.above and post.profile == Profile.REVIEWER
        return is_reviewer and not self.case.is_sealed

    def _is_officer(self, post: Post) -> bool:
        return post.profile == Profile.NEIGHBORHOOD_OFFICER and not self.case.is_sealed

    def _is_below(self, post: Post) -> bool:
        return post.parent_id == self.case.ward_id and not self.case.is_sealed


def _posts(cases: Iterable[Case], above: Iterable[int]) -> list[Post]:
    units: set[int | None] = set(above)
    holders: set[int | None] = set()
    for case in cases:
        units |= {case.ward_id, case.unit_id, case.assigned_unit_id, case.origin_ward_id}
        holders.add(case.assignee_id)
    return posts_in(units - {None}, holders - {None})


def posts_in(units: Collection[int | None], users: Collection[int | None]) -> list[Post]:
    """Today's posts in some units, and all those of some users; one query."""
    parents = UnitVersion.objects.today().filter(unit=OuterRef("unit")).values("parent")[:1]
    terms = (
        Term.objects.today()
        .filter(Q(unit__in=units) | Q(person__user__in=users))
        .filter(person__user__is_active=True, unit__valid__contains=clock.today())
        .annotate(parent_id=Subquery(parents))
        .select_related("person__user", "role")
        .order_by("role__order", "pk")
    )
    return [
        Post(term.person.user, term.unit_id, term.parent_id, Profile(term.role.profile))
        for term in terms
    ]


def nearest_manned(above: Iterable[int], posts: list[Post]) -> int | None:
    """The first of the units above that has a reviewer who can sign in."""
    manned = {post.unit_id for post in posts if post.profile == Profile.REVIEWER}
    return next((unit for unit in above if unit in manned), None)


def above_wards(ward_ids: Iterable[int]) -> dict[int, list[int]]:
    """What stands above each ward today: its district and the city, or the city alone."""
    chains = tree.chains(set(ward_ids))
    return {ward: [place.unit_id for place in places[1:]] for ward, places in chains.items()}
