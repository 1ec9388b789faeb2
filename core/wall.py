"""The second wall: PostgreSQL itself shows a signed-in official no row of another area.

The first wall is `visible_to`, in every query. Should one be forgotten, row-level security stands
behind it. The application's role sees of the walled tables only what lies in the area told in
`app.wards` and `app.places`; a second role, WIDE, sees everything and is entered for the length of a
statement (or of the transaction around it). Whoever runs unwatched (workers, commands, citizens' pages,
which find a case by what only its sender knows) enters WIDE; a request of an official is narrowed to
the units of their posts (`narrowed`, by a middleware).

Both are told to the database in the same round trip as the statement itself, and only with statements
that name a walled table. The policies of a room stand in its `walls.py`; they are written anew after
every migration (`raise_walls`). A condition that the planner may look at once (a sub-SELECT) and an
integer comparison keep the indexes in use; a search by words can use its own index in WIDE alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.backends.signals import connection_created

WIDE_ROLE = "gandan_wide"
WARDS = "(SELECT string_to_array(nullif(current_setting('app.wards', true), ''), ',')::bigint[])::bigint[]"
PLACES = "(SELECT string_to_array(nullif(current_setting('app.places', true), ''), ',')::bigint[])::bigint[]"


@dataclass(frozen=True, slots=True)
class Area:
    """What somebody may see rows of: whole wards, and single khu phố in others. Ids of units."""

    wards: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    everywhere: bool = False


EVERYTHING = Area(everywhere=True)
_area: ContextVar[Callable[[], Area] | None] = ContextVar("area", default=None)
_walls: dict[str, str] = {}


def wall(table: str, condition: str) -> None:
    """Put a table behind the wall: rows that fulfil a condition in SQL (see WARDS, PLACES) are seen."""
    _walls[table] = condition
    _names_a_walled_table.cache_clear()


def walls() -> dict[str, str]:
    """The walled tables and their conditions."""
    return dict(_walls)


@contextmanager
def narrowed(area: Callable[[], Area]) -> Iterator[None]:
    """Show the block what lies in an area; it is asked for when the first walled table is read."""
    before = _area.set(area)
    try:
        yield
    finally:
        _area.reset(before)


@contextmanager
def lifted() -> Iterator[None]:
    """Show the block everything: for work that the first wall has allowed and that crosses areas."""
    before = _area.set(None)
    try:
        yield
    finally:
        _area.reset(before)


def narrow(area: Callable[[], Area]) -> None:
    """`narrowed`, until `widen`: a streamed answer is read after its view has returned."""
    _area.set(area)


def widen(**_signal: Any) -> None:
    """The end of a request; the receiver of `request_finished`."""
    _area.set(None)


def tell_the_database(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Wrapper of every statement: those that name a walled table say first who is asking."""
    if isinstance(sql, str) and _is_behind(context["connection"]) and _names_a_walled_table(sql):
        sql = _preface() + sql
    return execute(sql, params, many, context)


def _preface() -> str:
    asked = _area.get()
    area = asked() if asked else EVERYTHING
    if area.everywhere:
        return f"SET LOCAL ROLE {WIDE_ROLE}; "
    # Numbers of our own tables and a fixed name: nothing of a request stands here.
    wards, places = (",".join(map(str, sorted(ids))) for ids in (area.wards, area.places))
    # SET, not SELECT set_config(…): the audit trail passes by what begins with SELECT, and would know
    # of no change behind the wall who made it.
    return (
        f"SET LOCAL ROLE NONE; SET LOCAL app.wards = '{wards}'; SET LOCAL app.places = '{places}'; "
    )


def _is_behind(connection: Any) -> bool:
    """Whether the connection is the application's; the owner stands before no wall."""
    from core.grants import app_role  # noqa: PLC0415 - needs the models

    return connection.vendor == "postgresql" and connection.settings_dict["USER"] == app_role()


@cache
def _names_a_walled_table(sql: str) -> bool:
    return bool(_pattern(tuple(sorted(_walls))).search(sql))


@cache
def _pattern(tables: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(tables) or '(?!)'})\b")


def watch(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Receiver of `connection_created`: every statement of the connection goes by the wall."""
    if tell_the_database not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, tell_the_database)


def statements(role: str, tables: Collection[str]) -> list[str]:
    """What raises the walls of these tables for the application's role.

    To be run by the owner, any number of times. A table that is walled but not there (its migration was
    taken back) needs no wall.
    """
    found, there = [], set(tables)
    for table, condition in _walls.items():
        if table not in there:
            continue
        found += [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'DROP POLICY IF EXISTS area ON "{table}"',
            f'DROP POLICY IF EXISTS wide ON "{table}"',
            f'CREATE POLICY area ON "{table}" TO {role} USING ({condition}) WITH CHECK (true)',
            f'CREATE POLICY wide ON "{table}" TO {WIDE_ROLE} USING (true) WITH CHECK (true)',
        ]
    return found


def connect() -> None:
    """Called once, when the room is ready."""
    from django.core.signals import request_finished  # noqa: PLC0415

    connection_created.connect(watch, dispatch_uid="core.wall")
    request_finished.connect(widen, dispatch_uid="core.wall")
