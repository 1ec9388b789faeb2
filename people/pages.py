"""What the page of a person shows, and what stands on the public page of a unit."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled

from core import clock, phones
from people.models import Person, Role, Term
from people.permissions import Permission, Profile
from people.services.access import may_see_to
from people.services.terms import may_fill
from wards import tree

if TYPE_CHECKING:
    from people.models import User
    from wards.models import Unit


@dataclass(frozen=True, slots=True)
class Post:
    """A term with the full name of its place, and whether the reader may end it."""

    term: Term
    place: str
    can_end: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as one reader may see them."""

    person: Person
    keeper: str
    posts: list[Post]
    account: User | None
    can_manage: bool
    can_see_to_account: bool
    has_second_factor: bool

    @property
    def phone(self) -> str:
        """The telephone number as one dials it."""
        return phones.display(self.person.phone) if self.person.phone else ""

    @property
    def now(self) -> list[Post]:
        """The posts of today."""
        return [post for post in self.posts if not (post.term.is_over or post.term.is_ahead)]

    @property
    def can_invite(self) -> bool:
        """Whether there is no sign-in yet, and a post of today that needs one."""
        needs = any(post.term.role.profile != Profile.NONE for post in self.now)
        return self.account is None and self.can_see_to_account and needs


def person_page(person: Person, reader: User) -> PersonPage:
    """Everything the page shows; contact and sign-in only to who manages the file."""
    terms = list(
        person.terms.select_related("role", "unit").order_by("-valid", "role__order", "pk")
    )
    labels = tree.path_labels({person.unit_id, *(term.unit_id for term in terms)})
    managed = Person.objects.visible_to(reader, Permission.PERSON_MANAGE)
    can_manage = managed.filter(pk=person.pk).exists()
    own = person.pk == reader.person_id
    account = getattr(person, "user", None) if can_manage else None
    return PersonPage(
        person=person,
        keeper=labels.get(person.unit_id, ""),
        posts=[
            Post(
                term,
                labels.get(term.unit_id, ""),
                not own and not term.is_over and may_fill(term.role, term.unit_id, reader),
            )
            for term in terms
        ],
        account=account,
        can_manage=can_manage,
        can_see_to_account=can_manage and may_see_to(person=person, by=reader),
        has_second_factor=account is not None and is_mfa_enabled(account),
    )


def officers_panel(unit: Unit, on: datetime.date) -> tuple[str, dict[str, Any]] | None:
    """Who serves a unit on a day: names, posts and office contact, of posts the public may know.

    Today's empty seats are named too; what was empty on an earlier day is not reckoned.
    """
    terms = list(Term.objects.filter(unit=unit).on(on).public().for_list())
    vacant = _vacant_roles(unit, terms) if terms and on == clock.today() else []
    context = {"terms": terms, "vacant": vacant, "on": on}
    return ("people/_officers_panel.html", context) if terms else None


def _vacant_roles(unit: Unit, terms: list[Term]) -> list[str]:
    held = Counter(term.role_id for term in terms)
    roles = Role.objects.filter(level=unit.level, is_public=True, seats__isnull=False)
    return [role.name for role in roles if held[role.pk] < (role.seats or 0)]
