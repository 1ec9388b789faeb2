"""Every personal column is in a register, and what the registers say is carried out."""

from __future__ import annotations

import datetime
import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import current_app
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models

from core import clock, housekeeping, mail, outbox, retention, tasks
from core.audit import record_access
from core.grants import append_only_tables
from core.models import AccessRecord, AppendOnly, CalendarDay, DayKind, Notification, OutboxMessage
from core.notifications import notify
from core.retention import Action, RegisterError

TOLD = {"kind": "x", "subject": "x", "body": "x"}


# --- The registers --------------------------------------------------------------------------------


def test_every_column_that_looks_personal_is_registered():
    known = retention.personal_fields().keys() | retention.not_personal().keys()
    assert sorted(set(retention.suspects()) - known) == []


def test_every_registered_column_exists():
    for column in retention.personal_fields().keys() | retention.not_personal().keys():
        model, _dot, name = column.rpartition(".")
        apps.get_model(model)._meta.get_field(name)


def test_every_exception_still_looks_personal():
    """A line nobody needs hides the next column of that name."""
    assert sorted(retention.not_personal().keys() - set(retention.suspects())) == []


def test_no_column_is_both():
    assert not retention.personal_fields().keys() & retention.not_personal().keys()


def test_every_column_says_class_and_purpose():
    for column, about in retention.personal_fields().items():
        assert about.keys() == {"class", "purpose"}, column
        assert about["class"] in retention.CLASSES, column
        assert len(about["purpose"]) > 5, column


def test_every_rule_can_be_carried_out():
    for rule in retention.rules():
        if rule.since:
            *path, last = rule.since.split("__")
            model = rule.table
            for part in path:
                model = model._meta.get_field(part).related_model
            assert isinstance(model._meta.get_field(last), models.DateTimeField), rule.model
        if rule.action is Action.HANDLER:
            assert rule.run in retention.HANDLERS
        if rule.action is Action.TASK:
            assert rule.run in current_app.tasks


def test_no_rule_forgets_a_table_that_only_grows():
    ended = {rule.table._meta.db_table for rule in retention.rules() if rule.action != Action.NONE}
    assert not ended & append_only_tables()


@pytest.mark.parametrize(
    "said",
    [
        {"action": "delete", "keep_days": 5},
        {"action": "delete", "since": "at"},
        {"action": "delete", "since": "at", "keep_days": 0},
        {"action": "delete", "since": "at", "keep_days": "5"},
        {"action": "handler", "keep_days": 5},
        {"action": "task", "keep_days": 5},
        {"action": "none"},
        {"action": "none", "until": "x", "keep_days": 5},
    ],
)
def test_rule_without_sense_is_refused(said):
    with pytest.raises(RegisterError, match=r"core\.AccessRecord"):
        retention._rule("core.AccessRecord", {"fields": {}} | said)


@pytest.mark.parametrize(
    ("field", "personal"),
    [
        (models.CharField(name="phone"), True),
        (models.CharField(name="home_address"), True),
        (models.TextField(name="internal_note"), True),
        (models.PositiveSmallIntegerField(name="birth_year"), True),
        (models.BooleanField(name="has_contact"), False),
        (models.DateTimeField(name="phone_seen_at"), False),
        (models.CharField(name="title"), False),
        (models.CharField(name="ships"), False),
    ],
)
def test_names_that_look_personal(field, personal):
    field.name = field.name or field.attname
    assert retention._looks_personal(field) is personal


# --- Carrying it out ------------------------------------------------------------------------------


@pytest.fixture
def only(monkeypatch):
    """Just the given rules, on tables of this room."""

    def keep(*rules):
        monkeypatch.setattr(retention, "rules", lambda: list(rules))

    return keep


@pytest.fixture
def letters(db):
    """Two letters of last year, one of today."""
    for number in range(3):
        notify(key=f"k{number}", email=f"dan{number}@example.org", **TOLD)
    year_ago = clock.now() - timedelta(days=366)
    Notification.objects.filter(key__in=["k0", "k1"]).update(created_at=year_ago)


def rule(action, **said):
    fields = {"address": {}, "body": {}}
    base = {"model": "core.Notification", "fields": fields, "keep_days": 365}
    return retention.Rule(**base | {"action": action} | said)


