"""One run: a calm beginning, trouble, a draining, and the count."""

from __future__ import annotations

import contextlib
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from tests.chaos import disk
from tests.chaos.host import Host
from tests.chaos.people import Citizen, Official, Sessions, Town
from tests.core import smtp

VICTIMS = ("web", "worker", "relay", "beat", "broker", "database")
DRAIN_SECONDS = 420
RESEND_SECONDS = 10


@dataclass(frozen=True)
class Plan:
    """How much trouble: kills, seconds between two of them, people."""

    seed: int
    kills: int = 100
    pause: tuple[float, float] = (0.8, 2.6)
    citizens: int = 6
    wipe_every: int = 8
    mail_away: tuple[float, float] = (0.25, 0.45)  # from which share of the kills to which
    disk_full: tuple[float, float] = (0.55, 0.75)
    mail_answers: dict[str, str] = field(default_factory=lambda: {"CONNECT": "421 come back later"})


@dataclass
class Trouble:
    """What was done to the portal."""

    kills: Counter[str] = field(default_factory=Counter)
    wipes: int = 0
    disk: str = ""
    seconds: float = 0.0


def run(plan: Plan) -> dict[str, Any]:
    """Everything of one seed; returns the figures. Raises AssertionError where it cannot be run."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        sink = stack.enter_context(smtp.running())
        host = Host(
            folder / "portal",
            {
                "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
                "OUTBOX_RESEND_SECONDS": str(RESEND_SECONDS),
            },
        )
        media = stack.enter_context(
            disk.under(host.data / "media", lambda: [p.pid for p in host.processes()["web"]])
        )
        stack.callback(host.stop)
        host.start()
        host.wait()
        town = Town([host.url], host.ask("setup"), plan.seed)
        begin_calmly(town, host)
        trouble = Trouble(disk=media.kind)
        with busy(town, plan.citizens):
            disturb(plan, host, sink, media, trouble)
            host.wait()
        drained = drain(host)
        figures = host.ask("count", town.facts())
        return figures | summary(town, trouble, sink) | {"seed": plan.seed, "drain": drained}


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gd-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)  # the servers may run as another account, which has to get through
        yield Path(name)


def begin_calmly(town: Town, host: Host) -> None:
    """Two cases undisturbed, with and without an address, each move made: the measure of all others."""
    official = Official(town, pause=0)
    citizens = [Citizen(town, n, reports=1, with_email=bool(n)) for n in range(2)]
    for citizen in citizens:
        citizen.start()
    for citizen in citizens:
        citizen.join()
    assert not town.gave_up, (town.gave_up, town.log)
    for one in town.sent:
        official.work_on(one.reference)
    assert not town.log.faults, town.log.faults
    drain(host)
    town.calm = False


@contextlib.contextmanager
def busy(town: Town, citizens: int) -> Iterator[None]:
    """The people at work; on leaving each finishes what they have begun."""
    sessions = Sessions(town)
    threads: list[threading.Thread] = [
        *(Citizen(town, number) for number in range(100, 100 + citizens)),
        Official(town, pause=0.3),
        sessions,
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        town.stopping.set()
        for thread in threads:
            thread.join()
    sessions.look()


def disturb(plan: Plan, host: Host, sink: smtp.Sink, media: disk.Disk, trouble: Trouble) -> None:
    """The kills, and what else happens between them."""
    chance = random.Random(plan.seed)
    began = time.monotonic()
    while (killed := trouble.kills.total()) < plan.kills:
        time.sleep(chance.uniform(*plan.pause))
        share = killed / plan.kills
        sink.answers = plan.mail_answers if _within(share, plan.mail_away) else {}
        if _within(share, plan.disk_full):
            media.fill()
        else:
            media.empty()
        if killed % plan.wipe_every == plan.wipe_every - 1 and wipe(host):
            trouble.wipes += 1
        victim = chance.choice(VICTIMS)
        trouble.kills[victim] += host.kill(victim, chance)
    sink.answers = {}
    media.empty()
    trouble.seconds = time.monotonic() - began


def _within(share: float, span: tuple[float, float]) -> bool:
    return span[0] <= share < span[1]


def wipe(host: Host) -> bool:
    """FLUSHALL; False while there is no broker to be wiped."""
    try:
        with redis.Redis.from_url(host.service("REDIS_URL"), socket_timeout=2) as broker:
            return bool(broker.flushall())
    except redis.RedisError:
        return False


def drain(host: Host) -> float:
    """Wait until nothing is pending; returns the seconds it took."""
    began = time.monotonic()
    while (state := host.ask("state"))["pending"]:
        assert time.monotonic() - began < DRAIN_SECONDS, (
            state,
            host.log("relay"),
            host.log("worker"),
        )
        time.sleep(1)
    return round(time.monotonic() - began, 1)


def summary(town: Town, trouble: Trouble, sink: smtp.Sink) -> dict[str, Any]:
    """What the people and the driver saw."""
    ids = Counter(str(letter["Message-ID"]) for letter in sink.letters)
    return {
        "kills": dict(trouble.kills),
        "wipes": trouble.wipes,
        "seconds": round(trouble.seconds),
        "disk": trouble.disk,
        "answers": dict(sorted(town.log.answers.items())),
        "faults": town.log.faults,
        "signed_out": town.signed_out,
        "double_posts": town.double_posts,
        "double_receipts": town.double_receipts,
        "photos_refused": town.photos_refused,
        "texts_lost": town.texts_lost,
        "gave_up": town.gave_up,
        "letters_taken": len(sink.letters),
        "letters_twice": sum(times - 1 for times in ids.values()),
        "sink_ids": list(ids),
    }
