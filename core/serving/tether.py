"""Run one program so that it neither outlives its supervisor nor stays down when it dies.

    python -m core.serving.tether --until PID --lock FILE [--restart] [--stop-signal INT] -- program …

A supervisor that is killed (`kill -9`) cannot stop what it started. Each program therefore runs under
a tether, which watches the supervisor and ends the program when that is gone. It holds a shared lock
on FILE as long as it lives, so that the next start can wait until everything of the last one ended.

A program that is killed leaves its own children behind: web workers that keep the port, database
backends that keep the shared memory. They are ended before it is started again, as a control group
of systemd does it. Ends by a signal are never a reason to give up; a program that ends by itself at
once, several times in a row, is one that cannot start.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from core.serving.account import identity

PR_SET_PDEATHSIG = 1  # Linux: the kernel signals a child whose parent died
PR_SET_CHILD_SUBREAPER = 36  # Linux: whoever loses its parent below us becomes our child
POLL_SECONDS = 0.2
QUICK_SECONDS = 5.0  # a program that ends sooner than this did not start properly
QUICK_ENDS_ALLOWED = 4
LONGEST_PAUSE_SECONDS = 15.0
LONGEST_PAUSE_AFTER_KILL_SECONDS = 2.0


@dataclass
class Tether:
    """One program, the process it must not outlive and how it is stopped."""

    program: list[str]
    until: int
    restart: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 20.0
    user: str | None = None
    stopping: bool = False
    quick_ends: int = 0
    failed_starts: int = 0

    def run(self) -> int:
        """Run the program until it ends for good, is stopped or the supervisor is gone."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        _adopt_orphans()
        while True:
            started = time.monotonic()
            code = self._run_once()
            if self.stopping or not self.restart or self._cannot_start(code, started):
                return code
            pause = self._pause(code)
            _say(f"ended with code {code}; starting again in {pause:.1f} s")
            if not self._sleep(pause):
                return 0

    def _run_once(self) -> int:
        child = subprocess.Popen(  # noqa: S603 (the supervisor names the program)
            self.program,
            process_group=0,
            preexec_fn=self._die_with_parent(),  # noqa: PLW1509 (this process has one thread)
            **identity(self.user),
        )
        while child.poll() is None:
            if self.stopping or not is_alive(self.until):
                self.stopping = True
                self._stop(child)
                break
            time.sleep(POLL_SECONDS)
            _bury_others(child.pid)
        code = child.wait()
        _end_orphans(child.pid)
        return code

    def _stop(self, child: subprocess.Popen[bytes]) -> None:
        """Ask the program to end; after the grace period end its whole group."""
        child.send_signal(self.stop_signal)
        try:
            child.wait(self.grace)
        except subprocess.TimeoutExpired:
            _say(f"did not end within {self.grace:.0f} s and is killed")
            os.killpg(child.pid, signal.SIGKILL)

    def _cannot_start(self, code: int, started: float) -> bool:
        if time.monotonic() - started >= QUICK_SECONDS:
            self.quick_ends = self.failed_starts = 0
            return False
        self.quick_ends += 1
        self.failed_starts += not _was_killed(code)
        return self.failed_starts >= QUICK_ENDS_ALLOWED

    def _pause(self, code: int) -> float:
        killed = _was_killed(code)
        longest = LONGEST_PAUSE_AFTER_KILL_SECONDS if killed else LONGEST_PAUSE_SECONDS
        return min(2.0**self.quick_ends / 2, longest)

    def _sleep(self, seconds: float) -> bool:
        """Wait; False where we are to stop instead of going on."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stopping:
            self.stopping = not is_alive(self.until)
            time.sleep(POLL_SECONDS)
        return not self.stopping

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _die_with_parent(self) -> Callable[[], None] | None:
        """What the child does before it becomes the program, so that `kill -9` of us ends it too."""
        if not sys.platform.startswith("linux"):
            return None
        libc = ctypes.CDLL(None, use_errno=True)
        number = int(self.stop_signal)
        return lambda: libc.prctl(PR_SET_PDEATHSIG, number)


def _was_killed(code: int) -> bool:
    return code < 0


def _adopt_orphans() -> None:
    """From now on what our program leaves behind becomes our child (Linux only)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _end_orphans(group: int) -> None:
    """Kill what is left of a program that has ended, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    while True:
        for pid in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    """Our own children by number; empty where there is no /proc to ask."""
    own = str(os.getpid())
    return [int(stat.parent.name) for stat in _stats() if _fields(stat)[1:2] == [own]]


def _stats() -> Iterator[Path]:
    return Path("/proc").glob("[0-9]*/stat")


def _fields(stat: Path) -> list[str]:
    """What stands behind the name in a process's stat: state, parent, …; empty once it is gone."""
    try:
        text = stat.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _bury_others(program: int) -> None:
    """Take note of the ends of adopted processes, so that they do not stay as zombies."""
    if not sys.platform.startswith("linux"):
        return
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while (ended := os.waitid(os.P_ALL, 0, look)) and ended.si_pid != program:
        os.waitpid(ended.si_pid, 0)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Dead, but not yet buried by its parent; only Linux tells."""
    return _fields(Path(f"/proc/{pid}/stat"))[:1] == ["Z"]


def _say(text: str) -> None:
    print(f"tether: {text}", flush=True)  # noqa: T201 (its output is the log of the program)


def main(arguments: list[str]) -> int:
    """Read the command line, hold the lock and run."""
    parser = argparse.ArgumentParser(prog="core.serving.tether", description=__doc__)
    parser.add_argument("--until", type=int, required=True, metavar="PID")
    parser.add_argument("--lock", type=Path, required=True, metavar="FILE")
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--stop-signal", default="TERM", choices=["TERM", "INT"])
    parser.add_argument("--grace", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--user")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args(arguments)
    with options.lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        return Tether(
            program=options.program,
            until=options.until,
            restart=options.restart,
            stop_signal=signal.Signals[f"SIG{options.stop_signal}"],
            grace=options.grace,
            user=options.user,
        ).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
