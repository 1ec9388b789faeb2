"""A database that may forget, or an application that rules it, is refused at the start."""

import pytest
from django.db import connection

from core import checks
from core.owner import as_owner


@pytest.fixture
def watchful(settings):
    settings.PORTAL_REQUIRE_DURABLE_DATABASE = True
    settings.PORTAL_REQUIRE_SEPARATE_ROLES = True
    return settings


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.django_db
def test_forgetful_server_is_refused(watchful):
    found = checks.database_keeps_what_it_acknowledges(databases=["default"])
    assert ids(found) == ["core.E101"] * 3  # the throw-away server of the tests syncs nothing
    assert [message.msg.split()[3] for message in found] == list(checks.DURABILITY)


@pytest.mark.django_db
def test_forgetful_session_is_refused(watchful):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit')")
        cursor.execute("SET LOCAL synchronous_commit = 'on'")
    found = checks.database_keeps_what_it_acknowledges(databases=["default"])
    assert [message.msg.split()[3] for message in found] == ["fsync", "full_page_writes"]


@pytest.mark.django_db
def test_separate_role_is_accepted(watchful):
    assert checks.application_role_is_not_the_owner(databases=["default"]) == []


@pytest.mark.django_db
def test_owner_as_the_application_is_refused(watchful):
    watchful.DATABASE_URL = watchful.DATABASE_OWNER_URL
    found = checks.application_role_is_not_the_owner(databases=["default"])
    assert ids(found) == ["core.E102"]
    assert "owns tables" in found[0].msg


@pytest.mark.django_db
def test_superuser_as_the_application_is_refused(watchful):
    watchful.DATABASE_URL = watchful.DATABASE_OWNER_URL.replace("gandan_owner", "postgres")
    found = checks.application_role_is_not_the_owner(databases=["default"])
    assert ids(found) == ["core.E102"]
    assert "superuser" in found[0].msg


def test_nothing_is_asked_without_a_database(watchful):
    assert checks.database_keeps_what_it_acknowledges(databases=None) == []
    assert checks.application_role_is_not_the_owner(databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_work_as_the_owner_ends_with_the_block():
    def role():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()[0]

    assert role() == "gandan_app"
    with as_owner():
        assert role() == "gandan_owner"
    assert role() == "gandan_app"
