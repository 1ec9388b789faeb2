"""The list of households of one consultation, where a ward has brought it for the paper to be signed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.querysets import TerritoryQuerySet


class VoterQuerySet(TerritoryQuerySet):
    """Households lie in the khu phố that is asked."""

    unit_path = "consultation__unit"


class Voter(models.Model):
    """Who represents a household, for the list that is signed; never on a page, and gone soon after."""

    consultation = models.ForeignKey(
        "neighborhoods.Consultation",
        on_delete=models.CASCADE,
        related_name="voters",
        verbose_name=_("đợt lấy ý kiến"),
    )
    number = models.PositiveIntegerField(_("số thứ tự"))
    name = models.CharField(_("đại diện hộ"), max_length=100)
    address = models.CharField(_("địa chỉ"), max_length=200)
    brought_at = models.DateTimeField(_("nhập lúc"), default=clock.now, editable=False)

    objects = VoterQuerySet.as_manager()

    class Meta:
        verbose_name = _("hộ trong danh sách lấy ý kiến")
        verbose_name_plural = _("hộ trong danh sách lấy ý kiến")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="voter_number_once"),
        ]

    def __str__(self) -> str:
        return str(self.number)
