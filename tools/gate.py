"""The whole gate: every check that must hold before anything lands. Stops at nothing, sums up at the end.

`--format-templates` only formats the templates (part of `make fmt`); `--without-tests` leaves pytest
out, for a quick look while working.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = PROJECT / ".venv" / "bin"
DJADE = ["djade", "--target-version", "5.2"]
Step = tuple[str, list[str], dict[str, str]]


def main() -> int:
    """Run what was asked for; 1 where something does not hold."""
    if "--format-templates" in sys.argv:
        subprocess.run([str(BIN / DJADE[0]), *DJADE[1:], *_templates()], check=False)
        return 0
    started = time.monotonic()
    failed = [name for name, command, env in _steps() if not _holds(name, command, env)]
    took = time.monotonic() - started
    if failed:
        print(f"\nGATE FAILED after {took:.0f} s: {', '.join(failed)}", flush=True)
        return 1
    print(f"\nGATE PASSED in {took:.0f} s: {len(_steps())} steps", flush=True)
    return 0


def _steps() -> list[Step]:
    python = str(BIN / "python")
    test_settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    steps: list[Step] = [
        ("locks", [python, "tools/lock.py", "--check"], {}),
        ("ruff format", ["ruff", "format", "--check", "--quiet", "."], {}),
        ("ruff", ["ruff", "check", "--quiet", "."], {}),
        ("djade", [*DJADE, "--check", *_templates()], {}),
        ("djlint", ["djlint", "--lint", "--quiet", "templates"], {}),
        ("css bundle", [python, "tools/bundle_css.py", "--check"], {}),
        ("messages", [python, "tools/messages.py", "--check"], {}),
        ("imports", ["lint-imports"], test_settings),
        ("mypy", ["mypy"], test_settings),
        ("deploy", _deploy_check(python), _production()),
    ]
    if "--without-tests" not in sys.argv:
        steps.append(("pytest", ["pytest", "-n", "3", "--dist", "loadgroup", "-q"], test_settings))
    return steps


def _deploy_check(python: str) -> list[str]:
    return [python, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def _production() -> dict[str, str]:
    """An environment as a real deployment has it; nothing is connected to."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "gandan.example",
        "DATABASE_URL": "postgres://gandan_app:secret@db.example/gandan",
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": "redis://queue.example:6379/0",
    }


def _templates() -> list[str]:
    return [str(path) for path in sorted((PROJECT / "templates").rglob("*.html"))]


def _holds(name: str, command: list[str], env: dict[str, str]) -> bool:
    started = time.monotonic()
    program = command[0] if command[0].startswith("/") else str(BIN / command[0])
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    print(f"--- {name}", flush=True)
    done = subprocess.run(
        [program, *command[1:]], cwd=PROJECT, env={**os.environ, "PATH": path, **env}, check=False
    )
    verdict = "ok" if done.returncode == 0 else f"FAILED ({done.returncode})"
    print(f"    {name}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
