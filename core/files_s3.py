"""Files on an S3-compatible store; a module of its own, as its client is slow to import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from core.files import StorageDownError

# A store that is cut off must not hold a web thread for minutes, as the client's own bounds would.
PATIENCE = Config(connect_timeout=3, read_timeout=15, retries={"total_max_attempts": 2})


class S3Files(S3Storage):
    """django-storages' S3, impatient, with one error for all the ways in which a store fails."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        given: Config = vars(self)["client_config"]  # the library declares no type for it
        self.client_config = given.merge(PATIENCE)

    def _save(self, name: str, content: Any) -> str:
        with _down():
            return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _down():
            return super()._open(name, mode)

    def delete(self, name: str) -> None:
        """Remove a file; one that is gone is no error. Raises StorageDownError."""
        with _down():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether there is such a file. Raises StorageDownError."""
        with _down():
            return super().exists(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files below a folder. Raises StorageDownError."""
        with _down():
            return super().listdir(name)


@contextmanager
def _down() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise StorageDownError(type(error).__name__) from error
