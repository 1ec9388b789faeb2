"""A ward with its khu phố, the catalogue, and reports on their way."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
import time_machine
import yaml
from django.db import transaction

from core import clock, holidays, kept
from feedback.management.commands.load_catalogue import DEFAULT
from feedback.models import Channel, Draft
from feedback.services import submission
from feedback.services.catalogue import load_catalogue
from people.permissions import Profile
from tests.factories import (
    CityFactory,
    DistrictFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)
from tests.feedback.public.helpers import NOW, TEXT, category
from wards.lookup_index import refresh_lookup


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    """Photos of a test lie in a folder of its own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "core.files.DurableFileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return tmp_path


@pytest.fixture
def catalogue(db):
    """Categories, rules and answers as delivered, and the calendar they count in."""
    holidays.load([2026, 2027])
    kept.forget_all()
    load_catalogue(data=yaml.safe_load(DEFAULT.read_text()))
    yield
    kept.forget_all()


@pytest.fixture
def world(catalogue):
    """Thành phố → Quận 1 → Phường Bến Thành → Khu phố 1, 2, and a neighbour ward."""
    with transaction.atomic():  # a unit and its name go together
        return _world()


def _world():
    city = CityFactory(name="Thành phố Hồ Chí Minh")
    district = DistrictFactory(name="Quận 1", parent=city)
    ward = WardFactory(name="Phường Bến Thành", code="26743", parent=district)
    other = WardFactory(name="Phường Đa Kao", code="26737", parent=district)
    first = NeighborhoodFactory(name="Khu phố 1", parent=ward)
    second = NeighborhoodFactory(name="Khu phố 2", parent=ward)
    refresh_lookup()
    return SimpleNamespace(
        city=city, district=district, ward=ward, other=other, first=first, second=second
    )


@pytest.fixture
def official(world):
    return UserFactory.of(Profile.WARD_OFFICIAL, world.ward)


@pytest.fixture
def officer(world):
    return UserFactory.of(Profile.NEIGHBORHOOD_OFFICER, world.first)


@pytest.fixture
def stranger(world):
    return UserFactory.of(Profile.WARD_OFFICIAL, world.other)


@pytest.fixture
def make_draft(world):
    """A draft that lacks nothing, begun a minute ago."""

    def make(**values):
        begun = clock.now() - datetime.timedelta(minutes=1)
        return Draft.objects.create(
            **{
                "unit": world.first,
                "category": category(),
                "body": TEXT,
                "has_contact_step": True,
                "created_at": begun,
            }
            | values
        )

    return make


@pytest.fixture
def make_case(make_draft):
    """A sent report."""

    def make(*, channel=Channel.WEB, language="vi", by=None, **values):
        draft = make_draft(**values)
        return submission.submit_draft(token=draft.pk, language=language, channel=channel, by=by)

    return make


@pytest.fixture
def traveller():
    """A Monday morning that passes only when told."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
