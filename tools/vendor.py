"""Fetches the third-party files listed in static/vendor/VENDOR.toml from their npm packages.

    python tools/vendor.py           writes the files; needs npm
    python tools/vendor.py --check   compares the files in the tree with their sha256

To renew a package: change `version` and the hashes in VENDOR.toml, run this, run the tests.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "static" / "vendor" / "VENDOR.toml"


def packages() -> list[dict[str, Any]]:
    """The packages of VENDOR.toml: name, version, licence, files (path, member, sha256)."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]


def wrong_files() -> list[str]:
    """Files that are missing or differ from their recorded hash, with what is wrong."""
    problems = []
    for package in packages():
        for file in package["file"]:
            path = ROOT / file["path"]
            if not path.is_file():
                problems.append(f"{file['path']}: missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                problems.append(f"{file['path']}: not the file of {package['name']}")
    return problems


def fetch(package: dict[str, Any], folder: Path) -> None:
    """Unpack one package and copy its listed files into the tree."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed")
    name = f"{package['name']}@{package['version']}"
    packed = subprocess.run(
        [npm, "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        for file in package["file"]:
            content = archive.extractfile(f"package/{file['member']}")
            if content is None:
                raise SystemExit(f"{name} has no file {file['member']}")
            (ROOT / file["path"]).write_bytes(content.read())


def main(arguments: list[str]) -> int:
    """Fetch (unless --check) and compare; 1 if a file is not what it should be."""
    if "--check" not in arguments:
        with tempfile.TemporaryDirectory() as folder:
            for package in packages():
                fetch(package, Path(folder))
    problems = wrong_files()
    print("\n".join(problems) or "every vendored file is as listed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
