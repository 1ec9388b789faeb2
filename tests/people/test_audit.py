"""The audit trail as it is read: by whom, of what, and what is never shown."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock
from core.audit import record_access
from neighborhoods.catalogue import load_rules
from people import audit
from people.models import LoginAttempt, Outcome
from people.permissions import Profile
from people.services import persons, terms
from tests.factories import (
    NeighborhoodFactory,
    PersonFactory,
    RoleFactory,
    TermFactory,
    UserFactory,
)
from tests.neighborhoods.plans import drafted
from wards import services as territory
from wards.models import Level

URL = reverse("people:audit")


@pytest.fixture
def signed_in(client, auditor):
    client.force_login(auditor)
    return client


def entries(client, table, **filters):
    return client.get(URL, {"table": table, **filters}).context["entries"]


def changes(entry):
    return {change.label: (change.before, change.after) for change in entry.changes}


def test_a_change_is_shown_with_who_when_before_and_after(client, auditor, officer, neighborhood):
    role = RoleFactory(
        name="Trưởng khu phố", level=Level.NEIGHBORHOOD, profile=Profile.NEIGHBORHOOD_OFFICER
    )
    term = TermFactory(unit=neighborhood, role=role)
    client.force_login(officer)
    day = clock.today()
    client.post(
        reverse("people:term_end", args=[term.pk]),
        {"on": day.strftime("%d/%m/%Y"), "reason": "Xin thôi", "decision": "7/QĐ"},
    )
    client.force_login(auditor)
    newest = entries(client, "people.term")[0]
    yesterday = (day - datetime.timedelta(days=1)).strftime("%d/%m/%Y")
    assert (newest.kind, newest.who) == ("update", str(officer))
    assert changes(newest) == {
        "Thời gian giữ chức danh": ("01/01/2021 – …", f"01/01/2021 – {yesterday}"),
        "Quyết định kết thúc": ("—", "7/QĐ"),
        "Lý do kết thúc": ("—", "•••"),
    }


def test_personal_values_and_keys_of_private_pages_are_never_shown(signed_in, officer, ward):
    person = persons.add_person(
        unit=ward, by=officer, name="Trần Thị Ánh", phone="+84901234567", email="anh@rieng.example"
    )
    persons.change_person(person=person, by=officer, phone="+84987654321")
    page = signed_in.get(URL, {"table": "people.person"})
    body = page.content.decode()
    for private in ("Trần Thị Ánh", "901234567", "987654321", "anh@rieng", str(person.uuid)):
        assert private not in body
    newest = page.context["entries"][0]
    assert changes(newest) == {"Điện thoại": ("•••", "•••")}


def test_what_is_kept_for_searching_is_not_shown(signed_in, ward, officer):
    load_rules()
    drafted(ward, officer, title="Nhập khu phố Ánh Dương")
    page = signed_in.get(URL, {"table": "neighborhoods.scheme"}).content.decode()
    assert "Nhập khu phố Ánh Dương" in page
    assert "nhap khu pho anh duong" not in page


def test_rows_of_other_wards_and_of_the_whole_city_stay_out(signed_in, stranger, foreign_ward):
    PersonFactory(unit=foreign_ward)
    assert all(entry.title for entry in entries(signed_in, "people.person"))
    form = signed_in.get(URL).context["form"]
    offered = [key for key, _label in form.fields["table"].choices]
    assert "people.role" not in offered
    assert "people.term" in offered
    shown = {entry.title for entry in entries(signed_in, "people.person")}
    assert f"Người #{stranger.person_id}" not in shown


def test_the_city_reads_everything(client, city, stranger):
    client.force_login(UserFactory.of(Profile.AUDITOR, city))
    shown = {entry.title for entry in entries(client, "people.person")}
    assert f"Người #{stranger.person_id}" in shown
    assert entries(client, "people.role")


def test_a_unit_and_its_names_are_read_where_they_lie(
    signed_in, neighborhood, foreign_neighborhood
):
    territory.rename_unit(unit=neighborhood, name="Khu phố Mới", on=clock.today())
    territory.rename_unit(unit=foreign_neighborhood, name="Khu phố Khác", on=clock.today())
    names = [changes(entry).get("Tên") for entry in entries(signed_in, "wards.unitversion")]
    assert ("—", "Khu phố Mới") in [("—", pair[1]) for pair in names if pair]
    assert all("Khu phố Khác" not in pair for pair in names if pair)


def test_a_period_is_both_days_included_and_the_wrong_way_round_is_said(signed_in, officer):
    today = clock.today().strftime("%d/%m/%Y")
    earlier = (clock.today() - datetime.timedelta(days=5)).strftime("%d/%m/%Y")
    assert entries(signed_in, "people.person", since=today, until=today)
    assert entries(signed_in, "people.person", since=earlier, until=earlier) == []
    wrong = signed_in.get(URL, {"since": today, "until": earlier})
    assert list(wrong.context["form"].errors) == ["until"]


@pytest.mark.parametrize(
    "query",
    ["table=auth.user", "table=%00", "since=x", "until=31/02/2026", "since=01/01/0001", "after=x"],
)
def test_senseless_questions_get_a_page_and_no_error(signed_in, query):
    assert signed_in.get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize("table", sorted(audit.tables()))
def test_every_audited_table_can_be_read_by_the_city(client, city, neighborhood, table):
    client.force_login(UserFactory.of(Profile.AUDITOR, city))
    assert client.get(URL, {"table": table}).status_code == 200


def test_pages_follow_each_other(signed_in, officer, ward):
    for number in range(35):
        persons.add_person(unit=ward, by=officer, name=f"Trần Văn {number} A")
    first = signed_in.get(URL, {"table": "people.person"})
    page = first.context["page"]
    second = signed_in.get(URL, {"table": "people.person", "after": page.next})
    titles = [entry.title for entry in first.context["entries"]]
    assert len(titles) == 30
    assert set(titles).isdisjoint(entry.title for entry in second.context["entries"])


def test_the_trail_costs_the_same_for_one_change_and_for_many(
    signed_in, officer, ward, neighborhood, django_assert_max_num_queries
):
    role = RoleFactory(level=Level.NEIGHBORHOOD, profile=Profile.NONE)

    def appoint():
        terms.appoint(
            person=PersonFactory(unit=ward),
            unit=neighborhood,
            role=role,
            begins=clock.today(),
            by=officer,
        )

    appoint()
    with django_assert_max_num_queries(10) as few:
        entries(signed_in, "people.term")
    for _ in range(10):
        appoint()
    with django_assert_max_num_queries(10) as many:
        entries(signed_in, "people.term")
    assert len(few) == len(many)


def test_readings_of_contact_data_are_listed_in_reach(signed_in, officer, ward, foreign_ward):
    record_access(by=officer, about="KP-AAAA-BBBB", scope=ward.pk, why="Gọi hẹn giờ")
    record_access(by=officer, about="KP-CCCC-DDDD", scope=foreign_ward.pk)
    body = signed_in.get(reverse("people:audit_reads")).content.decode()
    assert ("KP-AAAA-BBBB" in body, "Gọi hẹn giờ" in body, "KP-CCCC-DDDD" in body) == (
        True,
        True,
        False,
    )


def test_attempts_to_sign_in_are_listed_in_reach(signed_in, officer, stranger, city, client):
    for user, outcome in [(officer, Outcome.WRONG_CODE), (stranger, Outcome.SIGNED_IN)]:
        LoginAttempt.objects.create(
            name_hash="a", outcome=outcome, user_id=user.pk, scope=user.person.unit_id
        )
    LoginAttempt.objects.create(name_hash="b", outcome=Outcome.WRONG_PASSWORD)
    url = reverse("people:audit_sign_ins")
    own = [name for _row, name in signed_in.get(url).context["entries"]]
    assert own == [str(officer)]
    client.force_login(UserFactory.of(Profile.AUDITOR, city))
    assert len(client.get(url).context["entries"]) == 3


@pytest.mark.parametrize("who", ["officer", "leader", "khu_pho", "reviewer", "stranger", "beat"])
def test_nobody_else_reads_the_trail(request, client, who, neighborhood):
    client.force_login(request.getfixturevalue(who))
    for name in ("audit", "audit_reads", "audit_sign_ins"):
        assert client.get(reverse(f"people:{name}")).status_code == 404


def test_khu_pho_of_the_ward_are_in_the_auditors_reach(signed_in, ward):
    place = NeighborhoodFactory(name="Khu phố 77", parent=ward)
    shown = [entry.title for entry in entries(signed_in, "wards.unit")]
    assert f"Đơn vị #{place.pk}" in shown
