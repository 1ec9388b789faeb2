"""A portal of one's own to measure: servers, database and web processes in a folder that goes away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.load.settings"
READY_SECONDS = 60


@dataclass(frozen=True)
class Stand:
    """Where it answers, and the environment in which commands reach its database."""

    port: int
    environment: dict[str, str]
    folder: Path

    def manage(self, *arguments: str) -> None:
        """Run a management command as the owner of the database, quietly. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def settle(self) -> None:
        """Write out what a load left in memory, or the next measurement pays for it."""
        with closing(psycopg2.connect(self.environment["DATABASE_ADMIN_URL"])) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")


@contextmanager
def stand() -> Iterator[Stand]:
    """Start PostgreSQL and Valkey, load the demonstration city, serve it; stop and erase it all."""
    sys.path.insert(0, str(PROJECT))
    from core.serving import embedded  # noqa: PLC0415 - the path is known only now

    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="gd-", ignore_cleanup_errors=True)
            )
        )
        folder.chmod(0o711)  # the servers may run as another account, which has to get through
        port = free_port()
        services = stack.enter_context(embedded.postgres(folder))
        services |= stack.enter_context(embedded.valkey(folder))
        environment = os.environ | services | {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORTAL_DATA": str(folder),
            "PORTAL_TRUSTED_PROXIES": "1",  # so that one driver can be many addresses
            "PORT": str(port),
        }  # fmt: skip
        found = Stand(port, environment, folder)
        found.manage("prepare")
        stack.enter_context(_served(found))
        yield found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _served(stand: Stand) -> Iterator[None]:
    """The web processes as the Procfile starts them, without the owner's address."""
    environment = {k: v for k, v in stand.environment.items() if "_OWNER_" not in k}
    environment.pop("DATABASE_ADMIN_URL")
    gunicorn = [
        str(Path(sys.executable).with_name("gunicorn")),
        "--config",
        "python:config.gunicorn",
        "--max-requests",
        "0",
        "config.wsgi",
    ]
    log = stand.folder / "web.log"
    with log.open("wb") as out:
        server = subprocess.Popen(gunicorn, cwd=PROJECT, env=environment, stdout=out, stderr=out)
    try:
        _wait(f"http://127.0.0.1:{stand.port}/readyz", server, log)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"the portal does not answer:\n{log.read_text(encoding='utf-8')[-2000:]}")
