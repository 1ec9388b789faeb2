"""Photos: our own re-encoded pixels, never the file that came in."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from feedback.querysets import PhotoQuerySet


def photo_path(photo, _filename: str) -> str:
    """A path that says nothing: by day and random name; the sender's file name is dropped."""
    return f"photos/{clock.today():%Y/%m/%d}/{photo.uuid}.jpg"


def thumbnail_path(photo, _filename: str) -> str:
    """Beside the photo."""
    return f"photos/{clock.today():%Y/%m/%d}/{photo.uuid}-480.jpg"


class Photo(models.Model):
    """A picture of a draft or a case: at most 2,048 px, without EXIF or position.

    `event` is the message it was sent with; empty while that is still being written.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(
        "feedback.Draft",
        on_delete=models.DO_NOTHING,  # services move or erase photos first; else the database refuses
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("bản nháp"),
    )
    case = models.ForeignKey(
        "feedback.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("phản ánh"),
    )
    ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nơi xử lý"),
    )
    event = models.ForeignKey(
        "feedback.CaseEvent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("diễn biến"),
    )
    file = models.FileField(_("ảnh"), upload_to=photo_path)
    thumbnail = models.FileField(_("ảnh nhỏ"), upload_to=thumbnail_path)
    width = models.PositiveSmallIntegerField(_("rộng (px)"))
    height = models.PositiveSmallIntegerField(_("cao (px)"))
    size = models.PositiveIntegerField(_("dung lượng (byte)"))
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("nhận lúc"), default=clock.now, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        constraints = [
            models.CheckConstraint(
                name="photo_belongs_to_draft_or_case",
                condition=Q(draft__isnull=False) | Q(case__isnull=False),
                violation_error_message=_("Ảnh phải thuộc một bản nháp hoặc một phản ánh."),
            ),
            models.CheckConstraint(
                name="photo_of_a_case_names_its_ward",
                condition=Q(case__isnull=True) | Q(ward__isnull=False),
                violation_error_message=_("Ảnh của phản ánh phải ghi nơi xử lý."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
