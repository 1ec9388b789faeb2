"""A real portal with the demo city, and a real Chromium to look at it.

Everything here runs against `manage.py serve`, as a person would start it: web, worker, beat and
relay, PostgreSQL and Valkey of its own. The browser tests of one test process share one portal.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "gan-dan-demo"
START_SECONDS = 300


@dataclass(frozen=True)
class Portal:
    """Where the served portal answers and where it keeps its files."""

    url: str
    data: Path

    def mails(self) -> list[bytes]:
        """The mails written so far, oldest first."""
        files = sorted((self.data / "mail").rglob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [path.read_bytes() for path in files]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(url, timeout=2).status == 200
    return False


def wait_until_ready(process: subprocess.Popen, url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"the portal did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.5)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    data = tmp_path_factory.mktemp("portal")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    unset = {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "DJANGO_SETTINGS_MODULE",
    }
    env = {name: value for name, value in os.environ.items() if name not in unset}
    env |= {"PORT": str(port), "PORTAL_DATA": str(data), "PORTAL_BASE_URL": url}
    log = data / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=out,
            stderr=out,
        )
    try:
        wait_until_ready(process, f"{url}/readyz", log)
        yield Portal(url, data)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@pytest.fixture(scope="session")
def browser():
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, portal):
    """Open a page of the portal in a fresh browser context; console errors fail the test."""
    contexts, errors = [], []

    def start(*, width=1280, **options):
        context = browser.new_context(
            base_url=portal.url, viewport={"width": width, "height": 800}, locale="vi-VN", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None,
        )
        return page

    yield start
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def sign_in(open_page):
    """Open a page as one of the demo sign-ins."""

    def start(username, **options):
        page = open_page(**options)
        page.goto("/dang-nhap/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url("**/can-bo/**")
        return page

    return start
