"""What operators' commands did and when: shown on the health page, told to monitoring."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class MaintenanceKind(models.TextChoices):
    """The commands that leave a trace."""

    BACKUP = "backup", _("Sao lưu")
    DRILL = "restore_drill", _("Thử phục hồi")


class MaintenanceRun(models.Model):
    """One run of a backup or of a restore drill; `figures` are counts, never contents."""

    kind = models.CharField(_("việc"), max_length=20, choices=MaintenanceKind)
    finished_at = models.DateTimeField(_("xong lúc"), default=clock.now)
    succeeded = models.BooleanField(_("thành công"))
    figures = models.JSONField(_("số liệu"), default=dict)

    class Meta:
        verbose_name = _("lần bảo trì")
        verbose_name_plural = _("lần bảo trì")
        indexes = [models.Index(fields=["kind", "-finished_at"], name="maintenance_last")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.finished_at:%d/%m/%Y %H:%M}"
