"""The two roles of the database: the owner, who migrates, and the application, who does the rest.

The application's role owns nothing, is no superuser and inherits nothing, so that what it may not do
(rewrite the audit trail, drop a table) is refused by PostgreSQL itself.
"""

from __future__ import annotations

import psycopg2
import psycopg2.extensions
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

OWNER = "gandan_owner"
APP = "gandan_app"
WIDE = "gandan_wide"  # entered by the application where no wall is to stand (core/wall.py)
DATABASE = "gandan"


def bootstrap(admin_url: str) -> None:
    """Make roles and database where they are missing, as a superuser."""
    connection = psycopg2.connect(admin_url)
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    try:
        with connection.cursor() as cursor:
            for role, rights in ((OWNER, "CREATEDB"), (APP, "NOINHERIT NOCREATEDB NOCREATEROLE")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if cursor.fetchone() is None:
                    statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER " + rights)
                    cursor.execute(statement.format(sql.Identifier(role)))
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WIDE])
            if cursor.fetchone() is None:
                names = {"wide": sql.Identifier(WIDE), "app": sql.Identifier(APP)}
                statement = (
                    "CREATE ROLE {wide} NOLOGIN NOSUPERUSER NOINHERIT; GRANT {wide} TO {app}"
                )
                cursor.execute(sql.SQL(statement).format(**names))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                create_database(cursor, DATABASE)
    finally:
        connection.close()


def create_database(
    cursor: psycopg2.extensions.cursor, name: str, template: str = "template0"
) -> None:
    """Make a database that belongs to the owner and that the application may only connect to."""
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER)}
    cursor.execute(
        sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}").format(
            **names, template=sql.Identifier(template)
        )
    )
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
    cursor.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}, {wide}").format(
            **names, app=sql.Identifier(APP), wide=sql.Identifier(WIDE)
        )
    )
