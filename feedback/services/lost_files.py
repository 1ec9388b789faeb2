"""Files of photos without a row: what a crash leaves between writing a file and committing its row."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress

from django.core.files.storage import Storage

from core import clock
from core.files import PART
from feedback.models import Photo

ROOT = "photos"
BATCH = 500
# A photo is filed under the day on which its row is written: yesterday's are settled.
YOUNG = datetime.timedelta(days=1)


def erase_lost_files(*, now: datetime.datetime | None = None) -> int:
    """Delete files under `photos/` that no row names, and cut-off ones; returns how many.

    Folders of today and yesterday are left alone: their rows may not be committed yet.
    Raises StorageDownError where the store does not answer; safe to repeat.
    """
    storage = Photo._meta.get_field("file").storage  # noqa: SLF001 - Django's Meta API
    until = clock.local(now or clock.now()).date() - YOUNG
    lost = 0
    for folder in _days(storage, before=until):
        _folders, names = storage.listdir(folder)
        for start in range(0, len(names), BATCH):
            for name in _without_row(names[start : start + BATCH]):
                storage.delete(f"{folder}/{name}")
                lost += 1
    return lost


def _days(storage: Storage, *, before: datetime.date) -> Iterator[str]:
    """Folders such as photos/2026/11/27, older than a day; what is named otherwise is not ours."""
    try:
        years, _files = storage.listdir(ROOT)
    except FileNotFoundError:  # a folder that no photo has come into yet
        return
    for year in years:
        for month in storage.listdir(f"{ROOT}/{year}")[0]:
            for day in storage.listdir(f"{ROOT}/{year}/{month}")[0]:
                if datetime.date(int(year), int(month), int(day)) < before:
                    yield f"{ROOT}/{year}/{month}/{day}"


def _without_row(names: Sequence[str]) -> list[str]:
    owners: dict[str, uuid.UUID] = {}
    for name in names:
        with suppress(ValueError):  # a name that is none of ours
            owners[name] = uuid.UUID(name[:36])
    known = set(Photo.objects.filter(uuid__in=owners.values()).values_list("uuid", flat=True))
    return [name for name, owner in owners.items() if owner not in known or PART in name]
