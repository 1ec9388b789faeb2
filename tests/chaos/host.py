"""One host of the portal: `manage.py serve` in a folder of its own, and its processes by name."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
# How each process is known by its command line; the order matters, the first that fits is it.
NAMES = {
    "gunicorn": "web",
    "celery": "worker",
    "manage.py relay": "relay",
    "manage.py beat": "beat",
    "valkey-server": "broker",
    "postgres": "database",
}
GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "REDIS_URL", "EMAIL_URL"}


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    command: str


@dataclass
class Host:
    """A running portal. `settings` are added to its environment."""

    data: Path
    settings: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = self.port or free_port()
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o711)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in GIVEN}
        return (
            clean
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings.demo",
                "PORTAL_DATA": str(self.data),
                "PORT": str(self.port),
                "PORTAL_BASE_URL": "http://gan-dan.example",
                "PORTAL_TRUSTED_PROXIES": "1",
                "PORTAL_LOG_LEVEL": "WARNING",
            }
            | self.settings
        )

    def start(self) -> None:
        """Begin to serve; `wait` waits until it does."""
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            assert self.is_running(), self.log("serve")
            assert time.monotonic() < end, self.log("serve")
            time.sleep(0.3)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self.url}/readyz", timeout=5).status == 200
        return False

    def stop(self) -> None:
        """End it as Ctrl-C does; what does not end is killed, from the top."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(90)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self, name: str) -> str:
        file = self.data / ("serve.log" if name == "serve" else f"log/{name}.log")
        return file.read_text(errors="replace")[-4000:] if file.exists() else ""

    def service(self, name: str) -> str:
        """An address from the list that a running portal keeps."""
        return json.loads((self.data / "run" / "services.json").read_text())[name]

    # --- its processes --------------------------------------------------------------------------

    def processes(self) -> dict[str, list[Process]]:
        """What runs now, by name; the first of each is the one that the tether started."""
        assert self.process is not None
        found: dict[str, list[Process]] = {name: [] for name in NAMES.values()}
        for process in descendants(self.process.pid):
            name = next((name for words, name in NAMES.items() if words in process.command), None)
            if name and "core.serving.tether" not in process.command:
                found[name].append(process)
        return found

    def kill(self, name: str, chance: random.Random) -> bool:
        """SIGKILL the process, or now and then one of its children; False while it is not there."""
        running = self.processes()[name]
        if not running:
            return False
        victim = running[0] if chance.random() < 0.7 else chance.choice(running)
        try:
            os.kill(victim.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def inside(self, what: str, facts: dict[str, Any] | None = None) -> subprocess.Popen[str]:
        """Ask the portal from within (`tests.chaos.inside`); read it with `answer`."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.inside", what],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(facts or {}))
        process.stdin.close()
        process.stdin = None
        return process

    def ask(self, what: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
        return answer(self.inside(what, facts))


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _nothing = process.communicate()
    assert process.returncode == 0, "the portal could not be asked from within; see above"
    return json.loads(out)


def descendants(top: int) -> list[Process]:
    """Every process below one, parents before their children."""
    children: dict[int, list[Process]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
            if command:  # a zombie has none
                children.setdefault(parent, []).append(Process(int(folder.name), parent, command))
    found: list[Process] = []
    waiting = [top]
    while waiting:
        below = children.get(waiting.pop(0), [])
        found += below
        waiting += [process.pid for process in below]
    return found


def memory(pids: list[int]) -> int:
    """MiB that processes hold, each for itself."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError, ValueError):
            status = Path(f"/proc/{pid}/status").read_text()
            total += int(status.split("VmRSS:")[1].split()[0])
    return total // 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
