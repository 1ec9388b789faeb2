"""Trouble is seen: each alarm rings for what it is about, and says so everywhere in the same words."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.conf import settings

from core import alarms, clock, outbox, timetable
from core.management.commands.alert_rules import rules
from core.models import Channel as Way
from core.models import DeliveryState as State
from core.models import MaintenanceRun, Notification, OutboxMessage

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[2]


def reading(name: str) -> alarms.Reading:
    return next(one for one in alarms.readings() if one.alarm.name == name)


def row(**fields) -> OutboxMessage:
    return OutboxMessage.objects.create(task="core.tasks.purge", payload={}, **fields)


def ago(**span) -> datetime.datetime:
    return clock.now() - datetime.timedelta(**span)


def test_a_portal_where_everything_runs_rings_nothing():
    MaintenanceRun.objects.create(kind="backup", succeeded=True)
    MaintenanceRun.objects.create(kind="restore_drill", succeeded=True)
    row(
        key=f"{alarms.BEAT_KEY}{ago(minutes=3).astimezone(datetime.UTC):%Y%m%d%H%M}",
        done_at=clock.now(),
    )
    assert [one.alarm.name for one in alarms.readings() if one.is_bad] == []


def test_work_that_waits_and_work_that_was_given_up():
    assert not reading("outbox_oldest_seconds").is_bad
    row(available_at=ago(minutes=6))
    assert reading("outbox_oldest_seconds").value == pytest.approx(360, abs=5)
    assert reading("outbox_oldest_seconds").is_bad
    row(dead_at=clock.now())
    assert reading("outbox_dead").is_bad


def test_beat_that_stands_still_is_noticed_by_the_slot_that_is_missing():
    assert reading("beat_late_seconds").is_never
    table = timetable.Timetable(
        {"remind of cases": {"task": "core.tasks.purge", "schedule": _every_five_minutes()}}
    )
    table.looked_until = ago(minutes=40)
    table.write_due(ago(minutes=20))
    late = reading("beat_late_seconds")
    assert late.is_bad
    assert 15 * 60 - 5 <= late.value <= 20 * 60


def _every_five_minutes():
    from celery.schedules import crontab  # noqa: PLC0415

    return crontab(minute="*/5")


def test_queue_is_counted_where_the_broker_keeps_it(monkeypatch):
    import redis  # noqa: PLC0415

    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.rpush(f"{prefix}celery", *["x"] * (2 * outbox.MAX_IN_FLIGHT + 1))
        try:
            assert reading("queue_length").is_bad
        finally:
            broker.delete(f"{prefix}celery")
    assert reading("queue_length").value == 0


def test_a_broker_that_is_gone_is_a_figure_that_cannot_be_had(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert reading("queue_length").value is None
    assert reading("queue_length").is_bad
    assert reading("not_ready").value == 1


def test_letters_that_nobody_took():
    for number in range(21):
        Notification.objects.create(
            kind="x", key=f"x{number}", subject="x", channel=Way.EMAIL, address="a@b.invalid",
            state=State.DEAD,
        )  # fmt: skip
    assert reading("letters_undelivered").is_bad


def test_backups_that_stopped_and_those_that_only_fail():
    assert reading("backup_age_hours").is_never
    MaintenanceRun.objects.create(kind="backup", succeeded=True, finished_at=ago(hours=27))
    MaintenanceRun.objects.create(kind="backup", succeeded=False)
    assert reading("backup_age_hours").value == pytest.approx(27, abs=0.1)
    assert reading("backup_age_hours").is_bad


def test_rules_for_prometheus_are_those_of_the_list():
    assert (PROJECT / "deploy/prometheus-alerts.yml").read_text(encoding="utf-8") == rules()


def test_every_alarm_is_explained_to_the_operator():
    manual = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    for alarm in alarms.ALARMS:
        assert f"`gandan_{alarm.name}`" in manual
