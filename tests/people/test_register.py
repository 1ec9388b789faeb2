"""The register of a ward: who holds what, what is empty, and who may see which part of it."""

from __future__ import annotations

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock
from people.permissions import Profile
from tests.factories import (
    LONG_AGO,
    NeighborhoodFactory,
    PersonFactory,
    RoleFactory,
    TermFactory,
    WardFactory,
)
from wards.models import Level

URL = reverse("people:register")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def head(db):
    return RoleFactory(
        code="head",
        name="Trưởng khu phố, ấp",
        level=Level.NEIGHBORHOOD,
        seats=1,
        profile=Profile.NEIGHBORHOOD_OFFICER,
    )


def hold(unit, role, name, **kwargs):
    person = PersonFactory(name=name, unit=kwargs.pop("kept_by", unit))
    return TermFactory(unit=unit, role=role, person=person, **kwargs)


def shown(client, **filters):
    """Names by place, as the page shows them."""
    groups = client.get(URL, filters).context["register"].groups
    return {group.place.name: [term.person.name for term in group.terms] for group in groups}


def test_a_ward_sees_its_people_by_khu_pho_and_what_is_empty(client, officer, neighborhood, head):
    hold(neighborhood, head, "Trần Thị Ánh")
    NeighborhoodFactory(name="Khu phố 10", parent=neighborhood.versions.get().parent)
    NeighborhoodFactory(name="Khu phố 2", parent=neighborhood.versions.get().parent)
    client.force_login(officer)
    page = client.get(URL)
    register = page.context["register"]
    assert [group.place.name for group in register.groups] == [
        "Phường Bến Nghé",
        "Khu phố 1",
        "Khu phố 2",
        "Khu phố 10",
    ]
    assert (register.holders, register.empty_seats) == (2, 2)
    assert "Trưởng khu phố, ấp" in page.content.decode()


def test_people_stand_by_post_and_then_by_given_name(client, officer, neighborhood):
    role = RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NONE, order=50)
    first = RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NONE, order=10)
    for seat, name in enumerate(["Lê Văn Đạt", "Võ Thị Ăn", "Bùi Ánh", "Trần An"], 1):
        hold(neighborhood, role, name, seat=seat)
    hold(neighborhood, first, "Ngô Yến")
    client.force_login(officer)
    assert shown(client)["Khu phố 1"] == [
        "Ngô Yến", "Lê Văn Đạt", "Võ Thị Ăn", "Bùi Ánh", "Trần An",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["tran anh", "TRẦN ÁNH", "anh  tran", "Tra\u0302\u0300n"])
def test_search_forgives_marks_case_and_order(client, officer, neighborhood, head, words):
    hold(neighborhood, head, "Trần Thị Ánh")
    client.force_login(officer)
    assert shown(client, q=words) == {"Khu phố 1": ["Trần Thị Ánh"]}


@pytest.mark.parametrize("words", ["an", "ran anh", "tran tran anhh"])
def test_search_means_beginnings_of_words_as_everywhere(client, officer, neighborhood, head, words):
    hold(neighborhood, head, "Trần Thị Oanh Khanh")
    client.force_login(officer)
    assert not any(shown(client, q=words).values())


def test_filters_by_state(client, officer, ward, neighborhood, head):
    soon = NeighborhoodFactory(name="Khu phố 2", parent=ward)
    empty = NeighborhoodFactory(name="Khu phố 3", parent=ward)
    hold(neighborhood, head, "Đương Nhiệm")
    hold(soon, head, "Sắp Hết", due_on=clock.today() + 30 * DAY)
    hold(empty, head, "Đã Thôi", valid=DateRange(LONG_AGO, clock.today()))
    hold(empty, head, "Sẽ Nhận", valid=DateRange(clock.today() + DAY, None))
    client.force_login(officer)
    assert shown(client, state="ended") == {"Khu phố 3": ["Đã Thôi"]}
    assert shown(client, state="due") == {"Khu phố 2": ["Sắp Hết"]}
    assert shown(client, state="vacant") == {"Khu phố 3": []}
    assert shown(client, state="serving", role="head") == {
        "Khu phố 1": ["Đương Nhiệm"],
        "Khu phố 2": ["Sắp Hết"],
    }
    assert shown(client, unit=empty.pk) == {"Khu phố 3": ["Sẽ Nhận"]}


