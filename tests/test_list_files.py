"""Every list of the offices to take away: by the filters of its page, one's own area, at a fixed cost."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AccessRecord, Notification
from feedback.models import AnswerTemplate, Obstacle
from neighborhoods.models import Consultation, Scheme
from neighborhoods.services.consultations import Plan, plan_consultation
from people.models import ApiToken, LoginAttempt
from tests import sheets
from tests.factories import DecisionFactory, NeighborhoodFactory
from tests.neighborhoods.plans import drafted
from wards.services import refresh_lookup

pytestmark = pytest.mark.django_db

FILES = {
    "neighborhoods:scheme_file": ("phuong", "neighborhoods:schemes"),
    "neighborhoods:consultation_file": ("phuong", "neighborhoods:consultations"),
    "feedback:obstacle_file": ("phuong", "feedback:obstacles"),
    "feedback:obstacle_wards_file": ("quan", "feedback:obstacles_by_ward"),
    "wards:unit_file_staff": ("phuong", "wards:unit_list_staff"),
    "wards:decision_file": ("thanh_pho", "wards:decisions"),
    "feedback:templates_file": ("phuong", "feedback:templates"),
    "people:token_file": ("thanh_pho", "people:tokens"),
    "people:notice_file": ("phuong", "people:notice_log"),
    "people:audit_file": ("kiem_tra", "people:audit"),
    "people:audit_reads_file": ("kiem_tra", "people:audit_reads"),
    "people:audit_sign_ins_file": ("kiem_tra", "people:audit_sign_ins"),
}


ONE_ROW_A_WARD = {"feedback:obstacle_wards_file", "people:audit_file"}


def taken(client, name: str, **query) -> list[list]:
    response = client.get(reverse(name, args=["xlsx"]), query)
    assert response.status_code == 200
    return sheets.cells(response.content)[1:]


def again(row, **changes) -> None:
    """The same row once more."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def more_of_everything(world) -> None:
    """As much again of what the lists hold."""
    by = world.users["phuong"]
    ward = by.person.unit
    drafted(ward, by)
    asked = Consultation.objects.filter(ward=ward)[0]
    plan_consultation(unit=asked.unit, matter=asked.matter, plan=Plan("Thêm"), by=by)
    for number, row in enumerate(Obstacle.objects.all(), 2 + 2 * Obstacle.objects.count()):
        again(row, number=number, uuid=uuid.uuid4())
    for row in Notification.objects.filter(scope=ward.pk):
        again(row, key=f"more:{uuid.uuid4()}")
    for user in world.users.values():
        common = {"user_id": user.pk, "scope": ward.pk}
        AccessRecord.objects.create(user_name=str(user), about="KP", why="", **common)
        LoginAttempt.objects.create(name_hash="x", outcome="wrong", **common)
    AnswerTemplate.objects.create(unit=ward, title=str(uuid.uuid4()), body="Đã xử lý.")
    for row in ApiToken.objects.all():
        again(row, digest=uuid.uuid4().hex, prefix=uuid.uuid4().hex[:8])
    DecisionFactory()
    NeighborhoodFactory(parent=ward)
    refresh_lookup()


@pytest.mark.parametrize("name", FILES)
def test_a_list_leaves_from_its_page_at_the_same_cost_for_few_and_for_many(client, world, name):
    profile, page = FILES[name]
    more_of_everything(world)
    world.enter(client, profile)
    assert reverse(name, args=["csv"]) in client.get(reverse(page)).content.decode()
    assert client.get(reverse(name, args=["exe"])).status_code == 404
    with CaptureQueriesContext(connection) as few:
        before = len(taken(client, name))
    assert len(few) <= 10
    more_of_everything(world)
    with CaptureQueriesContext(connection) as many:
        after = len(taken(client, name))
    assert len(many) == len(few)
    assert after > before or name in ONE_ROW_A_WARD


def test_only_the_own_area_leaves_and_the_filter_holds(client, world):
    world.enter(client, "phuong")
    ward = world.users["phuong"].person.unit_id
    foreign = Scheme.objects.exclude(ward=ward)
    Scheme.objects.filter(ward=ward, is_public=False).update(
        title="Đề án riêng", search_text="rieng"
    )
    foreign.update(title="Đề án phường khác", search_text="rieng")
    assert [row[0] for row in taken(client, "neighborhoods:scheme_file", q="rieng")] == [
        "Đề án riêng"
    ]
    Consultation.objects.exclude(ward=ward).update(title="Của phường khác")
    rows = taken(client, "neighborhoods:consultation_file", status="closed")
    assert [(row[0], row[10], row[11], row[15], row[17]) for row in rows] == [
        ("closed", 10, 1, 9, "Chưa được tán thành")
    ]
    Obstacle.objects.exclude(ward=ward).update(title="Của phường khác")
    assert [row[1] for row in taken(client, "feedback:obstacle_file")] == ["Chưa có nơi sinh hoạt"]
    assert taken(client, "feedback:obstacle_file", state="closed") == []


def test_the_delivery_log_leaves_with_masked_addresses(client, world):
    world.enter(client, "phuong")
    rows = taken(client, "people:notice_file", state="dead")
    assert rows[0][:3] == ["Thử", "", "a•••@demo.invalid"]


def test_the_audit_trail_leaves_without_personal_values(client, world):
    person = world.users["khu_pho"].person
    person.phone = "+84907654321"
    person.save()
    world.enter(client, "kiem_tra")
    rows = taken(client, "people:audit_file", table="people.person")
    text = " ".join(str(cell) for row in rows for cell in row)
    assert "•••" in text
    assert "7654321" not in text
