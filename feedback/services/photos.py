"""Photos of drafts and cases: taken in as our own pixels, counted, removed again."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import imaging
from core.files import StorageDownError
from feedback.models import Case, Draft, Photo
from feedback.workflow import WAITING

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger(__name__)

MOST_PHOTOS = 5


def add_draft_photo(*, token: uuid.UUID, upload: UploadedFile) -> Photo | None:
    """Keep a photo for a draft, re-encoded at once; the very same photo again is kept once.

    Returns None if the draft is gone. Raises ValidationError (in words for its sender) for what is
    no photo, is too large, or comes after the fifth.
    """
    pixels = imaging.reencode(upload)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=token).first()
        if draft is None:
            return None
        if not draft.has_photos:
            draft.has_photos = True
            draft.save(update_fields=["has_photos"])
        return _keep(pixels, Photo(draft=draft), among=Photo.objects.filter(draft=draft))


def add_case_photo(*, case: Case, upload: UploadedFile) -> Photo:
    """Keep a photo for the additional information of a case that waits for its sender.

    It is sent with `give_information`. Raises ValidationError as `add_draft_photo` does, and when
    the case does not wait for anything.
    """
    pixels = imaging.reencode(upload)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.status not in WAITING:
            raise ValidationError(
                _("Phản ánh này không còn chờ bổ sung thông tin."), code="not_waiting"
            )
        waiting = Photo.objects.filter(case=case).waiting()
        return _keep(pixels, Photo(case=case, ward_id=case.ward_id), among=waiting)


def remove_photo(*, uuid: uuid.UUID, draft: Draft | None = None, case: Case | None = None) -> None:
    """Take a photo away before it is sent; one that is gone already is no error."""
    own = Photo.objects.filter(draft=draft) if draft else Photo.objects.filter(case=case)
    with transaction.atomic():
        photos = list(own.waiting().filter(uuid=uuid).select_for_update())
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
        delete_files(photos)


def delete_files(photos: Iterable[Photo]) -> None:
    """Delete the files of removed rows once their removal is certain.

    A crash in between, or a store that does not answer, leaves files without a row, which nobody can
    reach; `lost_files` clears them away.
    """
    for photo in photos:
        for file in (photo.file, photo.thumbnail):
            transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)


def _keep(pixels: imaging.Photo, photo: Photo, *, among: Iterable[Photo]) -> Photo:
    kept = {known.sha256: known for known in among}
    if pixels.sha256 in kept:
        return kept[pixels.sha256]
    if len(kept) >= MOST_PHOTOS:
        raise ValidationError(
            _("Chỉ nhận nhiều nhất %(n)s ảnh. Hãy bỏ bớt ảnh đã chọn.") % {"n": MOST_PHOTOS},
            code="too_many",
        )
    photo.width, photo.height, photo.size = pixels.width, pixels.height, len(pixels.data)
    photo.sha256 = pixels.sha256
    try:
        photo.file.save("", ContentFile(pixels.data), save=False)
        photo.thumbnail.save("", ContentFile(pixels.thumbnail), save=False)
        photo.save()
    except StorageDownError as error:
        _take_back(photo)
        logger.exception("photo: the store of files takes nothing")
        raise ValidationError(
            _(
                "Hiện chưa lưu được ảnh. Nội dung đã viết vẫn còn: xin gửi không kèm ảnh, hoặc thêm "
                "ảnh sau ít phút."
            ),
            code="not_stored",
        ) from error
    except Exception:
        _take_back(photo)
        raise
    return photo


def _take_back(photo: Photo) -> None:
    """Delete what was stored for a row that is not written."""
    for file in (photo.file, photo.thumbnail):
        if file:
            with suppress(StorageDownError):
                file.storage.delete(str(file.name))
