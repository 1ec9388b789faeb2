"""The admin of core's tables: the calendar can be edited, the logs can only be read."""

from __future__ import annotations

import datetime

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from core import clock, outbox
from core.models import (
    AccessRecord,
    CalendarDay,
    DayKind,
    DaySource,
    Notification,
    OutboxMessage,
)

pytestmark = pytest.mark.django_db


def request():
    made = RequestFactory().post("/quan-tri/")
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


@pytest.mark.parametrize("model", [OutboxMessage, Notification, AccessRecord])
def test_logs_are_only_read(model):
    page = admin.site._registry[model]
    assert not page.has_add_permission(request())
    assert not page.has_change_permission(request(), None)
    assert not page.has_delete_permission(request(), None)


def test_delivery_log_hides_addresses_and_texts():
    page = admin.site._registry[Notification]
    assert {"address", "body"} <= set(page.exclude)
    assert not {"address", "body"} & set(page.list_display)


def test_day_saved_by_hand_is_kept_from_the_list():
    day = CalendarDay(
        date=datetime.date(2026, 9, 2), kind=DayKind.OFF, name="x", source=DaySource.HOLIDAYS
    )
    admin.site._registry[CalendarDay].save_model(request(), day, form=None, change=False)
    assert CalendarDay.objects.get().source == DaySource.MANUAL


def test_dead_work_can_be_tried_anew():
    outbox.enqueue("core.tasks.deliver", key="k", payload={"notification_id": 1})
    OutboxMessage.objects.update(dead_at=clock.now(), attempts=10)
    asked = request()
    admin.site._registry[OutboxMessage].revive(asked, OutboxMessage.objects.all())
    assert OutboxMessage.objects.get().dead_at is None
    assert [str(message) for message in asked._messages] == ["Đã đưa lại 1 việc vào hàng chờ."]
