"""Attempts to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import AppendOnly


class Outcome(models.TextChoices):
    """How an attempt went."""

    SIGNED_IN = "signed_in", _("đăng nhập được")
    WRONG_PASSWORD = "wrong_password", _("sai tên hoặc mật khẩu")
    WRONG_CODE = "wrong_code", _("sai mã xác thực")
    BLOCKED = "blocked", _("bị chặn vì thử sai nhiều lần")


class LoginAttempt(AppendOnly):
    """Somebody tried to sign in; what they typed only as a keyed hash, no address at all.

    `user_id` and `scope` (the unit that keeps the person's file) are there where the name belongs to
    somebody. No foreign keys: the trace outlives what it points at.
    """

    is_log = True

    name_hash = models.CharField(_("dấu của tên đăng nhập"), max_length=32, editable=False)
    outcome = models.CharField(_("kết quả"), max_length=20, choices=Outcome, editable=False)
    user_id = models.BigIntegerField(_("mã tài khoản"), null=True, editable=False)
    scope = models.BigIntegerField(_("phạm vi"), null=True, editable=False)
    at = models.DateTimeField(_("lúc"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("lần đăng nhập")
        verbose_name_plural = _("lần đăng nhập")
        indexes = [
            models.Index(fields=["name_hash", "-at"], name="attempt_name_at"),
            models.Index(fields=["scope", "-at"], name="attempt_scope_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"
