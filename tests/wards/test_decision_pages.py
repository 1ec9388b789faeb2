"""The city looks at a decision, sees what it would do, carries it out and takes it back."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from core import clock, outbox
from core.models import OutboxMessage
from people.permissions import Profile
from tests.factories import (
    CityFactory,
    DecisionFactory,
    NeighborhoodFactory,
    UserFactory,
    WardFactory,
)
from tests.wards.orders import Order
from wards.changes import runs
from wards.models import DecisionRun, DecisionStatus, RunState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return WardFactory(name="Phường Tân Định", parent__parent=CityFactory())


@pytest.fixture
def khu_pho(ward):
    return [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2)]


@pytest.fixture
def city(client, ward):
    """The browser of the city's official."""
    top = ward.versions.get().parent.versions.get().parent
    client.force_login(UserFactory.of(Profile.CITY, top))
    return client


@pytest.fixture
def decision(ward, khu_pho):
    order = Order(clock.today(), number="12-A/NQ-HĐND")
    order.found("Khu phố 9", ward, *khu_pho)
    return order.confirmed()


def page_of(decision):
    return reverse("wards:decision", args=[decision.pk])


def act(client, decision, action, **more):
    return client.post(page_of(decision), {"action": action, **more})


def work():
    """What the worker does with the jobs that wait."""
    for message in OutboxMessage.objects.filter(task=runs.TASK, done_at__isnull=True):
        assert outbox.handle(message.pk) == outbox.Outcome.DONE


def test_the_list_leads_to_each_decision_and_costs_the_same_for_many(
    city, decision, django_assert_max_num_queries
):
    DecisionFactory.create_batch(20)
    with django_assert_max_num_queries(10):
        page = city.get(reverse("wards:decisions")).content.decode()
    assert page_of(decision) in page
    assert "đã xác nhận, chưa áp dụng" in page


def test_a_preview_is_a_job_and_its_result_stands_on_the_page(city, decision, ward):
    assert act(city, decision, "preview").status_code == 302
    waiting = city.get(page_of(decision)).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert 'value="apply"' not in waiting, "one job at a time"
    refused = act(city, decision, "preview").content.decode()
    assert "đang được xử lý" in refused
    work()
    progress = city.get(reverse("wards:decision_progress", args=[decision.pk]))
    assert progress["HX-Refresh"] == "true"
    shown = city.get(page_of(decision)).content.decode()
    assert "Nếu áp dụng từ ngày" in shown
    assert "Khu phố 1 (toàn bộ), Khu phố 2 (toàn bộ)" in shown
    assert ward.child_versions.today().count() == 2


def test_applying_asks_first_and_then_says_what_was_done(city, decision, ward):
    asked = act(city, decision, "apply").content.decode()
    assert "tất cả hoặc không gì cả" in asked
    assert not DecisionRun.objects.exists()
    act(city, decision, "apply", is_sure="1", on=f"{clock.today():%d/%m/%Y}")
    work()
    assert [version.name for version in ward.child_versions.today()] == ["Khu phố 9"]
    shown = city.get(page_of(decision)).content.decode()
    assert "Đã áp dụng từ ngày" in shown
    assert 'value="withdraw"' not in shown, "it is in force"
    run = DecisionRun.objects.get()
    assert (run.state, run.result["founded"], run.result["ended"]) == (RunState.DONE, 1, 2)
    assert not runs.carry_out(run.pk) or DecisionRun.objects.count() == 1


def test_a_decision_of_tomorrow_can_be_taken_back_on_the_page(city, decision, ward):
    tomorrow = clock.today() + datetime.timedelta(days=1)
    act(city, decision, "apply", is_sure="1", on=f"{tomorrow:%d/%m/%Y}")
    work()
    assert 'value="withdraw"' in city.get(page_of(decision)).content.decode()
    act(city, decision, "withdraw", is_sure="1")
    work()
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.WITHDRAWN
    assert ward.child_versions.on(tomorrow).count() == 2


def test_what_stands_in_the_way_is_said_on_the_page(city, ward, khu_pho):
    order = Order(clock.today())
    order.end(khu_pho[0])
    order.keep(khu_pho[1], khu_pho[0])
    decision = order.confirmed()
    act(city, decision, "apply", is_sure="1")
    work()
    shown = city.get(page_of(decision)).content.decode()
    assert "Áp dụng: chưa ghi gì" in shown
    assert "Dòng 1: Đơn vị giải thể không thể đồng thời chuyển sang đơn vị khác." in shown
    assert DecisionRun.objects.get().state == RunState.FAILED


def test_a_draft_is_compared_with_the_paper_before_it_is_applied(city, ward):
    decision = Order(clock.today()).decision
    assert 'value="apply"' not in city.get(page_of(decision)).content.decode()
    assert act(city, decision, "apply", is_sure="1").status_code == 200
    act(city, decision, "confirm", is_sure="1")
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.CONFIRMED


def test_a_plan_without_a_number_is_not_confirmed_here(city, ward):
    plan = Order(clock.today(), number="").decision
    assert page_of(plan) not in city.get(reverse("wards:decisions")).content.decode()
    assert act(city, plan, "confirm", is_sure="1").status_code == 404
    plan.refresh_from_db()
    assert plan.status == DecisionStatus.DRAFT


@pytest.mark.parametrize("day", ["31/02/2026", "hôm nay", "2026-13-01"])
def test_a_day_that_does_not_exist_is_said_at_its_field(city, decision, day):
    page = act(city, decision, "preview", on=day).content.decode()
    assert "Hãy nhập ngày có thật" in page
    assert day in page, "nothing typed is lost"
    assert not DecisionRun.objects.exists()


def test_a_job_that_keeps_failing_is_given_up_in_words(city, decision):
    act(city, decision, "preview")
    run = DecisionRun.objects.get()
    runs.give_up(run.pk)
    assert "Có lỗi kỹ thuật" in city.get(page_of(decision)).content.decode()


def test_lines_cost_the_same_for_many(city, ward, django_assert_max_num_queries):
    order = Order(clock.today())
    for number in range(60):
        order.found(f"Khu phố Mới {number + 100}", ward, NeighborhoodFactory(parent=ward))
    with django_assert_max_num_queries(10):
        page = city.get(page_of(order.decision)).content.decode()
    assert "Khu phố Mới 149" in page
    assert "Khu phố Mới 150" not in page
