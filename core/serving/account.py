"""As whom the embedded servers run: oneself, or a system account where that would be root.

PostgreSQL refuses to run as root, rightly. As root we use (and once create) an account without a
home, a password or a shell, and hand it the servers' folders.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

ACCOUNT = "gandan"
FALLBACK = "nobody"  # where accounts cannot be created, as in some containers


def service_account() -> str | None:
    """The name of the account that the servers run as; None for the user who runs us."""
    if os.geteuid() != 0:
        return None
    if _exists(ACCOUNT):
        return ACCOUNT
    useradd = shutil.which("useradd")
    if useradd is None:
        return FALLBACK
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    created = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (fixed words)
    return ACCOUNT if created.returncode == 0 or _exists(ACCOUNT) else FALLBACK


def identity(account: str | None) -> dict[str, Any]:
    """The arguments by which subprocess starts a program as the account."""
    return {"user": account, "group": account, "extra_groups": []} if account else {}


def hand_over(folder: Path, account: str | None) -> None:
    """Make a folder that only the account may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def hand_over_file(file: Path, account: str | None) -> None:
    """Let only the account read and write a file."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    if account is not None:
        entry = pwd.getpwnam(account)
        os.chown(file, entry.pw_uid, entry.pw_gid)


def let_pass(path: Path, account: str | None) -> list[Path]:
    """Let another account walk through the folders above `path` (not list them).

    Needed where the project lies in a home closed to others, such as /root. Returns the folders
    that were opened, so that it can be said.
    """
    if account is None:
        return []
    opened = []
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            opened.append(folder)
    return opened


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
