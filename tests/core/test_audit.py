"""The audit trail is written by the database and cannot be edited by the application."""

from __future__ import annotations

import datetime

import pghistory
import pghistory.models
import pytest
from django.apps import apps
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from core import grants, wall
from core.audit import record_access
from core.models import AccessRecord, CalendarDay, DayKind
from core.owner import as_owner

pytestmark = pytest.mark.django_db

DAY = datetime.date(2030, 5, 1)


def events() -> list[tuple]:
    history = CalendarDay.audit_events.rel.related_model.objects.filter(date=DAY).order_by("pgh_id")
    return list(history.values_list("pgh_label", "name", "pgh_context__user"))


@pytest.fixture
def day():
    return CalendarDay.objects.create(date=DAY, kind=DayKind.OFF, name="một")


def test_every_change_is_kept_with_who_did_it():
    with pghistory.context(user=7):
        day = CalendarDay.objects.create(date=DAY, kind=DayKind.OFF, name="một")
        day.name = "hai"
        day.save()
        day.delete()
    assert events() == [("insert", "một", 7), ("update", "hai", 7), ("delete", "hai", 7)]


def test_bulk_and_raw_changes_are_kept_too(day):
    CalendarDay.objects.filter(pk=day.pk).update(name="hai")
    CalendarDay.objects.bulk_update([day], ["name"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_calendarday SET name = 'ba' WHERE id = %s", [day.pk])
    assert [name for _label, name, _user in events()] == ["một", "hai", "một", "ba"]


def test_change_of_nothing_leaves_no_row(day):
    day.save()
    assert len(events()) == 1


def test_history_outlives_its_row(day):
    day.delete()
    assert [label for label, *_rest in events()] == ["insert", "delete"]


def tables() -> list[str]:
    return sorted(grants.append_only_tables())


def test_append_only_tables_are_the_events_and_the_access_log():
    found = tables()
    assert {"core_accessrecord", "core_calendardayevent", "core_workintervalevent"} <= set(found)
    assert "core_calendarday" not in found


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE {} SET {} = {}",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} ADD COLUMN x int",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
        "CREATE RULE x AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)
@pytest.mark.parametrize("table", ["core_calendardayevent", "core_accessrecord"])
def test_application_cannot_tamper(day, table, command):
    key = "pgh_id" if table.endswith("event") else "id"
    statement = command.format(table, key, key)
    with connection.cursor() as cursor, pytest.raises((ProgrammingError, InternalError)):
        cursor.execute(statement)


def test_application_cannot_grant_itself_more(day):
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON core_accessrecord TO current_user")  # PostgreSQL only warns
    assert rights("core_accessrecord") == {"SELECT", "INSERT"}


def rights(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants"
            " WHERE table_name = %s AND grantee = current_user",
            [table],
        )
        return {right for (right,) in cursor.fetchall()}


def test_rights_on_every_append_only_table():
    assert {table: rights(table) for table in tables()} == {
        table: {"SELECT", "INSERT"} for table in tables()
    }


def test_rights_on_every_other_table():
    others = set(connection.introspection.table_names()) - set(tables()) - {"django_migrations"}
    full = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {table: rights(table) for table in others} == dict.fromkeys(others, full)
    assert rights("django_migrations") == {"SELECT"}


def test_application_owns_nothing_and_is_no_superuser():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolinherit"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, False)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


def test_grant_by_the_application_itself_does_nothing():
    grants.grant()
    assert rights("core_accessrecord") == {"SELECT", "INSERT"}


@pytest.mark.django_db(transaction=True)
def test_a_wall_whose_table_was_taken_back_keeps_nobody_from_migrating(monkeypatch):
    gone = "core_gone"
    monkeypatch.setitem(wall._walls, gone, "true")
    with as_owner():
        grants.grant()
    tables = connection.introspection.table_names()
    raised = "".join(wall.statements('"app"', tables))
    assert f'"{gone}"' not in raised
    assert all(f'"{table}"' in raised for table in wall.walls().keys() - {gone})


def test_statements_quote_the_role():
    found = grants._statements('a"b', ["core_calendarday"])
    assert found[0] == 'GRANT USAGE ON SCHEMA public TO "a""b"'
    assert found[-1].startswith('GRANT SELECT, INSERT, UPDATE, DELETE ON "core_calendarday"')


# --- Who looked at what ---------------------------------------------------------------------------


def test_record_access_keeps_who_what_where_and_why(make_user):
    user = make_user()
    record_access(by=user, about="KP-7QD4-M2XN", scope=9, why="gọi\x00 lại")
    row = AccessRecord.objects.get()
    assert (row.user_id, row.user_name) == (user.pk, str(user))
    assert (row.about, row.scope, row.why) == ("KP-7QD4-M2XN", 9, "gọi lại")
    assert str(row) == "KP-7QD4-M2XN"


def test_record_access_belongs_to_the_callers_transaction(make_user):
    user = make_user()

    @transaction.atomic
    def reveal():
        record_access(by=user, about="x", scope=None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reveal()
    assert not AccessRecord.objects.exists()


def test_access_log_outlives_the_account(make_user):
    user = make_user()
    record_access(by=user, about="x", scope=None)
    user.delete()
    assert AccessRecord.objects.get().user_name == "ai"


def test_no_history_keeps_a_password():
    kept = {
        field.name
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
        for field in model._meta.get_fields()
    }
    assert "password" not in kept
    assert "name" in kept
