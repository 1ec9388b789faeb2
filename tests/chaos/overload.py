"""Overload: five times what the worker can do, for minutes; then it must drain as fast as before."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import redis

from tests.chaos.host import Host, answer, memory
from tests.chaos.run import new_folder
from tests.core import smtp

TIMES = 5
PROBE = 600  # letters by which the rate of the worker is measured
LOOK_SECONDS = 5
SLOWEST_DRAIN = 0.6  # of the rate before; less would mean that the queue chokes the worker


@dataclass
class Peak:
    """The worst seen while it was overloaded."""

    in_flight: int = 0
    queue: int = 0
    cap: int = 0
    worker_mib: int = 0
    page_ms: float = 0.0
    waiting: int = 0

    def look(self, host: Host) -> dict[str, Any]:
        state = host.ask("state")
        self.cap = state["cap"]
        self.in_flight = max(self.in_flight, state["in_flight"])
        self.queue = max(self.queue, queue_length(host))
        workers = [process.pid for process in host.processes()["worker"]]
        self.worker_mib = max(self.worker_mib, memory(workers))
        self.waiting = max(self.waiting, state["pending"])
        began = time.monotonic()
        assert host.is_ready(), host.log("web")
        self.page_ms = max(self.page_ms, round((time.monotonic() - began) * 1000, 1))
        return state


@contextlib.contextmanager
def standing() -> Iterator[tuple[Host, smtp.Sink]]:
    """A portal with a mail server of its own."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        sink = stack.enter_context(smtp.running())
        host = Host(folder / "portal", {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"})
        stack.callback(host.stop)
        host.start()
        host.wait()
        yield host, sink


def overload(seconds: float) -> dict[str, Any]:
    """The figures of one run; `bad` names what should not be. Raises AssertionError if it hangs."""
    with standing() as (host, sink):
        rate = measure(host, sink)
        peak = Peak()
        flood = host.inside("flood", {"name": "over", "rate": rate * TIMES, "seconds": seconds})
        while flood.poll() is None:
            peak.look(host)
            time.sleep(LOOK_SECONDS)
        offered = answer(flood)
        left = PROBE + offered["told"] - len(sink.letters)
        began = time.monotonic()
        patience = left / (rate * SLOWEST_DRAIN) + 60
        while (state := peak.look(host))["pending"] and time.monotonic() - began < patience:
            time.sleep(LOOK_SECONDS)
        drained = time.monotonic() - began
        ids = Counter(str(letter["Message-ID"]) for letter in sink.letters)
        figures = {
            "rate": round(rate, 1),
            "offered": round(offered["told"] / offered["seconds"], 1),
            "seconds": offered["seconds"],
            "letters": state["letters_done"],
            "left_at_end": left,
            "drain_seconds": round(drained, 1),
            "drain_rate": round(left / drained, 1) if drained else 0.0,
            "undone": state["pending"],
            "given_up": state["dead"],
            "letters_twice": sum(times - 1 for times in ids.values()),
            "letters_missing": max(0, state["letters_done"] - len(ids)),
            **vars(peak),
        }
    return figures | {"bad": judge(figures)}


def judge(figures: dict[str, Any]) -> dict[str, Any]:
    """What must not be: work undone or given up, letters lost, a queue beyond its cap, a slow drain."""
    bad = {
        name: figures[name] for name in ("undone", "given_up", "letters_missing") if figures[name]
    }
    for name in ("in_flight", "queue"):
        if figures[name] > figures["cap"]:
            bad[name] = figures[name]
    if figures["left_at_end"] > PROBE and figures["drain_rate"] < figures["rate"] * SLOWEST_DRAIN:
        bad["drain_rate"] = figures["drain_rate"]
    return bad


def measure(host: Host, sink: smtp.Sink) -> float:
    """Letters a second that the worker sends when there is enough to do."""
    flood = host.inside("flood", {"name": "probe", "rate": PROBE * 10, "seconds": 0.1})
    end = time.monotonic() + 300
    marks: dict[int, float] = {}
    while len(sink.letters) < PROBE:
        assert time.monotonic() < end, host.log("worker")
        for mark in (PROBE // 6, PROBE * 5 // 6):
            if len(sink.letters) >= mark:
                marks.setdefault(mark, time.monotonic())
        time.sleep(0.02)
    flood.wait()
    (low, first), (high, last) = sorted(marks.items())
    return (high - low) / (last - first)


def queue_length(host: Host) -> int:
    with redis.Redis.from_url(host.service("REDIS_URL"), socket_timeout=5) as broker:
        return int(broker.llen("celery"))  # type: ignore[arg-type]  # not awaitable here


def text(figures: dict[str, Any]) -> str:
    """The figures as lines."""
    return "\n".join(
        [
            "overload:",
            (
                f"  the worker sends {figures['rate']} letters/s; offered {figures['offered']}/s "
                f"for {figures['seconds']:.0f} s"
            ),
            (
                f"  at most {figures['in_flight']} in flight, {figures['queue']} in the queue "
                f"(cap {figures['cap']}), {figures['waiting']} rows waiting"
            ),
            f"  worker at most {figures['worker_mib']} MiB, slowest /readyz {figures['page_ms']} ms",
            (
                f"  drained {figures['left_at_end']} in {figures['drain_seconds']} s "
                f"({figures['drain_rate']}/s); {figures['letters_twice']} sent twice, "
                f"{figures['undone']} undone, {figures['given_up']} given up"
            ),
        ]
    )
