"""Two wards of one district, everybody who has to do with their cases, and cases by the handful."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock, holidays, kept
from feedback import deadlines, reference
from feedback.models import Case, CaseEvent, Category, Clock, Contact, DeadlineRule, Measure
from feedback.workflow import MoveName, Status
from people.models import Person, Role, Term, User
from people.permissions import Profile
from tests.factories import CityFactory, DistrictFactory, NeighborhoodFactory, WardFactory

SINCE = datetime.date(2021, 1, 1)
PROFILES = ["official", "leader", "officer", "reviewer", "city", "neighbour", "beat", "auditor"]


def at(text: str) -> datetime.datetime:
    """A moment on the city's wall clock, e.g. "13/02/2026 16:00"."""
    return datetime.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=clock.CITY)


def sign_in_of(unit, profile: Profile, username: str, name: str = "", **fields) -> User:
    """Somebody with a post of today in a unit."""
    role, _new = Role.objects.get_or_create(
        code=f"{profile.value}-{unit.level}",
        defaults={"name": profile.label, "level": unit.level, "profile": profile},
    )
    person = Person.objects.create(unit=unit, name=name or f"Người {username}")
    seat = Term.objects.filter(unit=unit, role=role).count() + 1
    Term.objects.create(
        person=person, unit=unit, role=role, seat=seat, valid=DateRange(SINCE, None)
    )
    return User.objects.create(
        username=username, person=person, email=f"{username}@phuong.example", **fields
    )


def rule(clock_name: str, amount: int, measure: str = Measure.WORKING_DAYS, **fields):
    """A rule in force since long ago."""
    return DeadlineRule.objects.create(
        clock=clock_name,
        amount=amount,
        measure=measure,
        legal_source="Quy định thử",
        valid=DateRange(SINCE, None),
        **fields,
    )


@pytest.fixture(autouse=True)
def working_time(db):
    """The listed holidays of the years the tests speak of."""
    holidays.load([2025, 2026, 2027])
    kept.forget_all()
    yield
    kept.forget_all()


@pytest.fixture(autouse=True)
def rules(db):
    """The clocks that the moves set."""
    return {
        name: rule(name, amount)
        for name, amount in [
            (Clock.ANSWER, 10),
            (Clock.ACCEPT, 5),
            (Clock.INFORMATION, 10),
            (Clock.EXTENSION, 5),
        ]
    }


@pytest.fixture
def category(db):
    return Category.objects.create(code="waste", name="Vệ sinh, rác", name_en="Waste", order=1)


@pytest.fixture
def noise(db):
    return Category.objects.create(code="noise", name="Tiếng ồn", name_en="Noise", order=2)


@pytest.fixture
def cast(db):
    # In one transaction: a unit and its name are judged together, when it is committed.
    with transaction.atomic():
        return made_cast()


def made_cast() -> SimpleNamespace:
    """The units and everybody in them."""
    city_unit = CityFactory(name="Thành phố Hồ Chí Minh")
    district = DistrictFactory(name="Thành phố Thủ Đức", parent=city_unit)
    ward = WardFactory(name="Phường Hiệp Bình Chánh", parent=district)
    other = WardFactory(name="Phường Linh Trung", parent=district)
    khu_pho = NeighborhoodFactory(name="Khu phố 23", parent=ward)
    khu_pho_8 = NeighborhoodFactory(name="Khu phố 8", parent=ward)
    return SimpleNamespace(
        district=district,
        ward=ward,
        other=other,
        khu_pho=khu_pho,
        khu_pho_8=khu_pho_8,
        elsewhere=NeighborhoodFactory(name="Khu phố 1", parent=other),
        official=sign_in_of(ward, Profile.WARD_OFFICIAL, "phuong", "Trần Thị Mai"),
        colleague=sign_in_of(ward, Profile.WARD_OFFICIAL, "dong-nghiep", "Lê Văn Sơn"),
        leader=sign_in_of(ward, Profile.WARD_LEADER, "lanh-dao"),
        officer=sign_in_of(khu_pho, Profile.NEIGHBORHOOD_OFFICER, "khu-pho", "Phạm Văn Tư"),
        neighbour=sign_in_of(other, Profile.WARD_OFFICIAL, "phuong-khac"),
        reviewer=sign_in_of(district, Profile.REVIEWER, "quan"),
        city=sign_in_of(city_unit, Profile.CITY, "thanh-pho"),
        beat=sign_in_of(khu_pho, Profile.BEAT_OFFICER, "canh-sat"),
        auditor=sign_in_of(ward, Profile.AUDITOR, "kiem-tra"),
    )


@pytest.fixture
def make_case(cast, category, rules):
    """A case of the ward, in its khu phố, received a day ago unless told, with a contact."""

    def make(*, contact: bool = True, **fields):
        start = fields.pop("received_at", clock.now() - datetime.timedelta(days=1))
        fields = {
            "unit": cast.khu_pho,
            "ward": cast.ward,
            "category": category,
            "body": "Rác tồn đọng ba ngày trước hẻm 12\nMùi hôi nặng, gần nhà trẻ.",
            "status": Status.RECEIVED,
            "received_at": start,
            "rule": rules[Clock.ANSWER],
            "due_at": deadlines.ends(rules[Clock.ANSWER], start),
        } | fields
        if fields["status"] == Status.ASSIGNED:
            fields.setdefault("assignee", cast.official)
        case = Case.objects.create(reference=reference.generate(), **fields)
        CaseEvent.objects.create(
            case=case,
            ward=case.ward,
            kind=MoveName.SUBMIT,
            at=start,
            status=Status.RECEIVED,
            due_at=case.due_at,
        )
        if contact:
            Contact.objects.create(
                case=case,
                ward=case.ward,
                name="Nguyễn Thị Dân",
                email="dan@example.vn",
                phone="+84901234567",
            )
        return case

    return make


@pytest.fixture
def case(make_case):
    return make_case()


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

    def move(user, case, slug, **data):
        data.setdefault("version", Case.objects.get(pk=case.pk).version)
        address = reverse("feedback:case_move", args=[case.reference, slug])
        return sign_in(user).post(address, data)

    return move
