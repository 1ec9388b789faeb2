"""Files that are whole or not there: what is stored survives a power cut, what fails leaves nothing."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

PART = ".part"  # a file on its way; one that stays was cut off


class StorageDownError(OSError):
    """Files cannot be written or read at the moment: a full disk, a store that does not answer."""


class DurableFileSystemStorage(FileSystemStorage):
    """A folder in which a file appears under its name only when all of it is on the disk."""

    def _save(self, name: str, content: Any) -> str:
        """Write beside the place, sync, then rename. Raises StorageDownError, leaving nothing behind."""
        part = f"{name}{PART}"
        try:
            part = super()._save(part, content)  # type: ignore[misc]  # not in the stubs
            _sync(Path(self.path(part)))
            Path(self.path(part)).replace(self.path(name))
            self._sync_folders(name)
        except OSError as error:
            with suppress(OSError):
                self.delete(part)
            reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise StorageDownError(reason) from error
        return name

    def _sync_folders(self, name: str) -> None:
        """A name is as durable as the folders it stands in."""
        for folder in Path(name).parents:
            _sync(Path(self.path(str(folder))))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
