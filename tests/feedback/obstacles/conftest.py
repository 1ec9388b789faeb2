"""Two wards of one district with everybody who has to do with their obstacles."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from core import clock, holidays, kept
from feedback.models import Obstacle, ObstacleEvent, ObstacleKind
from feedback.obstacles.services import source_of
from feedback.obstacles.workflow import SETTLED, MoveName
from people.permissions import Profile
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def working_time(db):
    """The listed holidays of the years the tests speak of."""
    holidays.load([2025, 2026, 2027])
    kept.forget_all()
    yield
    kept.forget_all()


@pytest.fixture
def kind(db):
    return ObstacleKind.objects.create(
        code="papers",
        name="Giấy tờ của người dân",
        name_en="Papers",
        days=20,
        remind_days=3,
        legal_source="quy định thử",
    )


@pytest.fixture
def cast(db):
    city = CityFactory()
    district = DistrictFactory(parent=city)
    ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=district)
    other = WardFactory(name="Phường Linh Trung", parent=district)
    khu_pho = NeighborhoodFactory(name="Khu phố 23", parent=ward)
    next_one = NeighborhoodFactory(name="Khu phố 24", parent=ward)
    people = {
        "official": (Profile.WARD_OFFICIAL, ward),
        "colleague": (Profile.WARD_OFFICIAL, ward),
        "leader": (Profile.WARD_LEADER, ward),
        "officer": (Profile.NEIGHBORHOOD_OFFICER, khu_pho),
        "reviewer": (Profile.REVIEWER, district),
        "city": (Profile.CITY, city),
        "neighbour": (Profile.WARD_OFFICIAL, other),
        "far_reviewer": (Profile.REVIEWER, DistrictFactory(parent=city)),
        "beat": (Profile.BEAT_OFFICER, khu_pho),
    }
    users = {name: UserFactory.of(*post, username=name) for name, post in people.items()}
    places = {"ward": ward, "other": other, "khu_pho": khu_pho, "next_one": next_one}
    return SimpleNamespace(district=district, **places, **users)


@pytest.fixture
def make(cast, kind):
    """An obstacle of the ward's khu phố as it stands, with the event of its beginning."""

    def obstacle(**fields) -> Obstacle:
        fields = {
            "ward": cast.ward,
            "unit": cast.khu_pho,
            "kind": kind,
            "title": "Biển số nhà ghi tổ cũ",
            "description": "Người giao hàng hay tìm nhầm.",
            "due_on": clock.today() + 10 * DAY,
            "due_source": source_of(kind),
            "reported_by": cast.officer,
        } | fields
        fields.setdefault("number", Obstacle.objects.filter(ward=fields["ward"]).count() + 1)
        if fields.get("state") in SETTLED:
            fields = {"resolution": "Đã thay biển.", "resolved_at": clock.now()} | fields
        made = Obstacle.objects.create(**fields)
        ObstacleEvent.objects.create(
            obstacle=made,
            ward=made.ward,
            kind=MoveName.REPORT,
            by=made.reported_by,
            state=made.state,
            due_on=made.due_on,
        )
        return made

    return obstacle


@pytest.fixture
def sign_in(client):
    """Sign somebody in and hand back the browser."""

    def as_user(user):
        client.force_login(user)
        return client

    return as_user


@pytest.fixture
def do(sign_in):
    """Make a move through its page, with the version of now unless told."""

    def move(user, obstacle, slug, **data):
        data.setdefault("version", Obstacle.objects.get(pk=obstacle.pk).version)
        return sign_in(user).post(
            reverse("feedback:obstacle_move", args=[obstacle.uuid, slug]), data
        )

    return move


def fresh(obstacle: Obstacle) -> Obstacle:
    """As it stands in the database now."""
    return Obstacle.objects.get(pk=obstacle.pk)
