"""The fixed cast: who is who in every test, in one ward of one district, and a stranger next door."""

from __future__ import annotations

import pytest

from people.models import User
from people.permissions import Profile
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)
from wards.models import Unit


@pytest.fixture
def city(db) -> Unit:
    return CityFactory(name="Thành phố Hồ Chí Minh")


@pytest.fixture
def district(city) -> Unit:
    return DistrictFactory(name="Quận Nhất", parent=city)


@pytest.fixture
def ward(district) -> Unit:
    return WardFactory(name="Phường Bến Nghé", parent=district)


@pytest.fixture
def neighborhood(ward) -> Unit:
    return NeighborhoodFactory(name="Khu phố 1", parent=ward)


@pytest.fixture
def foreign_ward(city) -> Unit:
    """A ward of another district of the same city."""
    return WardFactory(name="Phường Linh Đông", parent=DistrictFactory(parent=city))


@pytest.fixture
def foreign_neighborhood(foreign_ward) -> Unit:
    return NeighborhoodFactory(name="Khu phố 9", parent=foreign_ward)


@pytest.fixture
def officer(ward) -> User:
    """A ward official."""
    return UserFactory.of(Profile.WARD_OFFICIAL, ward, username="phuong")


@pytest.fixture
def leader(ward) -> User:
    return UserFactory.of(Profile.WARD_LEADER, ward, username="lanh-dao")


@pytest.fixture
def khu_pho(neighborhood) -> User:
    """An officer of the khu phố."""
    return UserFactory.of(Profile.NEIGHBORHOOD_OFFICER, neighborhood, username="khu-pho")


@pytest.fixture
def reviewer(district) -> User:
    """Somebody of the district who reviews its wards."""
    return UserFactory.of(Profile.REVIEWER, district, username="quan")


@pytest.fixture
def city_official(city) -> User:
    return UserFactory.of(Profile.CITY, city, username="thanh-pho")


@pytest.fixture
def beat(neighborhood) -> User:
    """The police officer of the khu phố."""
    return UserFactory.of(Profile.BEAT_OFFICER, neighborhood, username="canh-sat")


@pytest.fixture
def militia(neighborhood) -> User:
    return UserFactory.of(Profile.MILITIA_LEAD, neighborhood, username="khu-doi")


@pytest.fixture
def team_lead(neighborhood) -> User:
    return UserFactory.of(Profile.TEAM_LEAD, neighborhood, username="to-truong")


@pytest.fixture
def auditor(ward) -> User:
    return UserFactory.of(Profile.AUDITOR, ward, username="kiem-tra")


@pytest.fixture
def stranger(foreign_ward) -> User:
    """An official of another ward."""
    return UserFactory.of(Profile.WARD_OFFICIAL, foreign_ward, username="phuong-khac")
