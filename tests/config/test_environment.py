"""The set-up of a test machine: what it installs, and what it says where it cannot."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.syspath_prepend(str(settings.BASE_DIR / "tools"))
    yield importlib.import_module("environment")
    sys.modules.pop("environment")


@pytest.fixture
def commands(environment, monkeypatch):
    """What would be run."""
    found: list[list[str]] = []

    def run(command, **_options):
        found.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(environment.subprocess, "run", run)
    return found


def machine(monkeypatch, environment, *, user: int, programs: set[str]):
    monkeypatch.setattr(environment.os, "geteuid", lambda: user)
    monkeypatch.setattr(
        environment.shutil, "which", lambda name: name if name in programs else None
    )


def test_on_debian_all_that_is_missing_is_installed_at_once(environment, commands, monkeypatch):
    machine(monkeypatch, environment, user=0, programs={"apt-get"})
    environment.have_programs()
    install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends"]
    assert commands == [
        ["apt-get", "-qq", "update"],
        [*install, "chromium", "libreoffice-writer-nogui"],
    ]


def test_what_is_there_is_not_installed(environment, commands, monkeypatch):
    machine(monkeypatch, environment, user=0, programs={"apt-get", "google-chrome", "soffice"})
    environment.have_programs()
    assert commands == []


def test_elsewhere_it_says_what_to_install(environment, commands, monkeypatch, capsys):
    machine(monkeypatch, environment, user=1000, programs={"apt-get", "chromium"})
    environment.have_programs()
    assert commands == []
    said = capsys.readouterr().out
    assert "sudo apt-get install --no-install-recommends libreoffice-writer-nogui" in said
    assert "the tests of papers will fail" in said
