"""What somebody is told: one row per recipient, channel and reason, however often it is retried."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.fields import PersonalEmailField, PersonalTextField


class Channel(models.TextChoices):
    """The way a notification takes."""

    INBOX = "inbox", _("hộp thông báo")
    EMAIL = "email", _("thư điện tử")


class DeliveryState(models.TextChoices):
    """What has become of it."""

    PENDING = "pending", _("chờ gửi")
    DELIVERED = "delivered", _("đã gửi")
    FAILED = "failed", _("bị từ chối")
    DEAD = "dead", _("không gửi được")


class NotificationQuerySet(models.QuerySet):
    """Notifications by reader and state."""

    def inbox_of(self, user: Any) -> Self:
        """What stands in somebody's inbox, the newest first."""
        return self.filter(user=user, channel=Channel.INBOX).order_by("-created_at", "-pk")

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)

    def in_scopes(self, scopes: Any) -> Self:
        """Those that concern the given areas (ids)."""
        return self.filter(scope__in=scopes)

    def undelivered(self) -> Self:
        """Refused, given up or still waiting."""
        return self.exclude(state=DeliveryState.DELIVERED)


class Notification(models.Model):
    """One message to one recipient by one channel, and its delivery log.

    `recipient` identifies the receiver without naming: a user's id, or a keyed hash of the address,
    so that the row stays unique after the address is erased. `about` is a reference, never a name.
    """

    key = models.CharField(_("khóa"), max_length=200, editable=False)
    kind = models.CharField(_("loại"), max_length=60)
    channel = models.CharField(_("kênh"), max_length=10, choices=Channel)
    recipient = models.CharField(_("khóa người nhận"), max_length=80, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("người nhận"),
    )
    address = PersonalEmailField(_("địa chỉ nhận"), blank=True)
    subject = models.CharField(_("tiêu đề"), max_length=200)
    body = PersonalTextField(_("nội dung"), blank=True)
    url = models.CharField(_("đường dẫn"), max_length=300, blank=True)
    about = models.CharField(_("về việc"), max_length=120, blank=True)
    scope = models.BigIntegerField(_("phạm vi"), null=True, blank=True)
    is_sensitive = models.BooleanField(_("xóa nội dung sau khi gửi"), default=False)
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    state = models.CharField(
        _("tình trạng"),
        max_length=10,
        choices=DeliveryState,
        default=DeliveryState.PENDING,
    )
    delivered_at = models.DateTimeField(_("gửi xong lúc"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("số lần gửi"), default=0)
    last_error = models.CharField(_("lỗi gần nhất"), max_length=200, blank=True)
    message_id = models.CharField(_("mã thư"), max_length=120, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"],
                name="notification_inbox",
                condition=Q(channel=Channel.INBOX),
            ),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=Q(channel=Channel.INBOX, read_at__isnull=True),
            ),
            models.Index(fields=["scope", "-created_at", "-id"], name="notification_scope"),
            models.Index(fields=["about"], name="notification_about"),
            models.Index(fields=["created_at"], name="notification_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "channel", "recipient"],
                name="notification_once_per_recipient",
                violation_error_message=_("Người nhận đã có thông báo này."),
            ),
            models.CheckConstraint(
                name="notification_delivered_has_time",
                condition=~Q(state=DeliveryState.DELIVERED) | Q(delivered_at__isnull=False),
                violation_error_message=_("Thông báo đã gửi phải có thời điểm gửi."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
