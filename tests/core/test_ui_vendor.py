"""Files of others: exactly those that VENDOR.toml names, unchanged."""

import importlib
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def vendor(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    yield importlib.import_module("vendor")
    sys.modules.pop("vendor")


def test_vendored_files_are_unchanged(vendor):
    assert vendor.wrong_files() == []


def test_every_vendored_file_is_listed(vendor):
    listed = {file["path"] for package in vendor.packages() for file in package["file"]}
    present = [
        path
        for folder in ("static/fonts", "static/vendor", "tests/vendor", "core/papers/fonts")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "VENDOR.toml"
    ]
    assert {str(path.relative_to(ROOT)) for path in present} == listed


def test_every_package_says_what_it_is_for_and_its_licence(vendor):
    assert [
        package["name"]
        for package in vendor.packages()
        if not (package.get("licence") and package.get("purpose") and package.get("version"))
    ] == []


def test_changed_file_is_found(vendor, monkeypatch, tmp_path):
    package = {
        "name": "x",
        "file": [{"path": "a.js", "sha256": "0" * 64}, {"path": "b.js", "sha256": ""}],
    }
    (tmp_path / "a.js").write_text("changed")
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "packages", lambda: [package])
    assert vendor.wrong_files() == ["a.js: not the file of x", "b.js: missing"]
