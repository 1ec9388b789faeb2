"""What the processes of the portal print: each into its own log, the end of it kept for a message."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from pathlib import Path
from typing import Any, TextIO

from honcho.manager import SYSTEM_PRINTER_NAME
from honcho.printer import Printer

KEPT_LINES = 20
ENDED = re.compile(r"(\S+) stopped \(rc=")  # what the manager says of a process that ended


class LogPrinter(Printer):
    """Writes the lines of every process to LOG/<name>.log; to the terminal only on request."""

    def __init__(self, folder: Path, terminal: TextIO, *, show: bool) -> None:
        super().__init__(terminal)
        self.folder = folder
        self.show = show
        self.first_ended = ""  # the process whose end made the manager stop the others
        self.last: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=KEPT_LINES))
        self._files: dict[str, TextIO] = {}

    def write(self, message: Any) -> None:
        """Take one message of a process or of the manager itself ("system")."""
        data = message.data
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        ended = ENDED.match(text)
        if message.name == SYSTEM_PRINTER_NAME and ended and not self.first_ended:
            self.first_ended = ended[1]
        self.last[message.name].extend(text.splitlines())
        log = self.open(message.name)
        log.writelines(f"{line}\n" for line in text.splitlines())
        log.flush()
        if self.show:
            super().write(message)

    def open(self, name: str) -> TextIO:
        """The log of a process; made when it is first asked for."""
        if name not in self._files:
            self._files[name] = (self.folder / f"{name}.log").open("a", encoding="utf-8")
        return self._files[name]

    def close(self) -> None:
        """Close the logs."""
        for file in self._files.values():
            file.close()
