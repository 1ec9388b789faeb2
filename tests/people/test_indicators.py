"""The figures of posts: seats on the last day, who came and went in the window, whose term ends."""

from __future__ import annotations

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock, indicators
from core.indicators import Window
from people.models import Role
from people.permissions import Profile
from tests.behind import figures_of, rows_behind
from tests.factories import (
    LONG_AGO,
    NeighborhoodFactory,
    PersonFactory,
    RoleFactory,
    TermFactory,
    WardFactory,
)
from wards.models import Level, Unit

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
CODES = [code for code in indicators.codes() if code.startswith("people.")]
FIRST, LAST = datetime.date(2026, 10, 15), datetime.date(2026, 11, 14)


def midnight(day: datetime.date) -> datetime.datetime:
    return clock.at(day, datetime.time.min)


MONTH = Window(midnight(FIRST), midnight(LAST + DAY))


def seen(code: str, window: Window, ward: Unit):
    return figures_of([code], window, [ward.pk])[ward.pk][code]


@pytest.fixture
def head(db):
    return RoleFactory(level=Level.NEIGHBORHOOD, seats=1, profile=Profile.NEIGHBORHOOD_OFFICER)


@pytest.fixture
def deputies(db):
    return RoleFactory(level=Level.NEIGHBORHOOD, seats=2, profile=Profile.NEIGHBORHOOD_OFFICER)


def hold(unit, role, begins=LONG_AGO, ends=None, **fields):
    valid = DateRange(begins, ends)
    return TermFactory(unit=unit, role=role, person=PersonFactory(unit=unit), valid=valid, **fields)


def test_seats_are_those_of_the_last_day(ward, foreign_ward, head, deputies):
    chief = RoleFactory(level=Level.WARD, seats=1)
    RoleFactory(level=Level.WARD, seats=None)  # as many as there are: no seats to be empty
    one, two = (NeighborhoodFactory(parent=ward) for _n in range(2))
    NeighborhoodFactory(parent=ward, begins=LAST + DAY)
    NeighborhoodFactory(parent=ward, ends=LAST)
    NeighborhoodFactory(parent=foreign_ward)
    hold(ward, chief)
    hold(one, head, ends=LAST + DAY)  # still held on the last day
    hold(two, head, ends=LAST)  # no longer
    hold(two, head, begins=LAST + DAY, seat=1)  # not yet
    hold(one, deputies, begins=LAST)
    for seat in (1, 2):
        hold(two, deputies, seat=seat)
    found = figures_of(CODES, MONTH, [ward.pk, foreign_ward.pk])
    assert found[ward.pk]["people.seats"] == 1 + 2 * (1 + 2)
    assert found[ward.pk]["people.filled"] == 1 + 1 + 1 + 2
    assert found[ward.pk]["people.vacant"] == 2
    assert rows_behind("people.vacant", MONTH, ward.pk) == {one.pk: 1, two.pk: 1}
    detail = indicators.indicator("people.vacant").detail
    assert detail.of(MONTH, ward.pk) == {one.pk: deputies.name, two.pk: head.name}
    detail = indicators.indicator("people.seats").detail
    assert f"{deputies.name} (2)" in detail.of(MONTH, ward.pk)[one.pk]
    assert str(found[ward.pk]["people.filled_share"]) == "71.4"
    assert found[foreign_ward.pk]["people.seats"] == 1 + 3
    assert found[foreign_ward.pk]["people.filled_share"] == 0


def test_more_people_than_seats_fill_none_elsewhere():
    """As where the city has lowered the number since."""
    assert [Role(seats=2).empty_seats(held) for held in (0, 1, 2, 3)] == [2, 1, 0, 0]
    assert Role(seats=None).empty_seats(0) == 0


def test_a_share_of_no_seats_is_none(ward):
    assert seen("people.filled_share", MONTH, ward) is None


def test_today_s_figure_is_what_the_register_says(
    client, officer, neighborhood, ward, head, deputies
):
    RoleFactory(level=Level.WARD, seats=3, profile=Profile.WARD_LEADER)
    NeighborhoodFactory(parent=ward)
    hold(neighborhood, deputies)
    client.force_login(officer)
    register = client.get(reverse("people:register")).context["register"]
    until_now = Window(midnight(clock.today() - DAY), midnight(clock.today() + DAY))
    assert register.empty_seats == seen("people.vacant", until_now, ward) == 1 + 1 + 1 + 2 + 3


@pytest.mark.parametrize(
    ("day", "belongs"), [(FIRST, True), (FIRST - DAY, False), (LAST, True), (LAST + DAY, False)]
)
def test_a_day_belongs_to_the_window_in_which_it_begins(ward, neighborhood, head, day, belongs):
    hold(neighborhood, head, begins=day, ends=datetime.date(2030, 1, 1))
    hold(ward, RoleFactory(), ends=day)
    assert seen("people.appointed", MONTH, ward) == belongs
    assert seen("people.ended", MONTH, ward) == belongs


def test_a_day_on_which_windows_meet_at_noon_belongs_to_one(neighborhood, ward, head):
    noon = [clock.at(datetime.date(2026, month, 25), datetime.time(12)) for month in (9, 10, 11)]
    before, after = Window(noon[0], noon[1]), Window(noon[1], noon[2])
    hold(neighborhood, head, begins=datetime.date(2026, 10, 25))
    counted = [seen("people.appointed", window, ward) for window in (before, after)]
    assert counted == [1, 0]
    assert [seen("people.filled", window, ward) for window in (before, after)] == [1, 1]


def test_posts_of_a_khu_pho_that_ended_are_its_ward_s(ward, head):
    gone = NeighborhoodFactory(parent=ward, ends=datetime.date(2026, 11, 1))
    hold(gone, head, ends=datetime.date(2026, 11, 1))
    assert seen("people.ended", MONTH, ward) == 1
    assert seen("people.seats", MONTH, ward) == 0


def test_terms_that_end_within_sixty_days(ward, neighborhood, head):
    role = RoleFactory(seats=None)
    for due in (LAST, LAST + DAY, LAST + 60 * DAY, LAST + 61 * DAY, None):
        hold(ward, role, due_on=due, seat=role.terms.count() + 1)
    assert seen("people.ending", MONTH, ward) == 2
    hold(neighborhood, head, ends=LAST + 2 * DAY)  # decided, or its unit ends
    assert seen("people.ending", MONTH, ward) == 3
    hold(NeighborhoodFactory(parent=ward), head, begins=LAST + DAY, due_on=LAST + 5 * DAY)
    assert seen("people.ending", MONTH, ward) == 3


def test_one_ward_and_twenty_cost_the_same(
    ward, neighborhood, district, head, django_assert_num_queries
):
    hold(neighborhood, head)
    wards = [ward, *(WardFactory(parent=district) for _n in range(19))]
    counted = [code for code in CODES if indicators.indicator(code).count]
    for some in (wards[:1], wards):
        for code in counted:
            with django_assert_num_queries(1):
                indicators.indicator(code).count(MONTH, [ward.pk for ward in some])
