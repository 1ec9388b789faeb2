"""Renew requirements*.txt from pyproject.toml for every platform at once, or `--check` they are fresh.

Each file begins with a digest of the names it was made from, so that the check needs no network.
No address of a registry is written: everybody installs from the one they have.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
GROUPS = {
    "requirements.txt": None,
    "requirements-embedded.txt": "embedded",
    "requirements-dev.txt": "dev",
}
HEADER = "# Made by `make lock` from pyproject.toml; do not edit. Names: sha256:{digest}\n"


def main() -> int:
    """Renew or check; 1 where a file is not fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = parser.parse_args()
    if options.check:
        return _check()
    for file, group in GROUPS.items():
        _compile(file, group, upgrade=options.upgrade)
    return 0


def _names(group: str | None) -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    if group is None:
        return [project["project"]["requires-python"], *project["project"]["dependencies"]]
    return project["dependency-groups"][group]


def _header(group: str | None) -> str:
    digest = hashlib.sha256(json.dumps(sorted(_names(group))).encode()).hexdigest()
    return HEADER.format(digest=digest)


def _check() -> int:
    stale = [
        file
        for file, group in GROUPS.items()
        if not (PROJECT / file).read_text(encoding="utf-8").startswith(_header(group))
    ]
    if stale:
        print(f"Not made from today's pyproject.toml: {', '.join(stale)}. Run `make lock`.")
    return 1 if stale else 0


def _compile(file: str, group: str | None, *, upgrade: bool) -> None:
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--no-sources",
        "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
        "--python-version", "3.11", "--output-file", file,
        # Without the extras an older pip takes "coverage[toml]>=7" of another package for a second
        # requirement, unpinned, as soon as a newer release than ours exists.
        "--no-strip-extras",
        # The groups are installed beside the runtime, so they follow its versions.
        *(["--group", group, "--constraint", "requirements.txt"] if group else ["pyproject.toml"]),
        *(["--upgrade"] if upgrade else []),
    ]  # fmt: skip
    subprocess.run(command, check=True, cwd=PROJECT)
    path = PROJECT / file
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    path.write_text(_header(group) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
