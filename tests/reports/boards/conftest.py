"""A city with two districts, three wards, khu phố, and cases of any day in them."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from feedback import reference
from feedback.models import Case, CaseEvent, Category
from feedback.workflow import MoveName, Status
from people.permissions import Profile
from reports.boards import counting
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)


class Town:
    """Places, people and cases; `case` writes one as it stands, without its moves."""

    def __init__(self) -> None:
        self.city = CityFactory(name="Thành phố Hồ Chí Minh")
        self.district = DistrictFactory(name="Thành phố Thủ Đức", parent=self.city)
        self.far_district = DistrictFactory(name="Quận 1", parent=self.city)
        self.ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=self.district)
        self.sister = WardFactory(name="Phường Linh Đông", parent=self.district)
        self.far = WardFactory(name="Phường Bến Nghé", parent=self.far_district)
        self.khu_pho = NeighborhoodFactory(name="Khu phố 2", parent=self.ward)
        self.next_door = NeighborhoodFactory(name="Khu phố 10", parent=self.ward)
        self.category = Category.objects.create(code="waste", name="Rác", name_en="Waste")

    def user(self, profile: Profile, unit=None):
        places = {
            Profile.NEIGHBORHOOD_OFFICER: self.khu_pho,
            Profile.REVIEWER: self.district,
            Profile.CITY: self.city,
        }
        return UserFactory.of(profile, unit or places.get(profile, self.ward))

    def case(self, unit=None, *, days_ago: float = 3, **fields) -> Case:
        unit = unit or self.khu_pho
        wards = {self.khu_pho.pk: self.ward, self.next_door.pk: self.ward}
        return Case.objects.create(
            reference=reference.generate(),
            unit=unit,
            ward=fields.pop("ward", None) or wards.get(unit.pk, unit),
            category=self.category,
            body="Rác tồn đọng",
            received_at=self.ago(days_ago),
            **fields,
        )

    def answered(self, unit=None, *, days_ago=3, took=1, in_time: bool | None = True, **fields):
        return self.case(
            unit,
            days_ago=days_ago + took,
            status=Status.ANSWERED,
            answered_at=self.ago(days_ago),
            answered_in_time=in_time,
            **fields,
        )

    def reopen(self, case: Case) -> None:
        case.status, case.answered_at, case.answered_in_time = Status.REOPENED, None, None
        case.save(update_fields=["status", "answered_at", "answered_in_time"])
        CaseEvent.objects.create(
            case=case, ward=case.ward, kind=MoveName.REOPEN, status=Status.REOPENED
        )

    @staticmethod
    def ago(days: float) -> datetime.datetime:
        return clock.now() - datetime.timedelta(days=days)


@pytest.fixture
def town(db) -> Town:
    return Town()


@pytest.fixture
def counted():
    """Bring the counts up to now."""
    return counting.count
