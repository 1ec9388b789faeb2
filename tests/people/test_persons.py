"""The page of a person and the forms behind it."""

from __future__ import annotations

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock
from people.models import Person, Term
from people.permissions import Profile
from people.services import persons
from tests.factories import LONG_AGO, PersonFactory, RoleFactory, TermFactory
from wards.models import Level

ADD = reverse("people:person_add")
APPOINT = reverse("people:appoint")


@pytest.fixture
def head(db):
    return RoleFactory(
        code="head", level=Level.NEIGHBORHOOD, seats=1, profile=Profile.NEIGHBORHOOD_OFFICER
    )


@pytest.fixture
def person(ward):
    return PersonFactory(
        unit=ward,
        name="Trần Thị Ánh",
        birth_year=1961,
        phone="+84901234567",
        email="anh@rieng.example",
    )


def page_of(client, person):
    return client.get(person.get_absolute_url())


def test_the_ward_sees_the_whole_file_and_the_district_only_posts(
    client, officer, reviewer, person, neighborhood, head
):
    TermFactory(unit=neighborhood, role=head, person=person)
    client.force_login(officer)
    own = page_of(client, person).content.decode()
    client.force_login(reviewer)
    above = page_of(client, person).content.decode()
    for private in ("0901 234 567", "anh@rieng.example", "1961"):
        assert private in own
        assert private not in above
    assert head.name in above


@pytest.mark.parametrize("path", ["", "sua/", "moi-dang-nhap/", "dang-nhap/tam-khoa/"])
def test_a_stranger_gets_nothing_of_a_person(client, stranger, person, path):
    client.force_login(stranger)
    assert client.get(f"{person.get_absolute_url()}{path}").status_code == 404


def test_adding_a_person_cleans_what_was_typed(client, officer, ward):
    client.force_login(officer)
    typed = {
        "unit": ward.pk,
        "name": "  nguyễn   thị\u00a0LÊ ",
        "birth_year": "1970",
        "phone": "84 901.234.567",
        "email": "le@phuong.example",
    }
    answer = client.post(ADD, typed)
    added = Person.objects.get(birth_year=1970)
    assert answer.url == added.get_absolute_url()
    assert (added.name, added.phone, added.unit) == ("nguyễn thị LÊ", "+84901234567", ward)
    assert (added.search_name, added.sort_key.split()[0]) == ("nguyen thi le", "le~")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("Ka Hrêng", "Ka Hrêng"),
        ("Tôn Nữ thị An", "Tôn Nữ thị An"),
    ],
)
def test_names_typed_in_one_case_are_written_as_names(officer, ward, typed, kept):
    assert persons.add_person(unit=ward, by=officer, name=typed).name == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "12345"),
        ("name", "a" * 101),
        ("birth_year", "1899"),
        ("birth_year", "2030"),
        ("birth_year", "khong"),
        ("birth_year", "99999999999999999999"),
        ("phone", "abc"),
        ("phone", "113"),
        ("email", "khong-phai-thu"),
        ("gender", "x"),
        ("unit", "0"),
    ],
)
def test_bad_values_are_refused_at_their_field(client, officer, ward, field, value):
    client.force_login(officer)
    answer = client.post(ADD, {"unit": ward.pk, "name": "Trần An", field: value})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_nobody_adds_to_another_wards_register(client, officer, foreign_ward):
    client.force_login(officer)
    answer = client.post(ADD, {"unit": foreign_ward.pk, "name": "Trần An"})
    assert list(answer.context["form"].errors) == ["unit"]
    assert not Person.objects.filter(unit=foreign_ward, name="Trần An").exists()


def test_the_same_name_is_asked_about_once(client, officer, ward, person):
    client.force_login(officer)
    typed = {"unit": ward.pk, "name": "tran thi anh", "birth_year": "1961"}
    asked = client.post(ADD, typed)
    assert asked.context["form"].same == [person]
    assert client.post(ADD, typed | {"is_another": "on"}).status_code == 302


def test_another_birth_year_or_another_ward_is_another_person(officer, ward, foreign_ward, person):
    def likely(unit, year):
        return list(persons.likely_same(unit=unit, name="Tran Thi Anh", birth_year=year))

    assert likely(ward, 1961) == likely(ward, None) == [person]
    assert likely(ward, 1980) == likely(foreign_ward, 1961) == []


