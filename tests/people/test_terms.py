"""Filling and ending posts."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from core import clock
from people.models import Basis, Term
from people.permissions import Profile
from people.services import terms
from tests.factories import (
    LONG_AGO,
    PersonFactory,
    RoleFactory,
    TermFactory,
)
from wards import services as territory
from wards.models import Level

DAY = datetime.timedelta(days=1)


@pytest.fixture
def head(db):
    """The one head of a khu phố, for five years."""
    return RoleFactory(
        code="head",
        level=Level.NEIGHBORHOOD,
        seats=1,
        max_term_months=60,
        profile=Profile.NEIGHBORHOOD_OFFICER,
    )


@pytest.fixture
def person(ward):
    return PersonFactory(unit=ward)


def write_and_look(**kwargs):
    """Write a term and have the deferred rules looked at."""
    TermFactory(**kwargs)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def errors_of(call, **kwargs):
    with pytest.raises(ValidationError) as refused:
        call(**kwargs)
    return (
        refused.value.message_dict
        if hasattr(refused.value, "error_dict")
        else {"__all__": refused.value.messages}
    )


def test_an_appointment_takes_the_first_seat_and_the_longest_term(
    officer, person, neighborhood, head
):
    term = terms.appoint(
        person=person,
        unit=neighborhood,
        role=head,
        begins=datetime.date(2026, 8, 31),
        basis=Basis.ELECTED,
        decision="12/QĐ-UBND",
        by=officer,
    )
    assert (term.seat, term.due_on) == (1, datetime.date(2031, 8, 31))
    assert term.valid == DateRange(datetime.date(2026, 8, 31), None)
    assert term.start_decision == "12/QĐ-UBND"


def test_a_planned_end_falls_on_the_last_day_of_a_shorter_month(head):
    head.max_term_months = 6
    assert terms.suggested_due(head, datetime.date(2026, 8, 31)) == datetime.date(2027, 2, 28)
    head.max_term_months = None
    assert terms.suggested_due(head, datetime.date(2026, 8, 31)) is None


def test_seats_are_taken_in_order_and_given_back(officer, ward, neighborhood):
    role = RoleFactory(level=Level.NEIGHBORHOOD, seats=2, profile=Profile.NONE)
    begun = clock.today() - DAY

    def appoint():
        return terms.appoint(
            person=PersonFactory(unit=ward), unit=neighborhood, role=role, begins=begun, by=officer
        )

    first, second = appoint(), appoint()
    assert (first.seat, second.seat) == (1, 2)
    assert errors_of(appoint) == {
        "role": ["Chức danh này đã đủ 2 người trong khoảng thời gian này."]
    }
    terms.end_term(term=first, on=clock.today(), reason="Chuyển nơi ở", by=officer)
    begun = clock.today()
    assert appoint().seat == 1


def test_two_people_never_sit_in_one_seat_even_if_written_at_once(neighborhood, head):
    TermFactory(unit=neighborhood, role=head)
    with pytest.raises(IntegrityError, match="term_one_person_per_seat"), transaction.atomic():
        TermFactory(unit=neighborhood, role=head)


def test_the_same_post_twice_is_refused_in_words(officer, person, neighborhood):
    role = RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NONE)
    TermFactory(unit=neighborhood, role=role, person=person)
    refused = errors_of(
        terms.appoint,
        person=person,
        unit=neighborhood,
        role=role,
        begins=clock.today(),
        by=officer,
    )
    assert refused == {"role": ["Người này đã giữ chức danh đó tại đơn vị trong khoảng ngày đó."]}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("due_on", {"due_on": clock.today() - DAY}),
        ("due_on", {"due_on": clock.today()}),
        ("begins", {"begins": LONG_AGO - DAY}),
    ],
)
def test_days_the_wrong_way_round_are_refused_at_their_field(
    officer, person, neighborhood, head, field, change
):
    usual = {"begins": clock.today()}
    refused = errors_of(
        terms.appoint, person=person, unit=neighborhood, role=head, by=officer, **usual | change
    )
    assert list(refused) == [field]


def test_nobody_is_appointed_in_a_khu_pho_that_ended_yesterday(officer, person, neighborhood, head):
    territory.end_unit(unit=neighborhood, on=clock.today())
    neighborhood.refresh_from_db()
    refused = errors_of(
        terms.appoint, person=person, unit=neighborhood, role=head, begins=clock.today(), by=officer
    )
    assert list(refused) == ["role"]  # out of reach today


def test_a_post_in_a_unit_that_will_end_ends_with_it(officer, person, neighborhood, head):
    last = clock.today() + 10 * DAY
    territory.end_unit(unit=neighborhood, on=last)
    neighborhood.refresh_from_db()
    term = terms.appoint(
        person=person, unit=neighborhood, role=head, begins=clock.today(), by=officer
    )
    assert term.valid == DateRange(clock.today(), last)


def test_a_role_of_another_level_is_refused(officer, person, ward, head):
    refused = errors_of(
        terms.appoint, person=person, unit=ward, role=head, begins=clock.today(), by=officer
    )
    assert refused == {"role": ["Chức danh này không thuộc cấp của đơn vị đã chọn."]}


@pytest.mark.parametrize(
    "profile", [Profile.WARD_LEADER, Profile.REVIEWER, Profile.CITY, Profile.AUDITOR]
)
def test_a_ward_official_fills_no_post_above_their_own(officer, person, ward, profile):
    role = RoleFactory(profile=profile)
    refused = errors_of(
        terms.appoint, person=person, unit=ward, role=role, begins=clock.today(), by=officer
    )
    assert list(refused) == ["role"]


def test_a_leader_fills_a_leaders_post_and_the_city_an_auditors(
    leader, city_official, person, ward
):
    for profile, by in [(Profile.WARD_LEADER, leader), (Profile.AUDITOR, city_official)]:
        role = RoleFactory(profile=profile)
        terms.appoint(person=person, unit=ward, role=role, begins=clock.today(), by=by)
    assert person.terms.count() == 2


def test_nobody_fills_or_ends_their_own_post(officer, neighborhood, head):
    refused = errors_of(
        terms.appoint,
        person=officer.person,
        unit=neighborhood,
        role=head,
        begins=clock.today(),
        by=officer,
    )
    own = officer.person.terms.get()
    refused_end = errors_of(terms.end_term, term=own, on=clock.today(), reason="x", by=officer)
    assert (
        refused
        == refused_end
        == {"__all__": ["Không tự quyết định chức danh của chính mình được."]}
    )


def test_a_stranger_fills_and_ends_nothing_here(stranger, person, neighborhood, head):
    term = TermFactory(unit=neighborhood, role=head)
    assert list(
        errors_of(
            terms.appoint,
            person=person,
            unit=neighborhood,
            role=RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NONE),
            begins=clock.today(),
            by=stranger,
        )
    ) == ["role"]
    assert list(
        errors_of(terms.end_term, term=term, on=clock.today(), reason="x", by=stranger)
    ) == ["role"]


def test_ending_keeps_why_and_by_which_decision(officer, neighborhood, head):
    term = TermFactory(unit=neighborhood, role=head)
    ended = terms.end_term(
        term=term, on=clock.today(), reason="Xin thôi", decision="9/QĐ", by=officer
    )
    assert ended.is_over
    assert (ended.end_reason, ended.end_decision) == ("Xin thôi", "9/QĐ")
    assert ended.last_day == clock.today() - DAY


def test_a_term_that_ended_this_morning_is_not_ended_again(officer, neighborhood, head):
    term = TermFactory(unit=neighborhood, role=head, valid=DateRange(LONG_AGO, clock.today()))
    refused = errors_of(terms.end_term, term=term, on=clock.today(), reason="x", by=officer)
    assert refused == {"__all__": ["Nhiệm kỳ này đã kết thúc trước đó."]}


def test_an_end_before_the_beginning_names_the_first_day_possible(officer, neighborhood, head):
    begun = datetime.date(2026, 3, 31)
    term = TermFactory(unit=neighborhood, role=head, valid=DateRange(begun, None))
    refused = errors_of(terms.end_term, term=term, on=begun, reason="x", by=officer)
    assert refused == {"on": ["Ngày thôi giữ chức danh sớm nhất là 01/04/2026."]}


def test_a_planned_end_may_be_moved_but_not_beyond_the_unit(officer, neighborhood, head):
    last = clock.today() + 10 * DAY
    territory.end_unit(unit=neighborhood, on=last)
    term = TermFactory(unit=neighborhood, role=head, valid=DateRange(LONG_AGO, last))
    refused = errors_of(terms.end_term, term=term, on=last + DAY, reason="x", by=officer)
    assert refused == {"on": ["Đơn vị kết thúc trước ngày này."]}
    assert (
        terms.end_term(term=term, on=last - DAY, reason="x", by=officer).valid.upper == last - DAY
    )


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("term_inside_life_of_unit", {"valid": DateRange(LONG_AGO - DAY, None)}),
        ("term_role_fits_level", {"role__level": Level.WARD}),
        ("term_seat_exists", {"role__seats": 1, "seat": 2}),
    ],
)
def test_the_database_refuses_what_no_service_wrote(neighborhood, rule, change):
    usual = {"unit": neighborhood, "role__level": Level.NEIGHBORHOOD}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write_and_look(**usual | change)
    assert refused.value.__cause__.diag.constraint_name == rule


def test_a_unit_that_ends_ends_the_terms_held_in_it(neighborhood, head):
    term = TermFactory(unit=neighborhood, role=head)
    territory.end_unit(unit=neighborhood, on=clock.today())
    term = Term.objects.get(pk=term.pk)
    assert (term.valid.upper, term.end_reason) == (clock.today(), "Đơn vị kết thúc")


def test_a_unit_with_a_term_that_begins_later_is_not_ended(neighborhood, head):
    TermFactory(unit=neighborhood, role=head, valid=DateRange(clock.today() + DAY, None))
    with pytest.raises((IntegrityError, ValidationError)):
        territory.end_unit(unit=neighborhood, on=clock.today())
