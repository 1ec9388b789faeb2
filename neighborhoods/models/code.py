"""Codes of households: the right to answer once, about a name or in a consultation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HouseholdCode(models.Model):
    """The right of one household to answer once; only a keyed hash is kept.

    Which household got which code nobody writes down; the day of its use is kept, not the moment, so
    that no answer can be told by its time. A code belongs to one poll about a name or one consultation.
    """

    poll = models.ForeignKey(
        "neighborhoods.NamePoll",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="codes",
        verbose_name=_("việc đặt tên"),
    )
    consultation = models.ForeignKey(
        "neighborhoods.Consultation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="codes",
        verbose_name=_("đợt lấy ý kiến"),
    )
    digest = models.CharField(max_length=64, editable=False)
    used_on = models.DateField(_("ngày dùng"), null=True, blank=True)

    class Meta:
        verbose_name = _("mã hộ")
        verbose_name_plural = _("mã hộ")
        constraints = [
            models.UniqueConstraint(fields=["poll", "digest"], name="code_once"),
            models.UniqueConstraint(
                fields=["consultation", "digest"], name="code_once_a_consultation"
            ),
            models.CheckConstraint(
                name="code_is_of_one_question",
                condition=Q(poll__isnull=False, consultation__isnull=True)
                | Q(poll__isnull=True, consultation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
