"""What a user reaches today, by the terms and units that live today."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock
from people.models import Person, User
from people.permissions import Permission, Profile
from tests.factories import (
    LONG_AGO,
    CellFactory,
    NeighborhoodFactory,
    TermFactory,
    UserFactory,
    WardFactory,
)
from wards import services

VIEW, MANAGE = Permission.PERSON_VIEW, Permission.PERSON_MANAGE
DAY = datetime.timedelta(days=1)


def fresh(user: User) -> User:
    """The user as the next request has them."""
    return User.objects.select_related("person").get(pk=user.pk)


def test_a_ward_official_reaches_the_ward_and_all_below(officer, ward, neighborhood, foreign_ward):
    cell = CellFactory(parent=neighborhood)
    reach = officer.reach(VIEW)
    assert reach.units == {ward.pk, neighborhood.pk, cell.pk}
    assert (reach.wards, reach.neighborhoods, reach.everywhere) == ({ward.pk}, frozenset(), False)
    assert foreign_ward.pk not in reach


@pytest.mark.parametrize("who", ["khu_pho", "beat", "militia", "team_lead"])
def test_those_of_a_khu_pho_reach_only_it(request, who, ward, neighborhood):
    reach = request.getfixturevalue(who).reach(VIEW)
    assert (reach.units, reach.neighborhoods) == ({neighborhood.pk}, {neighborhood.pk})
    assert ward.pk not in reach


def test_a_reviewer_reaches_the_wards_of_the_district(reviewer, ward, neighborhood, foreign_ward):
    reach = reviewer.reach(VIEW)
    assert reach.wards == {ward.pk}
    assert neighborhood.pk in reach
    assert foreign_ward.pk not in reach
    assert not reviewer.reach(MANAGE)


def test_the_city_reaches_everything_in_one_query(city_official, ward, django_assert_num_queries):
    with django_assert_num_queries(1):
        reach = city_official.reach(VIEW)
    assert (reach.everywhere, ward.pk in reach) == (True, True)


def test_the_auditor_reads_the_trail_and_no_people(auditor, ward):
    assert ward.pk in auditor.reach(Permission.AUDIT_VIEW)
    assert not auditor.reach(VIEW)


def test_a_leader_reaches_what_an_official_does(leader, officer):
    assert leader.reach(VIEW) == officer.reach(VIEW)


def test_a_term_that_ended_this_morning_reaches_nothing(officer):
    term = officer.person.terms.get()
    term.valid = DateRange(LONG_AGO, clock.today())
    term.save()
    assert not fresh(officer).reach(VIEW)
    assert not fresh(officer).may(VIEW)


def test_a_term_that_begins_tomorrow_reaches_nothing_yet(officer, ward):
    term = officer.person.terms.get()
    term.valid = DateRange(clock.today() + DAY, None)
    term.save()
    assert not fresh(officer).reach(VIEW)
    with time_machine.travel(clock.now() + DAY):
        assert ward.pk in fresh(officer).reach(VIEW)


def test_access_ends_with_the_unit_at_midnight_without_any_job(khu_pho, neighborhood):
    tomorrow = clock.today() + DAY
    services.end_unit(unit=neighborhood, on=tomorrow)
    assert neighborhood.pk in fresh(khu_pho).reach(VIEW)
    midnight = clock.at(tomorrow, datetime.time.min)
    with time_machine.travel(midnight - datetime.timedelta(seconds=1)):
        assert fresh(khu_pho).may(VIEW)
    with time_machine.travel(midnight):
        assert not fresh(khu_pho).may(VIEW)


def test_two_posts_reach_both_places(officer, foreign_neighborhood, ward):
    TermFactory(
        person=officer.person,
        unit=foreign_neighborhood,
        role__profile=Profile.NEIGHBORHOOD_OFFICER,
    )
    reach = fresh(officer).reach(VIEW)
    assert (reach.wards, reach.neighborhoods) == ({ward.pk}, {foreign_neighborhood.pk})
    managed = fresh(officer).reach(MANAGE)
    assert foreign_neighborhood.pk not in managed


def test_a_khu_pho_inside_a_reached_district_is_not_reached_without_its_ward(
    reviewer, neighborhood, ward
):
    TermFactory(
        person=reviewer.person, unit=neighborhood, role__profile=Profile.NEIGHBORHOOD_OFFICER
    )
    reach = fresh(reviewer).reach(VIEW)
    assert (reach.wards, reach.neighborhoods) == ({ward.pk}, frozenset())


def test_posts_cost_one_query_and_what_lies_below_one_more_when_it_is_asked_for(
    officer, ward, neighborhood, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert [post.unit_name for post in officer.posts] == ["Phường Bến Nghé"]
    with django_assert_num_queries(0):
        assert officer.reach(VIEW).wards == {ward.pk}
        assert ward.pk in officer.reach(VIEW)
    with django_assert_num_queries(1):
        assert officer.reach(VIEW).units >= {ward.pk, neighborhood.pk}
        assert neighborhood.pk in officer.reach(MANAGE)


def test_the_wards_of_a_district_cost_one_query(reviewer, ward, django_assert_num_queries):
    assert reviewer.posts
    with django_assert_num_queries(1):
        assert ward.pk in reviewer.reach(VIEW).wards
        assert reviewer.reach(VIEW)


def test_a_closed_account_and_one_of_nobody_reach_nothing(officer):
    officer.is_active = False
    officer.save()
    assert not fresh(officer).reach(VIEW)
    assert not UserFactory(person=None).reach(VIEW)


def test_people_are_seen_by_their_file_and_by_a_post_of_today(officer, ward, foreign_ward):
    kept = TermFactory(unit=foreign_ward).person
    Person.objects.filter(pk=kept.pk).update(unit=ward)
    guest = TermFactory(unit=NeighborhoodFactory(parent=ward), person__unit=foreign_ward).person
    other = TermFactory(unit=foreign_ward).person
    seen = set(Person.objects.visible_to(officer, VIEW))
    assert seen == {officer.person, kept, guest}
    assert other not in seen


def test_officials_leaders_and_officers_of_a_place(officer, leader, khu_pho, ward, neighborhood):
    TermFactory(person=officer.person, unit=ward, role__profile=Profile.WARD_OFFICIAL)
    closed = UserFactory.of(Profile.WARD_OFFICIAL, ward, is_active=False)
    officials = User.objects.officials_of(ward, Permission.CASE_ASSIGN)
    assert set(officials) == {officer, leader}
    assert closed not in officials
    assert list(User.objects.leaders_of(ward)) == [leader]
    assert list(User.objects.officers_of(neighborhood)) == [khu_pho]


def test_reviewers_above_are_the_districts_or_else_the_citys(reviewer, city, ward, foreign_ward):
    of_city = UserFactory.of(Profile.REVIEWER, city)
    assert list(User.objects.reviewers_above(ward)) == [reviewer]
    assert list(User.objects.reviewers_above(foreign_ward)) == [of_city]
    assert list(User.objects.reviewers_above(WardFactory())) == []
