"""The first page: for each profile what waits there, in ten queries, without a dead link."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import resolve

from core import clock
from core.notifications import notify
from feedback import reference
from feedback.models import Case, CaseKind, Category
from feedback.workflow import Status
from people.permissions import Profile
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/"
PLACES = {
    Profile.NEIGHBORHOOD_OFFICER: "khu_pho",
    Profile.WARD_OFFICIAL: "ward",
    Profile.WARD_LEADER: "ward",
    Profile.REVIEWER: "district",
    Profile.CITY: "city",
    Profile.BEAT_OFFICER: "khu_pho",
    Profile.MILITIA_LEAD: "khu_pho",
    Profile.TEAM_LEAD: "khu_pho",
    Profile.AUDITOR: "ward",
}


class Town:
    """A city with two districts, a ward in each, a khu phố in the first."""

    def __init__(self) -> None:
        self.city = CityFactory(name="Thành phố Hồ Chí Minh")
        self.district = DistrictFactory(name="Thành phố Thủ Đức", parent=self.city)
        self.other_district = DistrictFactory(name="Quận 1", parent=self.city)
        self.ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=self.district)
        self.sister = WardFactory(name="Phường Linh Đông", parent=self.district)
        self.far = WardFactory(name="Phường Bến Nghé", parent=self.other_district)
        self.khu_pho = NeighborhoodFactory(name="Khu phố 23", parent=self.ward)
        self.category = Category.objects.create(code="waste", name="Rác", name_en="Waste")

    def user(self, profile: Profile):
        return UserFactory.of(profile, getattr(self, PLACES[profile]))

    def case(self, ward=None, *, due_in: float | None = 3, **fields) -> Case:
        ward = ward or self.ward
        due_at = clock.now() + datetime.timedelta(days=due_in) if due_in is not None else None
        fields = {"unit": self.khu_pho if ward == self.ward else ward, "body": "Rác tồn"} | fields
        return Case.objects.create(
            reference=reference.generate(),
            ward=ward,
            category=self.category,
            due_at=due_at,
            **fields,
        )


@pytest.fixture
def town():
    return Town()


def board_of(client, user):
    client.force_login(user)
    return client.get(PAGE).context["board"]


@pytest.mark.parametrize("profile", PLACES, ids=str)
def test_each_profile_has_its_page_in_few_queries(
    client, town, profile, django_assert_max_num_queries
):
    for number in range(12):
        town.case(due_in=number - 2)
        town.case(town.sister, due_in=number)
    user = town.user(profile)
    notify(kind="t", key="t", subject="Nhắc việc", body="", users=[user])
    client.force_login(user)
    with django_assert_max_num_queries(11):  # ten, and one for what else waits
        page = client.get(PAGE)
    text = page.content.decode()
    assert "Đang đăng nhập với tư cách" in text
    assert "Nhắc việc" in text


@pytest.mark.parametrize("profile", PLACES, ids=str)
def test_every_link_of_the_page_answers(client, town, profile):
    town.case(due_in=-1)
    town.case(town.far, due_in=-1)
    client.force_login(town.user(profile))
    links = set(_links(client.get(PAGE).content.decode()))
    assert links
    answers = {link: client.get(link).status_code for link in links}
    assert {link for link, status in answers.items() if status != 200} == set()


def _links(page: str) -> list[str]:
    found = re.findall(r'href="(/[^"#]*)"', page)
    pages = [link.replace("&amp;", "&") for link in found if not link.startswith("/static/")]
    return [link for link in pages if resolve(link.partition("?")[0]).view_name != "account_logout"]


def test_official_sees_what_to_do_first(client, town):
    late = town.case(due_in=-2)
    soon = town.case(due_in=1)
    later = town.case(due_in=5)
    town.case(due_in=0.5, status=Status.NEEDS_INFORMATION, paused_at=clock.now())
    town.case(due_in=-1, status=Status.CLOSED)
    town.case(town.sister, due_in=-1)
    board = board_of(client, town.user(Profile.WARD_OFFICIAL))
    assert board.first_cases == [late, soon, later]
    assert (board.figures["late"], board.figures["waiting"]) == (1, 1)


def test_khu_pho_officer_never_meets_a_sealed_case(client, town):
    town.case(is_sealed=True, kind=CaseKind.DENUNCIATION)
    own = town.case()
    board = board_of(client, town.user(Profile.NEIGHBORHOOD_OFFICER))
    assert board.first_cases == [own]


def test_reviewer_sees_wards_below_latest_first(client, town):
    town.case(due_in=-1)
    town.case(town.sister)
    town.case(town.sister)
    town.case(town.far, due_in=-1)
    answered = {"status": Status.ANSWERED, "answered_at": clock.now()}
    town.case(**answered, answered_in_time=True)
    town.case(**answered, answered_in_time=False)
    board = board_of(client, town.user(Profile.REVIEWER))
    rows = [(row.name, row.late, row.open, row.share) for row in board.standings]
    assert rows == [("Phường Hiệp Bình Chánh", 1, 1, 50.0), ("Phường Linh Đông", 0, 2, None)]
    assert (board.total.open, board.total.late, board.total.share) == (3, 1, 50.0)


def test_city_sees_districts(client, town):
    town.case(due_in=-1)
    town.case(town.sister)
    town.case(town.far)
    board = board_of(client, town.user(Profile.CITY))
    rows = [(row.name, row.late, row.open, row.url) for row in board.standings]
    assert rows == [
        ("Thành phố Thủ Đức", 1, 2, town.district.get_absolute_url()),
        ("Quận 1", 0, 1, town.other_district.get_absolute_url()),
    ]


@pytest.mark.parametrize(
    "profile", [Profile.BEAT_OFFICER, Profile.MILITIA_LEAD, Profile.TEAM_LEAD], ids=str
)
def test_area_profiles_see_their_khu_pho_and_no_case(client, town, profile):
    town.case()
    officer = town.user(Profile.NEIGHBORHOOD_OFFICER)
    person = officer.person
    person.office_contact = "Văn phòng khu phố, sáng thứ Ba"
    person.phone = "+84901234567"
    person.save()
    client.force_login(town.user(profile))
    text = client.get(PAGE).content.decode()
    assert "Khu phố 23" in text
    assert "Rác tồn" not in text
    assert "901 234 567" not in text
    assert "901234567" not in text
    (office,) = board_of(client, client.get(PAGE).wsgi_request.user).offices
    assert office.name == "Khu phố 23"


def test_auditor_finds_the_records(client, town):
    board = board_of(client, town.user(Profile.AUDITOR))
    assert "/can-bo/thong-bao/nhat-ky/" in [link["url"] for link in board.log_links]


def test_without_a_post_of_today_the_page_says_so(client):
    client.force_login(UserFactory())
    text = client.get(PAGE).content.decode()
    assert "Chưa có chức danh nào đang hiệu lực" in text


def test_nobody_is_sent_to_the_sign_in(client):
    assert client.get(PAGE).url.startswith("/dang-nhap/")
