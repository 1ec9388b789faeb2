"""Files and rows of photos agree in the end, and a disk that is full costs nobody a word."""

from __future__ import annotations

import datetime
import errno

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from core import clock
from core.files import PART
from feedback.models import Draft, Photo
from feedback.services import photos
from feedback.services.lost_files import erase_lost_files
from tests.feedback.public.helpers import TEXT, category, picture, step, words

OLD = "photos/2020/02/03"
UNKNOWN = "0a0a0a0a-0000-4000-8000-000000000001"


@pytest.fixture
def storage():
    return Photo._meta.get_field("file").storage


def fill_disk(monkeypatch, *, of=""):
    """No room for files of which the name ends so: what the kernel answers, above which all is ours."""
    whole = FileSystemStorage._save

    def save(self, name, content):
        if name.removesuffix(PART).endswith(of):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", save)


def later(days=3):
    return clock.now() + datetime.timedelta(days=days)


def test_nothing_stored_yet_is_no_error(storage, db):
    assert erase_lost_files() == 0


def test_files_without_a_row_are_deleted_and_others_kept(storage, make_draft):
    kept = photos.add_draft_photo(token=make_draft().pk, upload=picture())
    for name in (f"{OLD}/{UNKNOWN}.jpg", f"{OLD}/{UNKNOWN}-480.jpg"):
        storage.save(name, ContentFile(b"pixels"))
    assert erase_lost_files(now=later()) == 2
    assert storage.listdir(OLD) == ([], [])
    assert storage.exists(kept.file.name)
    assert storage.exists(kept.thumbnail.name)


def test_a_file_that_was_cut_off_is_deleted_though_its_row_is_there(storage, make_draft):
    kept = photos.add_draft_photo(token=make_draft().pk, upload=picture())
    storage.save(f"{OLD}/{kept.uuid}.jpg{PART}", ContentFile(b"pix"))
    assert erase_lost_files() == 1


def test_young_files_and_foreign_ones_are_left_alone(storage, db):
    storage.save(f"photos/{clock.today():%Y/%m/%d}/{UNKNOWN}.jpg", ContentFile(b"pixels"))
    storage.save(f"{OLD}/doc-toi.txt", ContentFile(b"somebody's"))
    assert erase_lost_files() == 0
    assert erase_lost_files(now=later()) == 1
    assert storage.listdir(OLD) == ([], ["doc-toi.txt"])


def test_full_disk_is_told_in_words_and_what_was_typed_stays(
    storage, client, make_draft, monkeypatch
):
    draft = make_draft(body="")

    fill_disk(monkeypatch)
    answer = client.post(
        step("content", draft),
        {"category": category().pk, "body": TEXT, "place": "", "photos": picture()},
    )
    assert answer.status_code == 200
    assert "Hiện chưa lưu được ảnh." in words(answer)
    assert TEXT in words(answer)
    assert Draft.objects.get(pk=draft.pk).body == TEXT
    assert Photo.objects.count() == 0


def test_second_file_that_finds_no_room_takes_the_first_with_it(storage, make_draft, monkeypatch):
    fill_disk(monkeypatch, of="-480.jpg")
    with pytest.raises(ValidationError, match="chưa lưu được ảnh"):
        photos.add_draft_photo(token=make_draft().pk, upload=picture())
    assert storage.listdir(f"photos/{clock.today():%Y/%m/%d}") == ([], [])
