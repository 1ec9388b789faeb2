"""Whom the news of an obstacle concerns: found by the posts of today, never by old lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from feedback.audience import Post, above_wards, nearest_manned, posts_in
from feedback.models import Obstacle
from people.models import Term, User
from people.permissions import Permission, Profile, profiles_with


class Group(StrEnum):
    """Those who may have to hear of an obstacle."""

    OWNER = "owner"  # while a post in the ward lets them see to it
    OFFICIALS = "officials"  # of the ward, leaders among them
    LEADERS = "leaders"  # of the ward
    REPORTER = "reporter"  # who entered it, while they still serve there
    ABOVE = "above"  # reviewers of the nearest unit above the ward that has any


@dataclass(frozen=True, slots=True)
class Circle:
    """The posts around one obstacle."""

    obstacle: Obstacle
    posts: list[Post]
    above: int | None

    def of(self, group: Group) -> dict[int, User]:
        """The users of a group, by their key."""
        wanted = getattr(self, f"_is_{group.value}")
        return {post.user.pk: post.user for post in self.posts if wanted(post)}

    def first_of(self, *groups: Group) -> dict[int, User]:
        """The first group in which there is anybody."""
        return next((users for group in groups if (users := self.of(group))), {})

    def _is_officials(self, post: Post) -> bool:
        is_here = post.unit_id == self.obstacle.ward_id
        return is_here and post.grants(Permission.OBSTACLE_MANAGE)

    def _is_owner(self, post: Post) -> bool:
        return post.user.pk == self.obstacle.owner_id and self._is_officials(post)

    def _is_leaders(self, post: Post) -> bool:
        return post.unit_id == self.obstacle.ward_id and post.profile == Profile.WARD_LEADER

    def _is_reporter(self, post: Post) -> bool:
        is_here = post.unit_id in (self.obstacle.ward_id, self.obstacle.unit_id)
        may_see = post.grants(Permission.OBSTACLE_VIEW)
        return post.user.pk == self.obstacle.reported_by_id and is_here and may_see

    def _is_above(self, post: Post) -> bool:
        return post.unit_id == self.above and post.profile == Profile.REVIEWER


def circles(obstacles: Collection[Obstacle]) -> dict[int, Circle]:
    """The people around each obstacle, by its key; two queries however many there are."""
    above = above_wards(obstacle.ward_id for obstacle in obstacles)
    units: set[int | None] = {unit for units in above.values() for unit in units}
    for obstacle in obstacles:
        units |= {obstacle.ward_id, obstacle.unit_id}
    posts = posts_in(units, set())
    return {
        obstacle.pk: Circle(obstacle, posts, nearest_manned(above.get(obstacle.ward_id, ()), posts))
        for obstacle in obstacles
    }


def owners_of(ward_id: int) -> list[tuple[User, str]]:
    """Who can be given an obstacle of a ward today, with their post; one query."""
    terms = (
        Term.objects.today()
        .filter(
            unit=ward_id,
            role__profile__in=sorted(profiles_with(Permission.OBSTACLE_MANAGE)),
            person__user__is_active=True,
        )
        .select_related("person__user", "role")
        .for_list()
    )
    found = {term.person_id: (term.person.user, term.role.name) for term in reversed(list(terms))}
    return list(reversed(found.values()))
