"""One spreadsheet on its way into a table: the file, how far it has come, and what it would do."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock


class ImportState(models.TextChoices):
    """How far a file has come."""

    CHECKING = "checking", _("Đang kiểm tra")
    REFUSED = "refused", _("Có lỗi, chưa nhập")
    READY = "ready", _("Sẵn sàng nhập")
    IMPORTING = "importing", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    FAILED = "failed", _("Không nhập được")


NEXT: dict[str, frozenset[str]] = {
    ImportState.CHECKING: frozenset({ImportState.REFUSED, ImportState.READY}),
    ImportState.READY: frozenset({ImportState.IMPORTING}),
    ImportState.IMPORTING: frozenset({ImportState.DONE, ImportState.FAILED}),
    ImportState.REFUSED: frozenset(),
    ImportState.DONE: frozenset(),
    ImportState.FAILED: frozenset(),
}


class ImportQuerySet(models.QuerySet["ImportJob"]):
    """Files that somebody brought."""

    def of(self, user: Any) -> ImportQuerySet:
        """A user's own: nobody else sees what they are about to import."""
        return self.filter(by=user.pk) if user.is_authenticated else self.none()


def import_place(job: ImportJob, file_name: str) -> str:
    """Where a file is kept; its own name says nothing that the path needs."""
    return f"imports/{clock.today():%Y/%m}/{uuid.uuid4()}"


class ImportJob(models.Model):
    """`result` holds the counts, the first rows as they would be, and errors as [row, column, words]."""

    kind = models.CharField(_("loại bảng"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    file = models.FileField(_("tệp"), upload_to=import_place, max_length=200)
    title = models.CharField(_("tên tệp"), max_length=120)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ImportState, default=ImportState.CHECKING
    )
    created_at = models.DateTimeField(_("tải lên lúc"), default=clock.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    result = models.JSONField(_("kết quả"), default=dict, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt nhập bảng")
        verbose_name_plural = _("lượt nhập bảng")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="import_by")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("core:import_job", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether its next state is still to come by itself."""
        return self.state in {ImportState.CHECKING, ImportState.IMPORTING}

    def can_become(self, state: str) -> bool:
        """Whether it may take a state now."""
        return state in NEXT[self.state]