def test_correcting_a_file_keeps_what_was_there_on_an_error(client, officer, person):
    client.force_login(officer)
    url = reverse("people:person_edit", args=[person.uuid])
    first = client.get(url)
    assert "0901 234 567" in first.content.decode()
    wrong = client.post(url, {"name": "", "phone": "0987654321", "office_contact": "Bàn số 3"})
    assert "Bàn số 3" in wrong.content.decode()
    assert client.post(url, {"name": "Trần Thị Anh", "phone": "0987654321"}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.phone, person.search_name) == (
        "Trần Thị Anh",
        "+84987654321",
        "tran thi anh",
    )


def appoint(client, **typed):
    usual = {"begins": clock.today().strftime("%d/%m/%Y"), "basis": "appointed"}
    return client.post(APPOINT, usual | typed)


def test_a_link_from_an_empty_seat_names_unit_and_post(client, officer, person, neighborhood, head):
    client.force_login(officer)
    link = f"{APPOINT}?unit={neighborhood.uuid}&role=head"
    form = client.get(link).context["form"]
    assert (form["unit"].value(), form["role"].value()) == (neighborhood.pk, "head")
    answer = appoint(client, person=person.pk, unit=neighborhood.pk, role="head")
    assert answer.url == person.get_absolute_url()
    assert Term.objects.get(person=person).valid.lower == clock.today()


def test_the_third_of_april_is_in_april(client, officer, person, neighborhood, head):
    client.force_login(officer)
    appoint(client, person=person.pk, unit=neighborhood.pk, role="head", begins="03/04/2026")
    assert Term.objects.get(person=person).valid.lower.isoformat() == "2026-04-03"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("begins", "31/02/2026"),
        ("begins", "2026-99-99"),
        ("begins", ""),
        ("begins", "01/01/0001"),
        ("due_on", "01/01/2020"),
        ("role", "khong-co"),
        ("unit", "0"),
        ("unit", ""),
        ("person", "0"),
        ("basis", "x"),
        ("decision", "a" * 201),
    ],
)
def test_a_bad_appointment_is_refused_at_its_field(
    client, officer, person, neighborhood, head, field, value
):
    client.force_login(officer)
    typed = {"person": person.pk, "unit": neighborhood.pk, "role": "head", field: value}
    answer = appoint(client, **typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not Term.objects.filter(person=person).exists()


def test_the_form_offers_no_post_and_no_place_out_of_reach(
    client, officer, person, foreign_ward, neighborhood
):
    RoleFactory(code="leader", profile=Profile.WARD_LEADER)
    client.force_login(officer)
    for typed in (
        {"role": "leader", "unit": person.unit_id},
        {"unit": foreign_ward.pk, "role": "leader"},
    ):
        answer = appoint(client, person=person.pk, **typed)
        assert "role" in answer.context["form"].errors
    stranger_link = client.get(f"{APPOINT}?unit={foreign_ward.uuid}")
    assert stranger_link.context["form"]["unit"].value() in (None, "")


def test_the_city_fills_offices_and_is_asked_for_one_first(client, city_official, ward, leader):
    client.force_login(city_official)
    open_form = client.get(APPOINT).context["form"]
    assert list(open_form.fields["person"].queryset) == []
    of_ward = client.get(f"{APPOINT}?unit={ward.uuid}").context["form"]
    assert list(of_ward.fields["person"].queryset) == [leader.person]


def test_ending_a_term_by_the_form(client, officer, person, neighborhood, head):
    term = TermFactory(unit=neighborhood, role=head, person=person)
    client.force_login(officer)
    url = reverse("people:term_end", args=[term.pk])
    missing = client.post(url, {"on": clock.today().strftime("%d/%m/%Y")})
    assert list(missing.context["form"].errors) == ["reason"]
    done = client.post(url, {"on": clock.today().strftime("%d/%m/%Y"), "reason": "Xin thôi"})
    assert done.url == person.get_absolute_url()
    again = client.post(url, {"on": clock.today().strftime("%d/%m/%Y"), "reason": "Xin thôi"})
    assert again.context["form"].non_field_errors() == ["Nhiệm kỳ này đã kết thúc trước đó."]


def test_the_page_of_a_person_costs_ten_queries_at_most(
    client, officer, person, neighborhood, django_assert_max_num_queries
):
    for _ in range(5):
        TermFactory(
            unit=neighborhood,
            role__profile=Profile.NONE,
            person=person,
            valid=DateRange(LONG_AGO, clock.today()),
        )
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        page_of(client, person)
