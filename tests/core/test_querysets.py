"""What a user reaches, and nothing else: the base of all private rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import OutboxMessage
from core.querysets import TerritoryQuerySet

pytestmark = pytest.mark.django_db


class Rows(TerritoryQuerySet):
    """Outbox rows by their scope, as a stand-in for rows that lie somewhere."""

    unit_path = "scope"


@dataclass
class Reach:
    """As `people` answers."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()


@dataclass
class User:
    """Somebody signed in who reaches some units with one permission."""

    grants: dict[str, Reach] = field(default_factory=dict)
    is_authenticated: bool = True

    def reach(self, permission: str) -> Reach:
        return self.grants.get(permission, Reach())


@pytest.fixture
def rows():
    OutboxMessage.objects.bulk_create(
        OutboxMessage(task="t", scope=scope) for scope in (1, 2, 3, None)
    )
    return Rows(OutboxMessage)


def scopes(queryset) -> set:
    return set(queryset.values_list("scope", flat=True))


def test_rows_of_reached_units(rows):
    user = User({"see": Reach(units=frozenset({1, 3}))})
    assert scopes(rows.visible_to(user, "see")) == {1, 3}


def test_everything_for_who_reaches_everywhere(rows):
    assert scopes(rows.visible_to(User({"see": Reach(everywhere=True)}), "see")) == {1, 2, 3, None}


def test_nothing_with_another_permission(rows):
    user = User({"see": Reach(units=frozenset({1}))})
    assert scopes(rows.visible_to(user, "change")) == set()


def test_nothing_without_units_and_no_query(rows, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(rows.visible_to(User({"see": Reach()}), "see")) == []


@pytest.mark.parametrize("user", [AnonymousUser(), None, object(), User(is_authenticated=False)])
def test_nothing_for_who_is_not_signed_in(rows, user, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(rows.visible_to(user, "see")) == []


def test_keeps_the_filters_before_it(rows):
    user = User({"see": Reach(units=frozenset({1, 3}))})
    assert scopes(rows.filter(scope__gt=1).visible_to(user, "see")) == {3}
    everywhere = User({"see": Reach(everywhere=True)})
    assert scopes(rows.filter(scope__gt=1).visible_to(everywhere, "see")) == {2, 3}
