"""Attempts to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import AppendOnly


class LoginAttempt(AppendOnly):
    """Somebody tried to sign in; who, only as a keyed hash of the name typed."""

    name_hash = models.CharField(_("dấu của tên đăng nhập"), max_length=32)
    succeeded = models.BooleanField(_("thành công"))
    at = models.DateTimeField(_("lúc"), default=clock.now)

    class Meta:
        verbose_name = _("lần đăng nhập")
        verbose_name_plural = _("lần đăng nhập")
        indexes = [models.Index(fields=["name_hash", "-at"], name="attempt_name_at")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"
