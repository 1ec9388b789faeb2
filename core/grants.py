"""What the application's database role may do: exactly this, granted after every migration.

The role owns nothing. It reads and writes the tables, and on those that must keep the truth (the
audit trail, the access log) it may only add rows and read them: `UPDATE`, `DELETE`, `TRUNCATE`,
`ALTER` and `DROP` are refused by PostgreSQL, whatever the application's code does.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import environ
import pghistory.models
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from core import wall
from core.models import AppendOnly

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
ADD_ONLY = "SELECT, INSERT"
READ_ONLY = "SELECT"
READ_ONLY_TABLES = frozenset({"django_migrations"})


def app_role() -> str:
    """The role of DATABASE_URL, which runs everything but migrations."""
    return _user_of(settings.DATABASE_URL)


@cache
def _user_of(url: str) -> str:
    """Remembered: the wall asks for it with every statement."""
    return environ.Env.db_url_config(url).get("USER") or ""


def append_only_tables() -> frozenset[str]:
    """Tables to which rows are only added: audit events of pghistory and `AppendOnly` models."""
    found = apps.get_models(include_auto_created=True)
    return frozenset(_table(model) for model in found if _only_grows(model))


def _only_grows(model: type[models.Model]) -> bool:
    return _is_table(model) and issubclass(model, (pghistory.models.Event, AppendOnly))


def _is_table(model: type[models.Model]) -> bool:
    return model._meta.managed  # noqa: SLF001 - Django's documented Meta API


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented Meta API


def grant(using: str = "default", **kwargs: Any) -> None:
    """Give the application's roles their rights anew on every table there is, and raise the walls.

    Needs the owner. Raises ImproperlyConfigured where a role is missing.

    Does nothing where the application itself owns the database (refused in production by a check).
    """
    connection = connections[using]
    role = app_role()
    if not role or role == connection.settings_dict["USER"]:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [wall.WIDE_ROLE])
        if cursor.fetchone() is None:
            raise ImproperlyConfigured(
                f"The role {wall.WIDE_ROLE} is missing: make it as deploy/roles.sql does."
            )
        tables = connection.introspection.table_names(cursor)
        for statement in _statements(role, tables) + _statements(wall.WIDE_ROLE, tables):
            cursor.execute(statement)
        for statement in wall.statements(_quoted(role), tables):
            cursor.execute(statement)


def _statements(role: str, tables: list[str]) -> list[str]:
    quoted = _quoted(role)
    only_added = append_only_tables()
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
    ]
    for table in tables:
        rights = EVERYTHING
        if table in only_added:
            rights = ADD_ONLY
        elif table in READ_ONLY_TABLES:
            rights = READ_ONLY
        statements += [
            f'REVOKE ALL ON "{table}" FROM {quoted}',
            f'GRANT {rights} ON "{table}" TO {quoted}',
        ]
    return statements


def _quoted(role: str) -> str:
    return f'"{role.replace(chr(34), chr(34) * 2)}"'


def grant_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: by then the tables of every room exist."""
    grant(using)
