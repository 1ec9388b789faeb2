"""How often somebody wants the daily letter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit import audited


class Rhythm(models.TextChoices):
    """When the letter comes; what is late comes on every working day."""

    DAILY = "daily", _("Mỗi sáng ngày làm việc")
    WEEKLY = "weekly", _("Mỗi tuần một lần, sáng ngày làm việc đầu tuần")
    OFF = "off", _("Không nhận, trừ khi có việc trễ hạn")

    @classmethod
    def of(cls, user) -> Rhythm:
        """What somebody has chosen; every morning where nothing was."""
        choice = getattr(user, "digest_choice", None)
        return cls(choice.rhythm) if choice else cls.DAILY


@audited
class DigestChoice(models.Model):
    """What somebody has chosen who wants the letter at other times than every morning."""

    user = models.OneToOneField(
        "people.User",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="digest_choice",
        verbose_name=_("tài khoản"),
    )
    rhythm = models.CharField(_("nhận thư"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)

    class Meta:
        verbose_name = _("cách nhận thư việc hằng ngày")
        verbose_name_plural = _("cách nhận thư việc hằng ngày")
        constraints = [
            models.CheckConstraint(
                name="digest_rhythm_known", condition=Q(rhythm__in=sorted(Rhythm.values))
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"
