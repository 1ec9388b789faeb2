"""Set up .venv for one purpose and keep it fresh: `run`, `dev` or `test`. Standard library only.

Installs from the locked requirement files with their hashes, and only when those files changed since
the last time (.venv/gan-dan.json), so that a second run takes no time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "gan-dan.json"
RUNTIME = ["requirements.txt", "requirements-embedded.txt"]
FILES = {"run": RUNTIME, "dev": [*RUNTIME, "requirements-dev.txt"]}
FILES["test"] = FILES["dev"]
# What tests need and pip does not bring: the program by its names, and the package of Debian.
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAMS = {
    "chromium": CHROMIUM_NAMES,
    "libreoffice-writer-nogui": ("soffice", "libreoffice"),
}


def main(purpose: str) -> None:
    """Make the environment fit the purpose."""
    _make_venv()
    _install(FILES[purpose])
    if purpose == "test":
        have_programs()


def _make_venv() -> None:
    python = VENV / "bin" / "python"
    works = python.exists() and _succeeds([str(python), "-c", "import pip"])
    if works:
        return
    _say("Tạo môi trường Python (.venv) / making the Python environment (.venv) …")
    shutil.rmtree(VENV, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(VENV)])


def _install(files: list[str]) -> None:
    wanted = {name: _digest(PROJECT / name) for name in files}
    done = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
    if all(done.get(name) == digest for name, digest in wanted.items()):
        return
    _say(f"Cài {', '.join(files)} …  (lần đầu khoảng một phút / about a minute the first time)")
    started = time.monotonic()
    options = [part for name in files for part in ("-r", str(PROJECT / name))]
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "install", "-qq", "--require-hashes", *options])
    STAMP.write_text(json.dumps(done | wanted, indent=1), encoding="utf-8")
    _say(f"  {time.monotonic() - started:.0f} s")


def have_programs() -> None:
    """Find a Chromium and a LibreOffice, or install what is missing: both at once on Debian as root."""
    missing = [name for name, names in PROGRAMS.items() if not any(map(shutil.which, names))]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say(f"Cài {', '.join(missing)} … / installing …  (khoảng một phút / about a minute)")
        started = time.monotonic()
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "-qq", "update"], env=quiet, is_silent=True)
        install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing]
        _run(install, env=quiet, is_silent=True)
        _say(f"  {time.monotonic() - started:.0f} s")
        return
    if "chromium" in missing:
        _say("Cài Chromium / installing Chromium …")
        _run([str(VENV / "bin" / "playwright"), "install", "chromium"])
    if "libreoffice-writer-nogui" in missing:
        _say(
            "THIẾU LibreOffice Writer: các phép thử văn bản (tests/core/papers) sẽ không đạt. Hãy cài, "
            "ví dụ: sudo apt-get install --no-install-recommends libreoffice-writer-nogui\n"
            "LibreOffice Writer IS MISSING: the tests of papers will fail. Install it (Debian, Ubuntu: "
            "the line above; Fedora: dnf install libreoffice-writer; macOS: brew install --cask "
            "libreoffice) so that `soffice` is on the PATH."
        )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str], env: dict[str, str] | None = None, *, is_silent: bool = False) -> None:
    """Run a step of the set-up; its own words explain a failure better than a traceback."""
    output = subprocess.PIPE if is_silent else None
    done = subprocess.run(
        command, check=False, cwd=PROJECT, env=env, stdout=output, stderr=output, text=True
    )
    if done.returncode != 0:
        if is_silent:
            _say(f"{done.stdout}{done.stderr}")
        sys.exit(f"Bước sau không thành công / this step failed: {' '.join(command[:6])} …")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
