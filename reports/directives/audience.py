"""Whom the news of a directive concerns: found by the posts of today, never by old lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback.audience import Post, posts_in
from people.models import Term, User
from people.permissions import Permission, Profile, profiles_with

if TYPE_CHECKING:
    from reports.models import Directive, DirectiveTask


@dataclass(frozen=True, slots=True)
class Circle:
    """The people of a unit who answer directives."""

    officials: dict[int, User]
    leaders: dict[int, User]

    def holder(self, task: DirectiveTask) -> list[User]:
        """Who has the task, while a post lets them; else all officials."""
        own = self.officials.get(task.assignee_id or 0)
        return [own] if own else list(self.officials.values())


def circles(tasks: Iterable[DirectiveTask]) -> dict[int, Circle]:
    """The people around each task, by its key; one query however many there are."""
    rows = list(tasks)
    by_unit: dict[int, list[Post]] = defaultdict(list)
    for post in posts_in({unit for row in rows for unit in (row.unit_id, row.ward_id)}, set()):
        if post.grants(Permission.DIRECTIVE_ANSWER):
            by_unit[post.unit_id].append(post)
    return {row.pk: _circle([*by_unit[row.unit_id], *by_unit[row.ward_id]]) for row in rows}


def _circle(posts: list[Post]) -> Circle:
    leaders = [post for post in posts if post.profile == Profile.WARD_LEADER]
    return Circle(
        {post.user.pk: post.user for post in posts}, {post.user.pk: post.user for post in leaders}
    )


def answerers_of(task: DirectiveTask) -> list[tuple[User, str]]:
    """Who can be given a task today, with their post; one query."""
    terms = (
        Term.objects.today()
        .filter(
            unit__in={task.unit_id, task.ward_id},
            role__profile__in=sorted(profiles_with(Permission.DIRECTIVE_ANSWER)),
            person__user__is_active=True,
        )
        .select_related("person__user", "role")
        .for_list()
    )
    found = {term.person_id: (term.person.user, term.role.name) for term in reversed(list(terms))}
    return list(reversed(found.values()))


def issuers_of(directive: Directive) -> list[User]:
    """Those who issue in the name of the unit that follows a directive up."""
    return list(User.objects.officials_of(directive.issuer, Permission.DIRECTIVE_ISSUE))
