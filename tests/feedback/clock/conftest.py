"""A ward with its people, rules and calendar, and the means to tell the story of a case."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from core import calendar, clock, holidays, kept
from feedback import deadlines
from feedback.models import Case, Category, Clock, Contact, DeadlineRule, Measure
from feedback.workflow import Status
from people.models import Person, Role, Term, User
from people.permissions import Profile
from tests.factories import CityFactory, DistrictFactory, NeighborhoodFactory, WardFactory

SINCE = datetime.date(2021, 1, 1)


def at(text: str) -> datetime.datetime:
    """A moment on the city's wall clock, e.g. "13/02/2026 16:00"."""
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=clock.CITY)


@pytest.fixture
def working_time(db, settings):
    """The listed holidays of the years the tests speak of, kept as a process keeps them."""
    settings.ROWS_KEPT_SECONDS = 60
    holidays.load([2025, 2026, 2027])
    kept.forget_all()
    yield calendar.WorkingCalendar.load()
    kept.forget_all()


def rule(clock_name: str, amount: int, measure: str = Measure.WORKING_DAYS, **fields):
    """A rule in force since long ago, unless told otherwise."""
    fields.setdefault("valid", DateRange(SINCE, None))
    return DeadlineRule.objects.create(
        clock=clock_name, amount=amount, measure=measure, legal_source="Quy định thử", **fields
    )


@pytest.fixture
def category(db):
    return Category.objects.create(code="waste", name="Vệ sinh, rác", name_en="Waste")


def sign_in_of(unit, profile: Profile, username: str, **fields) -> User:
    """Somebody with a post of today in a unit, and an address."""
    role, _new = Role.objects.get_or_create(
        code=f"{profile.value}-{unit.level}",
        defaults={"name": profile.label, "level": unit.level, "profile": profile},
    )
    person = Person.objects.create(unit=unit, name=f"Người {username}")
    seat = Term.objects.filter(unit=unit, role=role).count() + 1
    Term.objects.create(
        person=person, unit=unit, role=role, seat=seat, valid=DateRange(SINCE, None)
    )
    fields.setdefault("email", f"{username}@phuong.example")
    return User.objects.create(username=username, person=person, **fields)


@pytest.fixture
def cast(db):
    """Two wards of one district, their people, and the reviewer above them."""
    district = DistrictFactory(name="Thành phố Thủ Đức", parent=CityFactory())
    ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=district)
    other = WardFactory(name="Phường Linh Trung", parent=district)
    khu_pho = NeighborhoodFactory(name="Khu phố 23", parent=ward)
    return SimpleNamespace(
        district=district,
        ward=ward,
        other=other,
        khu_pho=khu_pho,
        official=sign_in_of(ward, Profile.WARD_OFFICIAL, "phuong"),
        colleague=sign_in_of(ward, Profile.WARD_OFFICIAL, "dong-nghiep"),
        leader=sign_in_of(ward, Profile.WARD_LEADER, "lanh-dao"),
        officer=sign_in_of(khu_pho, Profile.NEIGHBORHOOD_OFFICER, "khu-pho"),
        neighbour=sign_in_of(other, Profile.WARD_OFFICIAL, "phuong-khac"),
        reviewer=sign_in_of(district, Profile.REVIEWER, "quan"),
        beat=sign_in_of(khu_pho, Profile.BEAT_OFFICER, "canh-sat"),
    )


@pytest.fixture
def answer_rule(db):
    return rule(Clock.ANSWER, 10)


@pytest.fixture
def make_case(cast, category, working_time, answer_rule):
    """A case of the ward, in its khu phố, received at a moment, with an address to write to."""
    numbers = iter(range(1000, 9999))

    def make(*, received: str = "02/11/2026 09:00", email: str = "dan@example.vn", **fields):
        start = at(received)
        fields = {
            "unit": cast.khu_pho,
            "ward": cast.ward,
            "category": category,
            "body": "Bí mật của người gửi",
            "status": Status.RECEIVED,
            "received_at": start,
            "rule": answer_rule,
            "due_at": deadlines.ends(answer_rule, start),
        } | fields
        case = Case.objects.create(reference=f"KP-TEST-{next(numbers)}", **fields)
        if email:
            Contact.objects.create(
                case=case, ward=case.ward, name="Nguyễn Thị Dân", email=email, phone="+84901234567"
            )
        return case

    return make


@pytest.fixture
def city(working_time):
    """The demo ward with all its khu phố, two others, and the sign-ins that move cases."""
    district = DistrictFactory(name="Thành phố Thủ Đức", parent=CityFactory())
    ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=district)
    other = WardFactory(name="Phường Linh Đông", parent=district)
    third = WardFactory(name="Phường Linh Tây", parent=district)
    places = [NeighborhoodFactory(name=f"Khu phố {n}", parent=ward) for n in range(1, 45)]
    NeighborhoodFactory(name="Khu phố 1", parent=other)
    sign_in_of(ward, Profile.WARD_OFFICIAL, "phuong", is_demo=True)
    sign_in_of(ward, Profile.WARD_OFFICIAL, "phuong-1", is_demo=True)
    sign_in_of(ward, Profile.WARD_LEADER, "lanh-dao", is_demo=True)
    sign_in_of(places[22], Profile.NEIGHBORHOOD_OFFICER, "khu-pho", is_demo=True)
    sign_in_of(other, Profile.WARD_OFFICIAL, "phuong-khac", is_demo=True)
    sign_in_of(district, Profile.REVIEWER, "quan", is_demo=True)
    sign_in_of(third, Profile.WARD_OFFICIAL, "ai-do", is_demo=True, email="")
    return ward
