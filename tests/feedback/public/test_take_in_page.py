"""Officials taking a report in for somebody."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import receipt
from feedback.models import Case, Draft, Photo
from people.permissions import Profile
from tests.factories import UserFactory
from tests.feedback.public.helpers import TEXT, category, picture, statements, words

ADDRESS = "/can-bo/phan-anh/tiep-nhan/"


def typed(world, **values):
    return {
        "token": uuid.uuid4(),
        "channel": "phone",
        "unit": world.first.pk,
        "category": category().pk,
        "body": TEXT,
        "phone": "0901234567",
    } | values


def test_a_report_is_taken_in_and_its_receipt_shown(client, world, official):
    client.force_login(official)
    answer = client.post(ADDRESS, typed(world))
    case = Case.objects.get()
    assert answer["Location"] == reverse("feedback:taken_in", args=[case.reference])
    page = words(client.get(answer["Location"]))
    assert case.reference in page
    assert receipt.shown(case) in page
    assert (case.channel, case.unit) == ("phone", world.first)
    assert case.events.get().by == official


def test_pressing_twice_takes_in_once(client, world, official):
    client.force_login(official)
    same = typed(world)
    first, second = (client.post(ADDRESS, same)["Location"] for _time in range(2))
    assert first == second
    assert Case.objects.count() == 1


def test_everything_is_kept_when_something_is_missing(client, world, official):
    client.force_login(official)
    values = typed(world, body="Rác", name="Bà Bích", photos=picture())
    page = client.post(ADDRESS, values).content.decode()
    for kept in ("Hãy viết ít nhất 10 ký tự", "Bà Bích", "Bỏ ảnh 1", "0901"):
        assert kept in page
    values = {**values, "body": TEXT}
    values.pop("photos")
    client.post(ADDRESS, values)
    assert Photo.objects.get().case == Case.objects.get()


def test_photos_are_added_and_removed_on_the_same_page(client, world, official):
    client.force_login(official)
    values = typed(world)
    page = client.post(ADDRESS, values | {"add": "1", "photos": picture()}).content.decode()
    assert "Bỏ ảnh 1" in page
    page = client.post(ADDRESS, values | {"remove": Photo.objects.get().uuid}).content.decode()
    assert "Bỏ ảnh 1" not in page
    assert not Case.objects.exists()


def test_an_officer_takes_in_for_the_own_khu_pho_only(client, world, officer):
    client.force_login(officer)
    page = client.get(ADDRESS).content.decode()
    assert f'value="{world.first.pk}"' in page
    assert f'value="{world.second.pk}"' not in page
    answer = client.post(ADDRESS, typed(world, unit=world.second.pk))
    assert "không thuộc phạm vi" in words(answer)
    assert not Case.objects.exists()


def test_an_officer_gets_the_receipt_of_what_the_officer_may_not_read_later(client, world, officer):
    client.force_login(officer)
    answer = client.post(ADDRESS, typed(world, body="Bà con muốn tố cáo ông A nhận tiền."))
    page = words(client.get(answer["Location"]))
    assert Case.objects.get().reference in page
    assert "Mở phản ánh" not in page


def test_the_receipt_is_for_who_took_it_in_and_for_a_day(client, world, official, traveller):
    client.force_login(official)
    address = client.post(ADDRESS, typed(world))["Location"]
    client.force_login(UserFactory.of(Profile.WARD_OFFICIAL, world.ward))
    assert client.get(address).status_code == 404
    traveller.shift(datetime.timedelta(days=1, minutes=1))
    client.force_login(official)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "profile", [Profile.BEAT_OFFICER, Profile.AUDITOR, Profile.REVIEWER, Profile.NONE]
)
def test_who_takes_nothing_in_finds_no_page(client, world, profile):
    client.force_login(UserFactory.of(profile, world.ward))
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, typed(world)).status_code == 404


def test_a_visitor_has_to_sign_in(client, world):
    assert client.get(ADDRESS)["Location"].startswith("/dang-nhap/")


def test_nothing_is_written_by_looking(client, world, official):
    client.force_login(official)
    client.get(ADDRESS)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "\x00"])
def test_a_token_that_is_none_is_an_error_and_not_a_crash(client, world, official, token):
    client.force_login(official)
    assert client.post(ADDRESS, typed(world, token=token)).status_code == 200
    assert not Case.objects.exists()


def test_the_page_costs_few_queries(client, world, official):
    client.force_login(official)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    assert len(statements(queries)) <= 10