def test_delete_takes_rows_whose_time_is_over(letters, only, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    only(rule(Action.DELETE, since="created_at"))
    assert retention.purge() == {"core.Notification": 2}
    assert Notification.objects.get().key == "k2"
    assert retention.purge() == {"core.Notification": 0}


def test_blank_empties_the_columns_and_keeps_the_row(letters, only):
    only(rule(Action.BLANK, since="created_at"))
    assert retention.purge() == {"core.Notification": 2}
    assert set(Notification.objects.values_list("key", "address")) == {
        ("k0", ""),
        ("k1", ""),
        ("k2", "dan2@example.org"),
    }
    assert retention.purge() == {"core.Notification": 0}


def test_blank_sets_null_where_it_may(letters, only):
    only(rule(Action.BLANK, since="created_at", fields={"delivered_at": {}, "scope": {}}))
    Notification.objects.update(scope=5)
    retention.purge()
    assert list(Notification.objects.order_by("key").values_list("scope", flat=True)) == [
        None,
        None,
        5,
    ]


def test_blank_follows_a_path(letters, only, make_user):
    user = make_user()
    type(user).objects.update(date_joined=clock.now() - timedelta(days=400))
    notify(key="of user", users=[user], **TOLD)
    only(rule(Action.DELETE, since="user__date_joined"))
    assert retention.purge() == {"core.Notification": 2}


def test_handler_of_a_room_gets_the_moment(db, only, monkeypatch):
    monkeypatch.setattr(retention, "HANDLERS", {})
    seen = []

    @retention.handler("room.forget")
    def forget(before: datetime.datetime) -> int:
        seen.append(before)
        return 4

    now = datetime.datetime(2026, 12, 31, tzinfo=datetime.UTC)
    only(rule(Action.HANDLER, run="room.forget", keep_days=30))
    assert retention.purge(now) == {"core.Notification": 4}
    assert seen == [now - timedelta(days=30)]


def test_rules_for_others_are_left_to_them(letters, only):
    only(rule(Action.TASK, run="x"), rule(Action.NONE, until="x", keep_days=None))
    assert retention.purge() == {}
    assert Notification.objects.count() == 3


@pytest.mark.django_db
def test_purge_of_the_real_registers_runs(letters):
    Session.objects.create(
        session_key="old", session_data="x", expire_date=clock.now() - timedelta(days=3)
    )
    done = housekeeping.purge()
    assert done["core.Notification"] == 2
    assert done["sessions.Session"] == 1
    assert {rule.model for rule in retention.rules() if retention._is_ours(rule)} <= done.keys()


def test_purge_forgets_finished_work_and_old_letters(db, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "core.mail.FileBackend"
    mail.send(to="a@example.org", subject="x", body="x", message_id="<x@x>")
    (kept,) = tmp_path.iterdir()
    os.utime(kept, (0, 0))
    outbox.enqueue("core.tasks.deliver", key="k", payload={"notification_id": 1})
    OutboxMessage.objects.update(done_at=clock.now() - timedelta(days=15))
    done = tasks.purge()
    assert (done["outbox"], done["letters"]) == (1, 1)


def test_calendar_task_loads_ahead(db):
    assert tasks.load_calendar() > 0
    assert tasks.load_calendar() == 0


# --- History, by the owner ------------------------------------------------------------------------


def history():
    return CalendarDay.audit_events.rel.related_model.objects


def test_forget_history_keeps_at_least_a_year(db, capsys):
    call_command("forget_history", "--days", "30")
    assert "refused" in capsys.readouterr().err


def test_only_logs_are_thinned_out_never_the_records_of_work():
    logs = {model.__name__ for model in AppendOnly.__subclasses__() if model.is_log}
    assert logs == {"AccessRecord", "LoginAttempt"}


def test_forget_history_deletes_only_what_is_old(committed, capsys):
    day = CalendarDay.objects.create(date=clock.today(), kind=DayKind.OFF, name="mới toanh")
    day.delete()
    record_access(by=SimpleNamespace(pk=1), about="mới", scope=None)
    AccessRecord.objects.create(
        user_id=1, user_name="x", about="cũ", at=clock.now() - timedelta(days=3000)
    )
    call_command("forget_history")
    assert list(AccessRecord.objects.values_list("about", flat=True)) == ["mới"]
    assert history().filter(name="mới toanh").count() == 2
    assert capsys.readouterr().out == "core.AccessRecord: 1\n"
