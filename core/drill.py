"""Restoring a backup into a throw-away database, and holding it against what was written down."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from core import backup
from core.serving import embedded, roles

TEXT_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()\s]")
SHOWN = 20  # differences; enough to see what is wrong


class DrillError(Exception):
    """The restored database or files are not what the backup says; `differences` in words."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("\n".join(differences[:SHOWN]))
        self.differences = differences


def drill(found: backup.Backup, *, admin_url: str = "") -> dict[str, Any]:
    """Restore a backup, compare everything, sign in; returns figures.

    `admin_url` is a superuser's on a server where a database may be made and dropped; without it a
    server from the wheel is started for the time. Raises DrillError, BackupError.
    """
    changed = [
        f"{name}: the archive itself has changed"
        for name, wanted in found.manifest["sha256"].items()
        if backup.sha256_of(found.folder / name) != wanted
    ]
    if changed:
        raise DrillError(changed)
    with tempfile.TemporaryDirectory(prefix="gd-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server may run as another account, which has to get through
        with _server(folder, admin_url) as admin, _database(admin) as urls:
            _restore(found.folder / backup.DUMP, urls["admin"])
            differences = _compare_database(found.manifest["database"], urls["admin"])
            differences += _compare_media(found, folder / "media")
            if differences:
                raise DrillError(differences)
            _sign_in(urls["app"], folder)
    return found.figures | {"signed_in": True}


@contextmanager
def _server(folder: Path, admin_url: str) -> Iterator[str]:
    if admin_url:
        yield admin_url
        return
    with embedded.postgres(folder, durable=False) as urls:
        yield urls["DATABASE_ADMIN_URL"]


@contextmanager
def _database(admin_url: str) -> Iterator[dict[str, str]]:
    """An empty database for the time; the roles are made where they are missing."""
    name = f"gandan_drill_{os.getpid()}"
    roles.bootstrap(admin_url)
    with closing(psycopg2.connect(admin_url)) as connection:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cursor:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            cursor.execute(drop)
            roles.create_database(cursor, name)
            try:
                admin = urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
                yield {"admin": admin, "app": _as(admin, roles.APP)}
            finally:
                cursor.execute(drop)


def _as(admin_url: str, role: str) -> str:
    """The same database entered by another role; on a given server the superuser takes its place."""
    parts = urlsplit(admin_url)
    if parts.password:  # a server with passwords: nobody knows the other's here
        return admin_url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}@{host}"))


def _restore(dump: Path, url: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        restore = backup.program("pg_restore", connection.server_version)
    command = [restore, "--exit-on-error", "--no-owner", "--jobs=2"]
    name = urlsplit(url).path.removeprefix("/")
    backup.run([*command, f"--role={roles.OWNER}", f"--dbname={name}", str(dump)], url)


def _compare_database(wanted: dict[str, Any], url: str) -> list[str]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        found = backup.describe(cursor)
    differences = [
        f"table {name}: {wanted['tables'].get(name)} became {found['tables'].get(name)}"
        for name in sorted(wanted["tables"].keys() | found["tables"].keys())
        if wanted["tables"].get(name) != found["tables"].get(name)
    ]
    for kind, definitions in wanted["objects"].items():
        there = found["objects"][kind]
        differences += [
            f"{kind}: {name} {'is missing' if name not in there else 'is another'}"
            for name in sorted(definitions.keys() | there.keys())
            if _meaning(definitions.get(name)) != _meaning(there.get(name))
        ]
    return differences


def _meaning(definition: str | None) -> str | None:
    """A definition without the casts of texts, which PostgreSQL writes otherwise once it is restored."""
    return definition and TEXT_CASTS.sub("", definition)


def _compare_media(found: backup.Backup, folder: Path) -> list[str]:
    _unpack(found.folder / backup.MEDIA, folder)
    wanted = found.manifest["media"]
    there = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }
    return [
        f"file {name} {'is missing' if name not in there else 'is another'}"
        for name in sorted(wanted.keys() | there.keys())
        if wanted.get(name) != there.get(name)
    ]


def _unpack(archive: Path, folder: Path) -> None:
    """Ordinary files below the folder; our own archives hold nothing else."""
    folder.mkdir()
    with tarfile.open(archive) as tar:
        for entry in tar:
            place = (folder / entry.name).resolve()
            content = tar.extractfile(entry) if entry.isreg() else None
            if content is None or not place.is_relative_to(folder.resolve()):
                raise DrillError([f"{archive.name}: {entry.name} is no file of ours"])
            place.parent.mkdir(parents=True, exist_ok=True)
            with content, place.open("wb") as copy:
                shutil.copyfileobj(content, copy)


def _sign_in(url: str, folder: Path) -> None:
    """The portal itself on the restored database: somebody signs in and sees the first page."""
    given = {"DATABASE_URL": url, "PORTAL_DATA": str(folder), "GANDAN_DRILL": "1"}
    given["REDIS_URL"] = "redis://127.0.0.1:1/0"  # none: nothing of the drill reaches the real one
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")} | given
    done = subprocess.run(
        [sys.executable, "manage.py", "probe_sign_in"],
        cwd=embedded.PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DrillError([f"nobody can sign in: {done.stderr.strip()[-1000:]}"])
