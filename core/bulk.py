"""Writing very many rows of our own making: by COPY, with indexes and foreign keys built afterwards."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg2 import sql

Cells = tuple[object, ...]
Rows = tuple[type[Model], tuple[str, ...], list[Cells]]

_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
_UNIQUE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'u' AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def copy(model: type[Model], columns: tuple[str, ...], rows: Iterable[Cells]) -> None:
    """Write rows through COPY, with all triggers and checks; None is NULL.

    Nothing is escaped: no value may hold a tab, a line end or a backslash.
    """
    with connection.cursor() as cursor:
        _copy(cursor.cursor, model, columns, rows)


class Copier:
    """As `copy`, while the next rows are being made: in another thread, in the same transaction.

    Inside the block nothing else may be asked of the database.
    """

    def __enter__(self) -> Copier:
        connection.ensure_connection()
        self._cursor = connection.connection.cursor()
        self._pool = ThreadPoolExecutor(1)
        self._running: Future[None] | None = None
        return self

    def __exit__(self, error: type[BaseException] | None, *_details: object) -> None:
        try:
            if error is None:
                self._wait()
        finally:
            self._pool.shutdown()
            self._cursor.close()

    def write(self, tables: Iterable[Rows]) -> None:
        """Begin to write rows of some tables, in this order; raises what stopped the rows before."""
        self._wait()
        self._running = self._pool.submit(self._copy, list(tables))

    def _wait(self) -> None:
        if self._running is not None:
            self._running.result()

    def _copy(self, tables: list[Rows]) -> None:
        for model, columns, rows in tables:
            _copy(self._cursor, model, columns, rows)


@contextmanager
def bare(models: list[type[Model]], say: Callable[[str], None]) -> Iterator[None]:
    """Within the block the tables have no triggers, foreign keys, unique keys or indexes.

    They are built again at its end, where a row that breaks one stops the whole load; needs the
    owner, and a transaction, so that a load that is killed leaves everything as it was. The rows
    written inside are not in the audit trail.
    """
    tables = [table(model) for model in models]
    with connection.cursor() as cursor:
        keys, unique = _fetched(cursor, _FOREIGN_KEYS, tables), _fetched(cursor, _UNIQUE, tables)
        indexes = _fetched(cursor, _INDEXES, tables)
        for name in tables:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        for owner, name, _definition in [*keys, *unique]:
            cursor.execute(f'ALTER TABLE {owner} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    say("chỉ mục và ràng buộc")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 2")
        for owner, name, definition in unique:
            cursor.execute(f'ALTER TABLE {owner} ADD CONSTRAINT "{name}" {definition}')
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(f"ANALYZE {', '.join(tables)}")
        for owner, name, definition in keys:
            cursor.execute(f'ALTER TABLE {owner} ADD CONSTRAINT "{name}" {definition}')
        for name in tables:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def reserve(model: type[Model], count: int) -> range:
    """Take so many numbers of a table's sequence. Raises RuntimeError if others took some between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(n), max(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS n "
            "FROM generate_series(1, %s)) AS taken",
            [table(model), count],
        )
        first, last = cursor.fetchone()
    if not count or last - first + 1 != count:
        raise RuntimeError("numbers of the sequence were taken by somebody else meanwhile")
    return range(first, last + 1)


def table(model: type[Model]) -> str:
    """The name of a model's table."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented Meta API


def _copy(cursor: Any, model: type[Model], columns: tuple[str, ...], rows: Iterable[Cells]) -> None:
    text = "\n".join(
        ["\t".join(["\\N" if cell is None else str(cell) for cell in row]) for row in rows]
    )
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table(model)), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor.copy_expert(statement.as_string(cursor), io.StringIO(text))


def _fetched(cursor: Any, query: str, tables: list[str]) -> list[tuple[str, ...]]:
    cursor.execute(query, [tables])
    return cursor.fetchall()
