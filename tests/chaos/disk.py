"""A disk that fills up: a small file system of its own under the photos, or a limit on files."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE_MIB = 128
SMALL = 8192  # bytes; no photo is that small
Pids = Callable[[], list[int]]


class Disk:
    """`fill` leaves no room for photos, `empty` gives it back; `kind` says how."""

    kind = ""

    def fill(self) -> None:
        raise NotImplementedError

    def empty(self) -> None:
        raise NotImplementedError


class SmallDisk(Disk):
    """A mounted file system: it is filled by a file beside the photos."""

    kind = f"a file system of {SIZE_MIB} MiB, filled"

    def __init__(self, folder: Path) -> None:
        self.ballast = folder / "ballast"

    def fill(self) -> None:
        with self.ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))
        with self.ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(512))

    def empty(self) -> None:
        self.ballast.unlink(missing_ok=True)


class LimitedFiles(Disk):
    """Without the right to mount: the kernel refuses the web processes any file over 8 KiB."""

    kind = "no right to mount: files of the web processes limited to 8 KiB instead"

    def __init__(self, pids: Pids) -> None:
        self.pids = pids

    def fill(self) -> None:
        """Also for those started since: call it again and again."""
        self._limit(SMALL)

    def empty(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextlib.contextmanager
def under(folder: Path, pids: Pids) -> Iterator[Disk]:
    """The disk under a folder of photos."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _mounted(folder):
        yield LimitedFiles(pids)
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mounted(folder: Path) -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=711", "chaos", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
