"""The processes of the Procfile, each under a tether, together under one manager."""

from __future__ import annotations

import os
import shlex
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import honcho.manager
from honcho.environ import parse_procfile

from core.serving.embedded import PROJECT
from core.serving.printer import LogPrinter

# Honcho kills after 5 s; a worker may need longer to finish its task, and its tether kills at 20 s.
STOP_SECONDS = 30


class Manager(honcho.manager.Manager):
    """Honcho's manager, which says when everything has been started."""

    def __init__(self, printer: LogPrinter, after_start: Callable[[], None]) -> None:
        super().__init__(printer)
        self._after_start = after_start

    def _start(self) -> None:
        super()._start()
        # Only now: a thread that exists before the processes are forked could hold a lock in them.
        threading.Thread(target=self._after_start, daemon=True).start()


def manager(
    *,
    environment: Mapping[str, str],
    lock: Path,
    printer: LogPrinter,
    after_start: Callable[[], None],
) -> Manager:
    """A manager for every process of the Procfile; `loop()` runs them until they are stopped."""
    honcho.manager.KILL_WAIT = STOP_SECONDS
    made = Manager(printer, after_start)
    procfile = parse_procfile((PROJECT / "Procfile").read_text(encoding="utf-8"))
    for name, command in procfile.processes.items():
        printer.open(name)  # a log for each, also for one that has nothing to say
        made.add_process(name, tethered(command, lock), env=dict(environment), cwd=str(PROJECT))
    return made


def tethered(command: str, lock: Path) -> str:
    """The shell command that runs a line of the Procfile under a tether of this process."""
    tether = [
        sys.executable, "-m", "core.serving.tether", "--restart",
        "--until", str(os.getpid()), "--lock", str(lock), "--", "sh", "-c", f"exec {command}",
    ]  # fmt: skip
    return f"exec {shlex.join(tether)}"
