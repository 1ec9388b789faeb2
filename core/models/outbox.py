"""Work that has been promised: a row committed with what caused it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.validators import bounded_json

PENDING = Q(done_at__isnull=True, dead_at__isnull=True)


class OutboxQuerySet(models.QuerySet):
    """Messages by what has become of them."""

    def pending(self) -> Self:
        """Neither done nor given up."""
        return self.filter(PENDING)

    def due(self) -> Self:
        """Those to be sent now, the longest waiting first."""
        return self.pending().filter(available_at__lte=clock.now()).order_by("available_at", "pk")

    def oldest_age(self) -> float:
        """Seconds that the oldest due row has waited; 0 where none is due."""
        oldest = self.due().values_list("available_at", flat=True).first()
        return (clock.now() - oldest).total_seconds() if oldest else 0.0

    def in_flight(self) -> Self:
        """Handed to the broker, not yet answered, and not yet to be sent again."""
        return self.pending().filter(sent_at__isnull=False, available_at__gt=clock.now())

    def dead(self) -> Self:
        """Given up; somebody has to look at them."""
        return self.filter(dead_at__isnull=False)


class OutboxMessage(models.Model):
    """A task to be run once: named, with the ids it needs, unique by key where one is given.

    `available_at` is when it may be sent (again): later than the creation for a reminder, after the
    next wait for one that was sent or failed. `sends` counts hand-overs to the broker, `attempts`
    the runs a worker began.
    """

    task = models.CharField(_("việc"), max_length=120)
    payload = models.JSONField(_("tham số"), default=dict, validators=[bounded_json])
    key = models.CharField(_("khóa"), max_length=200, null=True)  # noqa: DJ001 - many without
    scope = models.BigIntegerField(_("phạm vi"), null=True, blank=True)
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)
    available_at = models.DateTimeField(_("gửi từ lúc"), default=clock.now)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, editable=False)
    sends = models.PositiveSmallIntegerField(_("số lần gửi"), default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("số lần chạy"), default=0, editable=False)
    done_at = models.DateTimeField(_("xong lúc"), null=True, editable=False)
    dead_at = models.DateTimeField(_("bỏ lúc"), null=True, editable=False)
    last_error = models.CharField(_("lỗi gần nhất"), max_length=200, blank=True, editable=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc chờ gửi")
        verbose_name_plural = _("việc chờ gửi")
        # Each index holds only the rows its question is about: history never slows the relay.
        indexes = [
            models.Index(fields=["available_at", "id"], name="outbox_pending", condition=PENDING),
            models.Index(
                fields=["sent_at"],
                name="outbox_sent",
                condition=PENDING & Q(sent_at__isnull=False),
            ),
            models.Index(
                fields=["done_at"],
                name="outbox_done",
                condition=Q(done_at__isnull=False),
            ),
            models.Index(
                fields=["dead_at"],
                name="outbox_dead",
                condition=Q(dead_at__isnull=False),
            ),
        ]
        constraints = [
            # Not `unique=True`, which makes a second index for searches by a beginning: nobody asks so.
            models.UniqueConstraint(fields=["key"], name="core_outboxmessage_key_key"),
            models.CheckConstraint(
                name="outbox_done_or_dead",
                condition=Q(done_at__isnull=True) | Q(dead_at__isnull=True),
                violation_error_message=_("Một việc không thể vừa xong vừa bị bỏ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"
