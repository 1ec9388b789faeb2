"""A tethered program does not outlive its supervisor and does not stay down."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from core.serving.tether import is_alive

WAIT = 20


@pytest.fixture
def supervisor():
    """A process that may be killed; what it supervises must follow."""
    process = subprocess.Popen(["sleep", "300"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def tether(tmp_path, supervisor):
    """Start a tether around a shell script; every one is ended after the test."""
    started = []

    def start(script, *options):
        process = subprocess.Popen(
            [
                *[sys.executable, "-m", "core.serving.tether", "--until", str(supervisor.pid)],
                *["--lock", str(tmp_path / "lock"), *options, "--", "sh", "-c", script],
            ],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def pid_in(file):
    until(lambda: file.exists() and file.read_text().strip())
    return int(file.read_text())


def until(condition):
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_tether_passes_output_and_exit_code_on(tether):
    process = tether("echo xin chào; exit 7")
    assert process.wait(WAIT) == 7
    assert process.stdout.read() == "xin chào\n"


def test_tether_stops_the_program_when_told(tether, tmp_path):
    process = tether(f"echo $$ > {tmp_path}/pid; exec sleep 300")
    pid = pid_in(tmp_path / "pid")
    process.send_signal(signal.SIGTERM)
    process.wait(WAIT)
    assert not is_alive(pid)


def test_tether_sends_the_signal_that_was_asked_for(tether, tmp_path):
    script = f"trap 'echo ngắt; exit 0' INT; echo $$ > {tmp_path}/pid; while :; do sleep 0.1; done"
    process = tether(script, "--stop-signal", "INT")
    pid_in(tmp_path / "pid")
    process.send_signal(signal.SIGTERM)
    assert process.wait(WAIT) == 0
    assert process.stdout.read() == "ngắt\n"


def test_tether_kills_a_program_that_does_not_end(tether, tmp_path):
    script = f"trap '' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.1; done"
    process = tether(script, "--grace", "0.5")
    pid = pid_in(tmp_path / "pid")
    process.send_signal(signal.SIGTERM)
    process.wait(WAIT)
    assert not is_alive(pid)
    assert "did not end" in process.stdout.read()


def test_program_ends_when_the_supervisor_is_killed(tether, tmp_path, supervisor):
    process = tether(f"echo $$ > {tmp_path}/pid; exec sleep 300")
    pid = pid_in(tmp_path / "pid")
    supervisor.kill()
    supervisor.wait()
    process.wait(WAIT)
    assert not is_alive(pid)


def test_program_ends_when_the_tether_is_killed(tether, tmp_path):
    process = tether(f"echo $$ > {tmp_path}/pid; exec sleep 300")
    pid = pid_in(tmp_path / "pid")
    process.kill()
    until(lambda: not is_alive(pid))


def test_program_that_dies_is_started_again(tether, tmp_path):
    process = tether(f"echo $$ > {tmp_path}/pid; exec sleep 300", "--restart")
    first = pid_in(tmp_path / "pid")
    (tmp_path / "pid").unlink()
    os.kill(first, signal.SIGKILL)
    assert is_alive(pid_in(tmp_path / "pid"))
    assert process.poll() is None


def test_program_that_never_starts_is_given_up(tether):
    process = tether("exit 3", "--restart")
    assert process.wait(WAIT) == 3
    assert process.stdout.read().count("ended with code 3") == 3


def test_program_that_is_killed_again_and_again_is_not_given_up(tether, tmp_path):
    process = tether(f"echo $$ > {tmp_path}/pid; exec sleep 300", "--restart")
    for _kill in range(4):
        pid = pid_in(tmp_path / "pid")
        (tmp_path / "pid").unlink()
        os.kill(pid, signal.SIGKILL)
    assert is_alive(pid_in(tmp_path / "pid"))
    assert process.poll() is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems cannot adopt")
def test_what_a_killed_program_leaves_behind_is_ended_before_it_starts_again(tether, tmp_path):
    """Also what has left the group, as the backends of PostgreSQL do."""
    script = (
        f"if [ -f {tmp_path}/child ]; then kill -0 $(cat {tmp_path}/child) 2>/dev/null"
        f" && echo left > {tmp_path}/second || echo none > {tmp_path}/second; fi;"
        f"setsid sleep 300 & echo $! > {tmp_path}/child; echo $$ > {tmp_path}/pid; wait"
    )
    tether(script, "--restart")
    first = pid_in(tmp_path / "pid")
    os.kill(first, signal.SIGKILL)
    until(lambda: (tmp_path / "second").exists() and (tmp_path / "second").read_text())
    assert (tmp_path / "second").read_text() == "none\n"
