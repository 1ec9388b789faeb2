"""Asking a server, from several threads at once, over connections that are kept open."""

from __future__ import annotations

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.parse import urlencode

ADDRESSES = itertools.count(1)


@dataclass
class Ask:
    """One request: where to, what is posted (None: a GET), and what must come back."""

    path: str
    data: dict[str, str] | None = None
    expected: int = 200


@dataclass
class Result:
    """Milliseconds of each answer, and how long all of it took in seconds."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Result) -> None:
        """Another turn of the same."""
        self.times += other.times
        self.seconds += other.seconds

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds in which this share of the answers came."""
        times = sorted(self.times)
        return times[min(int(len(times) * share), len(times) - 1)] if times else 0.0

    @property
    def median(self) -> float:
        """Half of the answers took no more."""
        return statistics.median(self.times) if self.times else 0.0


class Client:
    """One connection, with the cookies of one person, seen as another address at each request."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.body = b""
        self.location = ""
        self._socket: socket.socket | None = None

    def ask(self, ask: Ask) -> int:
        """Send and read to the end; the status. A connection that was closed is opened once more."""
        request = self._request(ask)
        for is_last in (False, True):
            try:
                return self._exchange(request)
            except (ConnectionError, BrokenPipeError, OSError):
                self._socket = None
                if is_last:
                    raise
        raise AssertionError

    def _exchange(self, request: bytes) -> int:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self._socket.sendall(request)
        response = HTTPResponse(self._socket)
        response.begin()
        self.body = response.read()
        self.location = response.headers.get("Location", "")
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.will_close:
            self._socket.close()
            self._socket = None
        return response.status

    def _request(self, ask: Ask) -> bytes:
        body = b"" if ask.data is None else urlencode(ask.data).encode()
        number = next(ADDRESSES)
        lines = [
            f"{'GET' if ask.data is None else 'POST'} {ask.path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if ask.data is not None:
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


def measure(
    port: int,
    asks: Callable[[], Iterator[Ask]],
    *,
    clients: int,
    seconds: float,
    cookies: dict[str, str],
) -> Result:
    """Each client asks one thing after the other until the time is over or nothing is left to ask.

    Raises AssertionError for an answer that is not the expected one.
    """
    source, lock, result = asks(), threading.Lock(), Result()
    faults: list[str] = []
    begin = threading.Barrier(clients + 1)

    def work() -> None:
        client, times = Client(port, cookies), []
        begin.wait()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not faults:
            with lock:
                ask = next(source, None)
            if ask is None:
                break
            started = time.perf_counter()
            status = client.ask(ask)
            times.append((time.perf_counter() - started) * 1000)
            if status != ask.expected:
                faults.append(f"{ask.path}: {status}, expected {ask.expected}")
        result.times += times

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - started
    if faults:
        raise AssertionError(faults[0])
    return result
