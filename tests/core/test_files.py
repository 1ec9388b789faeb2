"""What is stored is whole, or not there at all."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core.files import DurableFileSystemStorage, StorageDownError


@pytest.fixture
def storage(tmp_path) -> DurableFileSystemStorage:
    return DurableFileSystemStorage(location=tmp_path, file_permissions_mode=0o600)


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_file_is_kept_closed_to_others_with_nothing_beside_it(storage, tmp_path):
    assert storage.save("photos/2026/a.jpg", ContentFile(b"pixels")) == "photos/2026/a.jpg"
    assert files(tmp_path) == ["photos/2026/a.jpg"]
    assert (tmp_path / "photos/2026/a.jpg").read_bytes() == b"pixels"
    assert (tmp_path / "photos/2026/a.jpg").stat().st_mode & 0o777 == 0o600


def test_second_file_of_a_name_gets_another(storage, tmp_path):
    storage.save("a.jpg", ContentFile(b"one"))
    second = storage.save("a.jpg", ContentFile(b"two"))
    assert second != "a.jpg"
    assert (tmp_path / "a.jpg").read_bytes() == b"one"
    assert (tmp_path / second).read_bytes() == b"two"


def test_full_disk_is_said_and_leaves_nothing(storage, tmp_path):
    """As the kernel says it: a file may not grow any further."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StorageDownError, match="EFBIG"):
            storage.save("photos/a.jpg", ContentFile(os.urandom(200_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert files(tmp_path) == []


def test_folder_that_cannot_be_made_is_said(storage, tmp_path):
    (tmp_path / "photos").write_text("in the way")
    with pytest.raises(StorageDownError):
        storage.save("photos/a.jpg", ContentFile(b"pixels"))
