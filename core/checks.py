"""Start-up checks of the database: it must keep what it acknowledges and refuse what it must.

Tagged `database`: they run in `manage.py prepare`, `manage.py migrate` and
`manage.py check --database default`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from core.grants import app_role

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


@register(Tags.database)
def database_keeps_what_it_acknowledges(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A citizen is told "received" after the commit; a server that may forget it is refused."""
    if not settings.PORTAL_REQUIRE_DURABLE_DATABASE:
        return []
    return [
        Error(
            f"PostgreSQL runs with {name} = off and may lose what it has acknowledged.",
            hint=f"Set {name} to on in the server, the database and the role.",
            id="core.E101",
        )
        for alias in databases or ()
        for name in DURABILITY
        if _setting(alias, name) == "off"
    ]


@register(Tags.database)
def application_role_is_not_the_owner(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The audit trail cannot be rewritten only as long as the application neither owns nor rules."""
    if not settings.PORTAL_REQUIRE_SEPARATE_ROLES:
        return []
    return [
        Error(
            f"The role of DATABASE_URL {problem}.",
            hint="Give the application a role of its own (docs/operations.md, Roles).",
            id="core.E102",
        )
        for alias in databases or ()
        for problem in _problems_of_role(alias)
    ]


def _setting(alias: str, name: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def _problems_of_role(alias: str) -> list[str]:
    found = []
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [app_role()]
        )
        is_superuser, bypasses = cursor.fetchone() or (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
            " WHERE pg_has_role(%s, pg_roles.oid, 'USAGE') AND relnamespace = 'public'::regnamespace",
            [app_role()],
        )
        if is_superuser or bypasses:
            found.append("is a superuser or passes over row security")
        elif cursor.fetchone()[0]:
            found.append("owns tables, or inherits a role that does")
    return found
