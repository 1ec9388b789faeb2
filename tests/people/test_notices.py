"""One's own notifications: unread first, opened by pressing, nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import Notification
from core.notifications import notify
from people.permissions import Profile
from people.views import notices as pages
from tests.factories import UserFactory, WardFactory

pytestmark = pytest.mark.django_db
INBOX, READ = "/can-bo/thong-bao/", "/can-bo/thong-bao/da-doc/"


@pytest.fixture
def ward():
    return WardFactory()


@pytest.fixture
def official(ward):
    return UserFactory.of(Profile.WARD_OFFICIAL, ward)


@pytest.fixture
def told(official, ward):
    """Three notifications, the first of them read."""
    for number in (1, 2, 3):
        notify(
            kind="test", key=f"test:{number}", subject=f"Việc số {number}", body="Nội dung",
            users=[official], url="/tro-giup/", scope=ward.pk,
        )  # fmt: skip
    rows = list(Notification.objects.inbox_of(official).order_by("pk"))
    rows[0].read_at = rows[0].created_at
    rows[0].save(update_fields=["read_at"])
    return rows


def subjects(response) -> list[str]:
    return [row.subject for row in response.context["page"].rows]


def test_unread_come_first_newest_first(client, official, told):
    client.force_login(official)
    assert subjects(client.get(INBOX)) == ["Việc số 3", "Việc số 2"]
    assert subjects(client.get(READ)) == ["Việc số 1"]


def test_looking_marks_nothing_as_read(client, official, told):
    client.force_login(official)
    client.get(INBOX)
    assert Notification.objects.inbox_of(official).unread().count() == 2


def test_opening_marks_and_leads_to_the_matter(client, official, told):
    client.force_login(official)
    response = client.post(reverse("people:notice_open", args=[told[2].pk]))
    assert (response.status_code, response.url) == (302, "/tro-giup/")
    assert list(Notification.objects.inbox_of(official).unread()) == [told[1]]


def test_opening_one_without_address_leads_back(client, official, told):
    Notification.objects.update(url="")
    client.force_login(official)
    assert client.post(reverse("people:notice_open", args=[told[2].pk])).url == INBOX


def test_ticked_or_all_are_marked(client, official, told):
    client.force_login(official)
    client.post(INBOX, {"row": [told[1].pk]})
    assert list(Notification.objects.inbox_of(official).unread()) == [told[2]]
    client.post(INBOX, {"everything": "1"})
    assert not Notification.objects.inbox_of(official).unread().exists()


def test_others_cannot_open_or_mark_them(client, ward, official, told):
    client.force_login(UserFactory.of(Profile.WARD_LEADER, ward))
    assert client.post(reverse("people:notice_open", args=[told[2].pk])).status_code == 404
    client.post(INBOX, {"row": [told[2].pk]})
    client.post(INBOX, {"everything": "1"})
    assert Notification.objects.inbox_of(official).unread().count() == 2
    assert subjects(client.get(INBOX)) == []


def test_empty_inbox_says_so(client, official):
    client.force_login(official)
    assert "Không còn thông báo chưa đọc" in client.get(INBOX).content.decode()


def test_long_inbox_is_paged_by_key(client, official, ward, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 2)
    for number in range(5):
        notify(kind="test", key=f"t:{number}", subject=f"{number}", body="", users=[official])
    client.force_login(official)
    first = client.get(INBOX)
    assert subjects(first) == ["4", "3"]
    second = client.get(INBOX, {"after": first.context["page"].next})
    assert subjects(second) == ["2", "1"]
    assert subjects(client.get(INBOX, {"after": "không phải mã"})) == ["4", "3"]


def test_inbox_costs_the_same_for_one_and_for_many(
    client, official, told, django_assert_max_num_queries
):
    client.force_login(official)
    with django_assert_max_num_queries(10):
        client.get(INBOX)
    for number in range(20):
        notify(kind="test", key=f"t:{number}", subject=f"{number}", body="", users=[official])
    with django_assert_max_num_queries(10):
        client.get(INBOX)


def test_rail_shows_how_many_are_unread(client, official, told):
    client.force_login(official)
    page = client.get(INBOX).content.decode()
    assert '<span class="rail__count">2</span>' in page
