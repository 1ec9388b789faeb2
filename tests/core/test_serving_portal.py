"""`manage.py serve`, started, disturbed and stopped as it happens to people."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from honcho.printer import Message

from core.management.commands.serve import Command
from core.serving.printer import LogPrinter
from core.serving.tether import is_alive

WAIT = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class Served:
    """One folder and one port on which the portal is started again and again."""

    def __init__(self, data):
        self.data, self.port = data, free_port()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "REDIS_URL"}
        } | {"DJANGO_SETTINGS_MODULE": "tests.settings_serve"}

    def start(self, data=None):
        environment = self.environment | {
            "PORTAL_DATA": str(data or self.data),
            "PORT": str(self.port),
        }
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_until_ready(self, process):
        end = time.monotonic() + WAIT
        while not answers(self.port):
            assert process.poll() is None, process.stdout.read()
            assert time.monotonic() < end
            time.sleep(0.2)


@pytest.fixture
def served():
    with tempfile.TemporaryDirectory(prefix="gd-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Served(Path(folder))


def refusal(process):
    output, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 2, output
    return output


@pytest.mark.long
def test_portal_is_served_disturbed_and_stopped(served):
    first = served.start()
    served.wait_until_ready(first)

    # A second one on the same data, and one on the same port, are told why they cannot.
    assert "Cổng đang chạy với thư mục" in refusal(served.start())
    with tempfile.TemporaryDirectory(prefix="gd-", dir="/tmp") as other:
        taken = refusal(served.start(data=Path(other)))
    assert f"Cổng {served.port} đang có chương trình khác dùng" in taken
    assert f"PORT={served.port + 1} make run" in taken

    # Killed without a chance to stop anything, it starts again on the same data.
    first.kill()
    first.communicate()
    second = served.start()
    served.wait_until_ready(second)
    postmaster = int((served.data / "postgres" / "postmaster.pid").read_text().split()[0])
    assert is_alive(postmaster)

    second.send_signal(signal.SIGTERM)
    output, _ = second.communicate(timeout=WAIT)
    assert second.returncode == 0
    assert f"Gần Dân: http://localhost:{served.port}" in output
    assert output.endswith("Đã dừng. / Stopped.\n")
    assert not is_alive(postmaster)
    assert not answers(served.port)
    assert not (served.data / "run" / "services.json").exists()
    assert {log.stem for log in (served.data / "log").glob("*.log")} >= {
        "web",
        "worker",
        "beat",
        "relay",
    }


@pytest.mark.parametrize("port", ["abc", "0", "65536", "٨٠"])
def test_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="không phải số cổng") as caught:
        call_command("serve")
    assert caught.value.returncode == 2


def test_start_shows_the_demo_sign_ins(settings):
    settings.PORTAL_DEMO_SIGN_INS = "people.demo.SIGN_INS"
    settings.PORTAL_DEMO_PASSWORD = "people.demo.PASSWORD"
    text = Command()._announcement().format(address="http://localhost:8000")
    assert "http://localhost:8000/dang-nhap/" in text
    assert "gan-dan-demo" in text
    shown = {line.split()[0] for line in text.splitlines() if line.startswith("  ")}
    assert shown == {
        *("khu-pho", "phuong", "lanh-dao", "quan", "thanh-pho"),
        *("canh-sat", "khu-doi", "to-truong", "kiem-tra", "phuong-khac"),
    }


def test_lines_go_to_the_log_of_their_process_and_the_first_to_end_is_known(tmp_path):
    terminal = StringIO()
    printer = LogPrinter(tmp_path, terminal, show=False)
    for name, data in [
        ("web", "đang chạy\n".encode()),
        ("system", "worker stopped (rc=1)\n"),
        ("system", "web stopped (rc=0)\n"),
    ]:
        printer.write(Message(type="line", data=data, time=None, name=name, colour=None))
    printer.close()
    assert (tmp_path / "web.log").read_text() == "đang chạy\n"
    assert printer.first_ended == "worker"
    assert terminal.getvalue() == ""
