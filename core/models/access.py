"""Who looked at what: rows that are added and never changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class AppendOnly(models.Model):
    """Base of tables to which the application's role may add rows, and nothing else.

    What is a log of `at` moments (`is_log`) is thinned out after some years (`forget_history`). Anything else is
    part of the records of work (moves of cases, schemes, reports, their figures) and stays with them.
    """

    is_log = False

    class Meta:
        abstract = True


class AccessRecord(AppendOnly):
    """Somebody saw sensitive data. No foreign keys: the trace outlives what it points at."""

    is_log = True
    at = models.DateTimeField(_("lúc"), default=clock.now, editable=False)
    user_id = models.BigIntegerField(_("mã tài khoản"), editable=False)
    user_name = models.CharField(_("người xem"), max_length=150, editable=False)
    about = models.CharField(_("đã xem"), max_length=200, editable=False)
    scope = models.BigIntegerField(_("phạm vi"), null=True, editable=False)
    why = models.CharField(_("lý do"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("lượt xem dữ liệu cá nhân")
        verbose_name_plural = _("lượt xem dữ liệu cá nhân")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["scope", "-at"], name="access_scope_at"),
            models.Index(fields=["about", "-at"], name="access_about_at"),
        ]

    def __str__(self) -> str:
        return self.about
