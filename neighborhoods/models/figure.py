"""How large a unit is: households, residents and area as counted on a day, and the bands of the law."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.querysets import TerritoryQuerySet
from wards.models import Kind, Unit

# The numbers of a row, with the smallest and the largest that can be; the largest ward is an island.
BOUNDS = {
    "households": (0, 500_000),
    "residents": (0, 2_000_000),
    "area": (1, 2_000_000_000),
}


def _bounded(name: str) -> list[Any]:
    smallest, largest = BOUNDS[name]
    return [MinValueValidator(smallest), MaxValueValidator(largest)]


class Measure(models.TextChoices):
    """Which number a band of the law looks at."""

    HOUSEHOLDS = "households", _("số hộ")
    RESIDENTS = "residents", _("số nhân khẩu")


class FigureQuerySet(TerritoryQuerySet):
    """Figures lie in the unit that they count."""

    def latest_on(self, units: Iterable[Unit | int], day: datetime.date) -> FigureQuerySet:
        """The newest figures of each unit that were known on a day; one row a unit at most."""
        counted = self.filter(unit__in=units, day__lte=day)
        return counted.order_by("unit", "-day").distinct("unit")

    def since(self, day: datetime.date) -> FigureQuerySet:
        """Figures counted on a day or later."""
        return self.filter(day__gte=day)

    def history_of(self, unit: Unit) -> FigureQuerySet:
        """All figures of a unit, the newest first, with who entered them."""
        return self.filter(unit=unit).select_related("entered_by__person").order_by("-day")


@audited
class Figure(models.Model):
    """What was counted in a unit on a day; at least one of the three numbers, and where they are from.

    A day is corrected in place, the audit trail keeps what it said before; nothing is deleted. Figures
    stay with the unit that they count: a unit that takes over from others inherits none, since nobody
    counted it. `ward` says where the unit stands now, for the database's own wall.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="figures", verbose_name=_("đơn vị")
    )
    ward = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    day = models.DateField(_("tính đến ngày"))
    households = models.PositiveIntegerField(
        _("số hộ"),
        null=True,
        blank=True,
        validators=_bounded("households"),
    )
    residents = models.PositiveIntegerField(
        _("số nhân khẩu"),
        null=True,
        blank=True,
        validators=_bounded("residents"),
    )
    area = models.PositiveIntegerField(
        _("diện tích (m²)"),
        null=True,
        blank=True,
        validators=_bounded("area"),
    )
    source = models.CharField(_("nguồn số liệu"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    entered_at = models.DateTimeField(_("nhập lúc"), default=clock.now)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu đơn vị")
        verbose_name_plural = _("số liệu đơn vị")
        indexes = [models.Index(fields=["ward"], name="figure_ward")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"],
                name="figure_once_a_day",
                violation_error_message=_("Đơn vị đã có số liệu của ngày này."),
            ),
            models.CheckConstraint(
                name="figure_says_something",
                condition=Q(households__isnull=False)
                | Q(residents__isnull=False)
                | Q(area__isnull=False),
                violation_error_message=_(
                    "Hãy nhập ít nhất một trong ba số: số hộ, số nhân khẩu, diện tích."
                ),
            ),
            models.CheckConstraint(
                name="figure_household_has_somebody",
                condition=Q(households__isnull=True)
                | Q(residents__isnull=True)
                | Q(residents__gte=F("households")),
                violation_error_message=_(
                    "Số nhân khẩu không thể nhỏ hơn số hộ; có thể hai số đã đổi chỗ cho nhau."
                ),
            ),
            models.CheckConstraint(
                name="figure_names_its_source",
                condition=~Q(source=""),
                violation_error_message=_("Hãy ghi nguồn số liệu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.day:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("neighborhoods:figure_unit", args=[self.unit.uuid])

    def says(self, **values: Any) -> bool:
        """Whether the row holds exactly these values."""
        return all(getattr(self, name) == value for name, value in values.items())


class SizeBandQuerySet(models.QuerySet["SizeBand"]):
    """Bands by the day on which they are in force."""

    def on(self, day: datetime.date) -> SizeBandQuerySet:
        """Bands in force on a day."""
        return self.filter(valid__contains=day)


class SizeSpan(Func):
    """The numbers of a band as a range, so that the database can refuse two that overlap."""

    function = "int4range"
    output_field = IntegerRangeField()


class SizeBand(models.Model):
    """A size by which the law pays or staffs units of a kind, in force from a day until before another.

    `at_least` belongs to the band, `below` no longer does; without it the band is open above.
    """

    kind = models.CharField(_("loại đơn vị"), max_length=20, choices=Kind)
    measure = models.CharField(_("tính theo"), max_length=10, choices=Measure)
    at_least = models.PositiveIntegerField(_("từ"))
    below = models.PositiveIntegerField(_("đến dưới"), null=True, blank=True)
    label = models.CharField(_("tên gọi của bậc"), max_length=60)
    valid = DateRangeField(_("có hiệu lực"))
    legal_source = models.CharField(_("căn cứ"), max_length=200)

    objects = SizeBandQuerySet.as_manager()

    class Meta:
        verbose_name = _("bậc quy mô")
        verbose_name_plural = _("bậc quy mô")
        ordering = ["kind", "measure", "valid", "at_least"]
        constraints = [
            models.CheckConstraint(
                name="band_is_not_empty",
                condition=Q(below__isnull=True) | Q(below__gt=F("at_least")),
                violation_error_message=_("Mức trên phải lớn hơn mức dưới."),
            ),
            ExclusionConstraint(
                name="band_one_per_size_and_day",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("measure", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    (SizeSpan("at_least", "below"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Bậc này chồng lên một bậc khác cùng loại."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"

    def holds(self, value: int) -> bool:
        """Whether a number falls into the band."""
        return self.at_least <= value and (self.below is None or value < self.below)
