"""Keys by which other systems use the API, and what they were answered."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from people.permissions import Permission

MARK = "gd_"  # how a key begins, so that one left lying about is recognised
SHOWN = 9  # characters of a key that lists show
LONGEST_DAYS = 366  # for which a key is given


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Keys by who may see to them and whether they open anything."""

    def visible_to(self, user, permission: str = Permission.SETTINGS_MANAGE) -> ApiTokenQuerySet:
        """All of them for who runs the city's portal, none for anybody else."""
        is_city = user.is_authenticated and user.reach(permission).everywhere
        return self.all() if is_city else self.none()

    def usable(self) -> ApiTokenQuerySet:
        """Those that still open something today."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=clock.today())

    def with_secret(self, secret: str) -> ApiTokenQuerySet:
        """The one with a secret, if any."""
        return self.filter(digest=digest_of(secret))


@audited(exclude=["digest", "last_used_on"])
class ApiToken(models.Model):
    """One system's key. It does what its user may do, and stops when the user's posts end.

    The secret has 256 bits and is shown once; the database keeps its SHA-256.
    """

    name = models.CharField(
        _("hệ thống sử dụng"),
        max_length=80,
        help_text=_("Ví dụ: Một cửa điện tử Phường Hiệp Bình Chánh."),
    )
    user = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        related_name="api_tokens",
        verbose_name=_("thay mặt tài khoản"),
    )
    may_write = models.BooleanField(
        _("được ghi"),
        default=False,
        help_text=_("Không đánh dấu: chỉ đọc, không thay đổi được gì."),
    )
    digest = models.CharField(_("giá trị băm"), max_length=64, unique=True, editable=False)
    prefix = models.CharField(_("bắt đầu bằng"), max_length=SHOWN, editable=False)
    created_at = models.DateTimeField(_("cấp lúc"), default=clock.now, editable=False)
    created_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("người cấp"),
    )
    expires_on = models.DateField(_("dùng đến hết ngày"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("người thu hồi"),
    )
    last_used_on = models.DateField(_("dùng lần cuối ngày"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("khóa truy cập")
        verbose_name_plural = _("khóa truy cập")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """In use, taken back or over, in words."""
        if self.revoked_at:
            return gettext("Đã thu hồi")
        return gettext("Đang dùng") if self.is_usable else gettext("Hết hạn")

    @property
    def is_usable(self) -> bool:
        """Whether it opens anything today."""
        return self.revoked_at is None and self.expires_on >= clock.today()

    def note_use(self) -> None:
        """Write the day, once a day."""
        today = clock.today()
        if self.last_used_on != today:
            unused = Q(last_used_on__isnull=True) | Q(last_used_on__lt=today)
            ApiToken.objects.filter(unused, pk=self.pk).update(last_used_on=today)


class ApiReply(models.Model):
    """What a system was answered to a request with an `Idempotency-Key`: asked again, told the same.

    The row is written in the transaction that did the work. `fingerprint` is of method, address and
    body, so that a key used for something else is noticed. Kept for seven days (retention.yaml).
    """

    token = models.ForeignKey(
        ApiToken, on_delete=models.CASCADE, related_name="replies", verbose_name=_("khóa truy cập")
    )
    key = models.CharField(_("khóa lặp lại"), max_length=64)
    fingerprint = models.CharField(_("dấu của yêu cầu"), max_length=64)
    status = models.PositiveSmallIntegerField(_("mã trả lời"), default=0)
    body = models.JSONField(_("nội dung trả lời"), null=True)
    at = models.DateTimeField(_("lúc"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("trả lời đã gửi")
        verbose_name_plural = _("trả lời đã gửi")
        constraints = [models.UniqueConstraint(F("token"), F("key"), name="api_reply_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.status}"


def new_secret() -> str:
    """A secret nobody has had."""
    return MARK + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret. A plain hash will do for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def longest_until() -> datetime.date:
    """The last day that a key given today may have."""
    return clock.today() + datetime.timedelta(days=LONGEST_DAYS)
