"""Two hosts with folders of their own; only PostgreSQL, Redis and the store of files are shared.

One of them is cut off in the middle of work: all its processes killed at once, as when a machine
loses its power. People go on at the other. Later it comes back with its old folder.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from core.serving import embedded
from tests.chaos import table
from tests.chaos.host import PROJECT, Host, descendants, free_port
from tests.chaos.people import Town
from tests.chaos.run import Plan, Trouble, begin_calmly, busy, drain, new_folder, summary
from tests.core import smtp

BUCKET = "gan-dan"


def two_hosts(plan: Plan, rounds: int) -> dict[str, Any]:
    """`rounds` times one of two hosts is cut off and comes back. Returns the figures, judged."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        sink = stack.enter_context(smtp.running())
        given = stack.enter_context(shared(folder))
        given["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        hosts = [Host(folder / name, given) for name in ("first", "second")]
        for host in hosts:  # the owner's address is what `prepare` needs, and only it
            stack.callback(host.stop)
            host.start()
            host.wait()
        town = Town([host.url for host in hosts], hosts[0].ask("setup"), plan.seed)
        begin_calmly(town, hosts[0])
        trouble = Trouble(disk="an S3-compatible store, shared")
        began = time.monotonic()
        with busy(town, plan.citizens):
            for turn in range(rounds):
                time.sleep(plan.pause[1] * 4)
                cut_off(hosts[turn % 2])
                trouble.kills["host"] += 1
                time.sleep(plan.pause[1] * 4)
                hosts[turn % 2].start()
                hosts[turn % 2].wait()
        trouble.seconds = time.monotonic() - began
        drained = drain(hosts[1])
        figures = hosts[1].ask("count", town.facts()) | summary(town, trouble, sink)
        figures |= {"seed": plan.seed, "drain": drained, "at_both": served_by(hosts)}
    return table.judged(figures)


def cut_off(host: Host) -> None:
    """Every process of the host at once, children first so that nothing is started again."""
    assert host.process is not None
    os.kill(host.process.pid, signal.SIGSTOP)
    below = descendants(host.process.pid)
    for pid in [host.process.pid, *(process.pid for process in below)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    host.process.wait()


def served_by(hosts: list[Host]) -> list[bool]:
    """Whether each host answers at the end."""
    return [host.is_ready() for host in hosts]


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[dict[str, str]]:
    """What both hosts are given: the database, the broker, the store."""
    services = folder / "services"
    services.mkdir(mode=0o711)
    with (
        embedded.postgres(services) as database,
        embedded.valkey(services) as broker,
        store() as files,
    ):
        yield (
            {name: database[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
            | broker
            | files
        )


@contextlib.contextmanager
def store() -> Iterator[dict[str, str]]:
    """A server that speaks S3, with an empty bucket."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1",
            aws_access_key_id="test", aws_secret_access_key="test",
        ).create_bucket(Bucket=BUCKET)  # fmt: skip
        yield {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": address,
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": "test",
            "S3_SECRET_KEY": "test",
            "S3_ADDRESSING_STYLE": "path",
        }
    finally:
        server.kill()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/moto-api/", timeout=5)
            return
        time.sleep(0.3)
    raise AssertionError("the store does not answer")
