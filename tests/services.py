"""The servers and databases of a test run; loaded by `-p tests.services` (pyproject.toml).

The controlling process starts PostgreSQL and Valkey once, unless DATABASE_URL and REDIS_URL name
given ones. One database is migrated, as its owner; every worker works on a copy of its own, signed
in as the application's role, as in production.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

RUN_FOLDER = "GANDAN_TEST_FOLDER"
TEMPLATE = "gandan_test_template"
# What costs long to set up and is set up once: all tests of each run in one process.
TOGETHER = (
    "tests/core/papers/",
    "tests/e2e/",
    "tests/wards/city/",
    "tests/wards/test_load_history.py",
)
NO_SERVICES = {"--help", "-h", "--version", "-V", "--fixtures", "--markers"}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Iterator[None]:
    """Have the servers up before Django reads its settings."""
    if RUN_FOLDER not in os.environ and not NO_SERVICES.intersection(args):
        stack = contextlib.ExitStack()
        early_config.add_cleanup(stack.close)
        _start(stack)
    _choose_redis_database()
    yield


def together(nodeid: str) -> str:
    """What a test has to stay together with; empty for most."""
    return next((start for start in TOGETHER if nodeid.startswith(start)), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By path: the mark `xdist_group` says nothing any more since pytest 9.2 (pytest-xdist 3.8)."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - where there are processes

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid) or nodeid

    return Scheduling(config, log)


def _start(stack: contextlib.ExitStack) -> None:
    # Imported here: a worker, which starts nothing, need not have the wheels.
    from core.serving import embedded  # noqa: PLC0415

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gd-", dir="/tmp")))
    folder.chmod(0o711)  # the servers may run as another account, which has to get through
    found: dict[str, str] = {RUN_FOLDER: str(folder)}
    if "DATABASE_URL" not in os.environ:
        found |= stack.enter_context(embedded.postgres(folder, durable=False))
        # Dropping a database with FORCE ends the sessions that other roles have in it.
        with cursor_at(found["DATABASE_ADMIN_URL"]) as cursor:
            cursor.execute("GRANT pg_signal_backend TO gandan_owner")
            # Between two tests the tables are empty. Counted in such a moment, they are taken for empty by
            # the planner while the next test fills them, and a join of hundreds of rows takes a minute.
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")
    elif "DATABASE_OWNER_URL" not in os.environ:
        raise pytest.UsageError("DATABASE_URL is set: set DATABASE_OWNER_URL too (with CREATEDB).")
    if "REDIS_URL" not in os.environ:
        found |= stack.enter_context(embedded.valkey(folder, durable=False))
    os.environ.update(found)
    stack.callback(lambda: [os.environ.pop(name) for name in found])
    stack.callback(_drop, [TEMPLATE])


def _choose_redis_database() -> None:
    """Each worker has a numbered database of its own in Valkey."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        parts = urlsplit(os.environ["REDIS_URL"])
        number = 1 + int(worker.removeprefix("gw")) % 15
        os.environ["REDIS_URL"] = urlunsplit(parts._replace(path=f"/{number}"))


def name_of_database(worker: str) -> str:
    """The database of one worker; of this run alone, as a given server may serve several."""
    return f"gandan_test_{worker}_{os.getpid()}"


def migrated_template() -> None:
    """Make the migrated database that all others are copied from, once per run."""
    marker = Path(os.environ[RUN_FOLDER]) / "template"
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if marker.exists():
            return
        _drop([TEMPLATE])
        with owner_cursor() as cursor:
            cursor.execute(_create(TEMPLATE, "template0"))
        _migrate()
        marker.touch()


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = TEMPLATE
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def copy_template(name: str) -> None:
    """Make the database `name` anew, as the migrations left the template."""
    _drop([name])
    with owner_cursor() as cursor:
        cursor.execute(_create(name, TEMPLATE))


def drop_database(name: str) -> None:
    """Remove the database, whoever is still connected to it."""
    _drop([name])


def _create(name: str, template: str) -> sql.Composed:
    # FILE_COPY: with fsync off the fastest way for a small database.
    return sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(template)
    )


def _drop(names: list[str]) -> None:
    with owner_cursor() as cursor:
        for name in names:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            cursor.execute(statement.format(sql.Identifier(name)))


@contextlib.contextmanager
def owner_cursor() -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the owner, outside the databases that come and go."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    with cursor_at(urlunsplit(parts._replace(path="/postgres"))) as cursor:
        yield cursor


@contextlib.contextmanager
def cursor_at(url: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor whose every statement is committed at once."""
    connection = psycopg2.connect(url)
    connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
