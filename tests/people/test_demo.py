"""The made-up people of the demonstration, and that they stay there."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.core.management.base import CommandError

from people import checks, demo
from people.catalogue import load_roles
from people.models import Person, Role, Term, User
from people.permissions import Permission, Profile
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)
from wards.models import Kind

PROFILES = {
    "khu-pho": Profile.NEIGHBORHOOD_OFFICER,
    "phuong": Profile.WARD_OFFICIAL,
    "lanh-dao": Profile.WARD_LEADER,
    "quan": Profile.REVIEWER,
    "thanh-pho": Profile.CITY,
    "canh-sat": Profile.BEAT_OFFICER,
    "khu-doi": Profile.MILITIA_LEAD,
    "to-truong": Profile.TEAM_LEAD,
    "kiem-tra": Profile.AUDITOR,
    "phuong-khac": Profile.WARD_OFFICIAL,
}


@pytest.fixture
def small_city(db):
    """What the loader needs of the demo city: two wards with their khu phố."""
    city = CityFactory(name="Thành phố Hồ Chí Minh")
    district = DistrictFactory(name=demo.DISTRICT, kind=Kind.DISTRICT_CITY, parent=city)
    wards = [WardFactory(name=name, parent=district) for name in (demo.WARD, demo.OTHER_WARD)]
    for ward in wards:
        for number in range(1, 46):
            NeighborhoodFactory(name=f"Khu phố {number}", parent=ward)
    return wards


def load():
    said = []
    demo.load(said.append)
    return said


def test_everybody_of_the_cast_signs_in_and_serves_where_the_list_says(small_city):
    assert load()
    assert [name for name, _what in demo.SIGN_INS] == list(PROFILES)
    for username, profile in PROFILES.items():
        user = authenticate(None, username=username, password=demo.PASSWORD)
        assert user.is_demo
        assert user.email == f"{username}@demo.invalid"
        assert [post.profile for post in user.posts] == [profile]
    home, other = small_city
    officer, stranger = (User.objects.get(username=name) for name in ("phuong", "phuong-khac"))
    assert officer.reach(Permission.CASE_VIEW).wards == {home.pk}
    assert stranger.reach(Permission.CASE_VIEW).wards == {other.pk}


def test_every_khu_pho_has_its_three_posts_but_for_some(small_city):
    load()
    counts = {
        code: Term.objects.filter(role__code=code).count()
        for code in ("cell-secretary", "head", "front-head", "militia-lead")
    }
    assert counts == {"cell-secretary": 90, "head": 90, "front-head": 87, "militia-lead": 90}


def test_all_of_them_are_made_up_and_the_same_at_every_load(small_city):
    load()
    assert not Person.objects.filter(is_made_up=False).exists()
    assert not Person.objects.exclude(phone="").exists()
    first = list(Person.objects.order_by("pk").values_list("name", flat=True))
    assert len(set(first)) > len(first) * 0.9
    again = demo._names()
    assert first[0] == next(again)[0]


def test_a_city_without_the_ward_of_the_demo_is_told(db):
    CityFactory(name="Thành phố Hồ Chí Minh")
    with pytest.raises(CommandError, match="Phường Hiệp Bình Chánh"):
        load()
    assert not Person.objects.exists()


def test_the_catalogue_of_roles_adds_what_is_missing_and_changes_nothing(db):
    assert load_roles() == Role.objects.count() > 20
    Role.objects.filter(code="head").update(name="Tổ trưởng", seats=2)
    Role.objects.filter(code="mediator").delete()
    assert load_roles() == 1
    assert Role.objects.get(code="head").name == "Tổ trưởng"
    assert not Role.objects.filter(legal_source="").exists()


def test_a_real_deployment_refuses_to_hold_active_demo_accounts(db, settings):
    UserFactory(is_demo=True)
    settings.PORTAL_DEMO = False
    assert [error.id for error in checks.no_demo_accounts(databases=["default"])] == ["people.E001"]
    settings.PORTAL_DEMO = True
    assert checks.no_demo_accounts(databases=["default"]) == []
