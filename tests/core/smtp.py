"""A mail server for tests: takes letters on a socket and answers as it is told."""

from __future__ import annotations

import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Sink(socketserver.ThreadingTCPServer):
    """Keeps what it accepts in `letters`; `answers` replaces the answer to a command."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed in the middle of a letter hangs up; that is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Session(socketserver.StreamRequestHandler):
    """One conversation."""

    server: Sink

    def handle(self) -> None:
        self.say(self.server.answers.get("CONNECT", "220 sink"))
        for raw in self.rfile:
            command = raw.decode("utf-8", "replace").strip().upper().partition(" ")[0]
            answer = self.server.answers.get(command, {"EHLO": "250 sink"}.get(command, "250 ok"))
            if answer == "HANG UP":
                return
            if command == "DATA" and answer == "250 ok":
                self.say("354 go on")
                answer = self.take()
            self.say(answer if command != "QUIT" else "221 bye")
            if command == "QUIT":
                return

    def take(self) -> str:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b"."))
        answer = self.server.answers.get("END", "250 taken")
        if answer.startswith("2"):
            self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return answer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[Sink]:
    """A sink that listens on a port of its own."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