@pytest.mark.parametrize(
    "query",
    ["unit=x", "state=x", "role=%00", "page=-1", "page=99999999", "ward=1", "q=" + "a" * 500],
)
def test_senseless_filters_get_a_page_and_no_error(client, officer, neighborhood, query):
    client.force_login(officer)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_those_of_a_khu_pho_see_only_it(client, khu_pho, beat, ward, neighborhood):
    NeighborhoodFactory(name="Khu phố 2", parent=ward)
    for user in (khu_pho, beat):
        client.force_login(user)
        assert list(shown(client)) == ["Khu phố 1"]
        assert b"/them/" not in client.get(URL).content


def test_the_district_chooses_one_of_its_wards(
    client, reviewer, ward, neighborhood, head, foreign_ward
):
    WardFactory(name="Phường Đa Kao", parent=ward.versions.get().parent)
    hold(neighborhood, head, "Trần Thị Ánh")
    client.force_login(reviewer)
    assert list(shown(client)) == ["Quận Nhất"]
    assert shown(client, ward=ward.pk)["Khu phố 1"] == ["Trần Thị Ánh"]
    assert list(shown(client, ward=foreign_ward.pk)) == ["Quận Nhất"]
    assert b"/bo-nhiem/" not in client.get(URL, {"ward": ward.pk}).content


def test_long_registers_come_in_pages_or_as_a_whole(client, officer, ward):
    for number in range(1, 31):
        NeighborhoodFactory(name=f"Khu phố {number}", parent=ward)
    client.force_login(officer)
    first, last = client.get(URL), client.get(URL, {"page": 3})
    assert [group.place.name for group in first.context["register"].page][:2] == [
        "Phường Bến Nghé",
        "Khu phố 1",
    ]
    assert [group.place.name for group in last.context["register"].page][-1] == "Khu phố 30"
    assert (first.context["next"], last.context["next"]) == ("?page=2", "")
    assert len(client.get(URL, {"all": "1"}).context["register"].page) == 31


def test_the_register_costs_the_same_for_one_khu_pho_and_for_many(
    client, officer, ward, neighborhood, head, django_assert_max_num_queries
):
    client.force_login(officer)
    with django_assert_max_num_queries(10) as few:
        client.get(URL)
    for number in range(2, 12):
        hold(NeighborhoodFactory(name=f"Khu phố {number}", parent=ward), head, f"Ông {number}")
    with django_assert_max_num_queries(10) as many:
        client.get(URL, {"all": "1"})
    assert len(few) == len(many)


def test_a_fragment_is_asked_for_alone(client, officer, neighborhood):
    client.force_login(officer)
    body = client.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert "Khu phố 1" in body


def test_the_public_page_of_a_unit_names_its_officers_and_nothing_more(client, neighborhood, head):
    secret = RoleFactory(
        name="Cộng tác viên", level=Level.NEIGHBORHOOD, is_public=False, profile=Profile.NONE
    )
    RoleFactory(
        name="Khu đội trưởng", level=Level.NEIGHBORHOOD, seats=1, profile=Profile.MILITIA_LEAD
    )
    change = datetime.date(2022, 1, 1)
    term = hold(neighborhood, head, "Trần Thị Ánh", valid=DateRange(change, None))
    term.person.phone, term.person.email = "+84901234567", "anh@rieng.example"
    term.person.birth_year, term.person.office_contact = 1961, "Văn phòng khu phố, thứ Ba"
    term.person.save()
    hold(neighborhood, secret, "Người Kín")
    hold(neighborhood, head, "Người Cũ", valid=DateRange(LONG_AGO, change))
    body = client.get(neighborhood.get_absolute_url()).content.decode()
    for known in ("Trần Thị Ánh", "Văn phòng khu phố, thứ Ba", "Khu đội trưởng"):
        assert known in body
    for unknown in ("Người Kín", "Người Cũ", "0901", "anh@rieng.example", "1961"):
        assert unknown not in body
