"""Start the portal step by step, run it, stop it: the work behind `manage.py serve`."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import IO, Any, TextIO

import psycopg2
import redis
from honcho.manager import SYSTEM_PRINTER_NAME

from core.serving import embedded, processes
from core.serving.embedded import PROJECT, Folders, ServiceError
from core.serving.printer import LogPrinter
from core.serving.tether import is_alive

READY_SECONDS = 90
LEFTOVER_SECONDS = 90
GIVEN_SECONDS = 30


@dataclass
class Portal:
    """One run of the portal on one folder of data and one port."""

    data: Path
    host: str
    port: int
    out: TextIO
    show_logs: bool = False
    announcement: str = ""
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _services: dict[str, str] = field(default_factory=dict)

    def run(self) -> int:
        """Serve until Ctrl-C or SIGTERM; returns the exit code. Raises ServiceError."""
        signal.signal(signal.SIGTERM, _interrupt)
        folders = Folders(self.data)
        folders.make()
        with ExitStack() as stack:
            stack.enter_context(self._alone(folders))
            self._refuse_taken_port()
            self._start_services(stack)
            self._environment_of_processes()
            self._prepare()
            return self._run_processes(folders)

    # --- the steps ------------------------------------------------------------------------------

    @contextmanager
    def _alone(self, folders: Folders) -> Iterator[None]:
        """Only one run per folder; what a run that was killed left behind is waited for."""
        with (folders.run / "serve.lock").open("a+") as own, folders.lock.open("ab") as children:
            said = False
            end = time.monotonic() + LEFTOVER_SECONDS
            while not (_is_locked(own) and _is_locked(children)):
                self._refuse_second_run(own)
                if time.monotonic() > end:
                    raise ServiceError(
                        "Tiến trình của lần chạy trước chưa dừng. "
                        "/ Processes of an earlier run have not ended."
                    )
                if not said:
                    self._say("Chờ lần chạy trước dừng hẳn / waiting for the last run to end …")
                    said = True
                time.sleep(0.2)
            fcntl.flock(children, fcntl.LOCK_UN)  # for the processes of this run to share
            _write_pid(own)
            yield

    def _refuse_second_run(self, own: TextIO) -> None:
        """The lock outlives a killed run in what it forked, so its pid tells whether it lives."""
        own.seek(0)
        pid = own.read().strip()
        if pid.isdigit() and is_alive(int(pid)):
            raise ServiceError(
                f"Cổng đang chạy với thư mục {self.data} rồi (tiến trình {pid}). "
                f"/ The portal is already running on {self.data} (process {pid})."
            )

    def _refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise ServiceError(self._why_not_bound(error)) from error

    def _why_not_bound(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Cổng {self.port} đang có chương trình khác dùng. Chọn cổng khác: "
                f"PORT={self.port + 1} make run\n"
                f"Port {self.port} is taken by another program. Choose another: "
                f"PORT={self.port + 1} make run"
            )
        return (
            f"Không mở được {self.host}:{self.port} ({error.strerror}). "
            f"/ Cannot listen on {self.host}:{self.port} ({error.strerror})."
        )

    def _start_services(self, stack: ExitStack) -> None:
        if "DATABASE_URL" in self.environment:
            with self._step("Cơ sở dữ liệu đã cho / the given database"):
                _wait_for_database(self.environment["DATABASE_URL"])
        else:
            with self._step("PostgreSQL"):
                self._services |= stack.enter_context(embedded.postgres(self.data))
        if "REDIS_URL" in self.environment:
            with self._step("Redis đã cho / the given Redis"):
                _wait_for_redis(self.environment["REDIS_URL"])
        else:
            with self._step("Valkey"):
                self._services |= stack.enter_context(embedded.valkey(self.data))
        if self._services:
            stack.enter_context(_published(self.data, self._services))

    def _environment_of_processes(self) -> None:
        """The web and worker processes get the application's role only, never the owner's."""
        addresses = ("DATABASE_URL", "REDIS_URL")
        self.environment |= {k: v for k, v in self._services.items() if k in addresses}
        self.environment |= {
            "PORTAL_DATA": str(self.data),
            "HOST": self.host,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        }

    def _prepare(self) -> None:
        """Migrations, static files, the made-up city: a command of its own, as the owner."""
        owner = {k: v for k, v in self._services.items() if k == "DATABASE_OWNER_URL"}
        self._say("Cấu trúc dữ liệu, tệp tĩnh, dữ liệu mẫu / migrations, static files, demo data:")
        done = subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=PROJECT,
            env=self.environment | owner,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            raise ServiceError(
                "Không chuẩn bị được cơ sở dữ liệu; xem lỗi ở trên. "
                "/ The database could not be prepared; see the error above."
            )
        self.environment.pop("DATABASE_OWNER_URL", None)

    def _run_processes(self, folders: Folders) -> int:
        printer = LogPrinter(folders.log, self.out, show=self.show_logs)
        manager = processes.manager(
            environment=self.environment,
            lock=folders.lock,
            printer=printer,
            after_start=self._announce_when_ready,
        )
        self._say("Máy chủ web, hàng đợi, lịch / web, worker, beat, relay …")
        try:
            manager.loop()
        finally:
            printer.close()
        return self._end(manager, printer, folders)

    def _end(self, manager: processes.Manager, printer: LogPrinter, folders: Folders) -> int:
        stopped_by_us = manager.returncode in (130, 143)
        if stopped_by_us:
            self._say("Đang dừng máy chủ dữ liệu / stopping the servers …")
            return 0
        failed = printer.first_ended
        lines = printer.last[failed] or printer.last[SYSTEM_PRINTER_NAME]
        last = "\n".join(f"    {line}" for line in lines)
        raise ServiceError(
            f"Tiến trình {failed} không chạy được. / The process {failed} does not run.\n"
            f"  {folders.log / f'{failed}.log'}:\n{last}"
        )

    # --- what is said ---------------------------------------------------------------------------

    def _announce_when_ready(self) -> None:
        address = f"http://{_reachable(self.host)}:{self.port}"
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if _answers(f"{address}/readyz"):
                self._say(
                    self.announcement.format(address=address.replace("127.0.0.1", "localhost"))
                )
                return
            time.sleep(0.3)
        self._say(
            f"Sau {READY_SECONDS} giây cổng vẫn chưa trả lời; xem nhật ký trong {self.data / 'log'}. "
            f"/ No answer after {READY_SECONDS} s; see the logs in {self.data / 'log'}."
        )

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._say(f"{title}: {time.monotonic() - started:.1f} s")

    def _say(self, text: str) -> None:
        print(text, file=self.out, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """SIGTERM ends us as Ctrl-C does, so that every server is stopped on the way out."""
    raise KeyboardInterrupt


def _is_locked(file: IO[Any]) -> bool:
    """Take the exclusive lock, or keep it; False where another process holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_pid(own: TextIO) -> None:
    own.seek(0)
    own.truncate()
    own.write(str(os.getpid()))
    own.flush()


@contextmanager
def _published(data: Path, services: Mapping[str, str]) -> Iterator[None]:
    """Let other commands find the servers (config/settings/services.py), as long as they run."""
    file = data / "run" / "services.json"
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(dict(services), indent=1), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _wait_for_database(url: str) -> None:
    _retry(
        lambda: psycopg2.connect(url, connect_timeout=5).close(),
        psycopg2.OperationalError,
        "DATABASE_URL",
    )


def _wait_for_redis(url: str) -> None:
    _retry(lambda: _ping(url), redis.RedisError, "REDIS_URL")


def _ping(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
        client.ping()


def _retry(attempt: Callable[[], object], not_yet: type[Exception], name: str) -> None:
    end = time.monotonic() + GIVEN_SECONDS
    while True:
        try:
            attempt()
        except not_yet as error:
            if time.monotonic() > end:
                raise ServiceError(
                    f"Không kết nối được máy chủ trong {name} sau {GIVEN_SECONDS} giây: {error}"
                    f"/ No connection to the server in {name} after {GIVEN_SECONDS} s."
                ) from error
            time.sleep(0.5)
        else:
            return


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 (compared only)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own address)
            return answer.status == HTTPStatus.OK
    except (urllib.error.URLError, OSError):
        return False
