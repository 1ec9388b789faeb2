"""The steps of a rearrangement, as rows: they differ by year and by what stands above the ward."""

from __future__ import annotations

import datetime

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.calendar import WorkingCalendar
from neighborhoods.workflow import Actor, StepKind
from wards.models import Level


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Procedures by where and when they hold."""

    def for_ward_under(self, level: int, day) -> Procedure | None:
        """The one for a ward that hangs under a unit of a level on a day.

        Where the rules of that structure have run out (its wards should no longer be there), the last
        of them; None where there never was one.
        """
        fitting = self.filter(above=level)
        held = fitting.filter(valid__contains=day).first()
        return held or fitting.order_by("-valid").first()


class Procedure(models.Model):
    """How a rearrangement goes under certain rules, in force from a day until before another.

    `above` is the level of what the ward hangs under: a district before July 2025, since then the city.
    """

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    legal_source = models.CharField(_("căn cứ"), max_length=300)
    above = models.PositiveSmallIntegerField(_("cấp trên của phường, xã"), choices=Level)
    valid = DateRangeField(_("có hiệu lực"))

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("trình tự sắp xếp")
        verbose_name_plural = _("trình tự sắp xếp")
        ordering = ["above", "valid"]

    def __str__(self) -> str:
        return self.name


class ProcedureStep(models.Model):
    """One step: what it is, whose turn, and how many working days it may take.

    `is_planned` days are the portal's proposal; others are set by the legal source.
    """

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="steps", verbose_name=_("trình tự")
    )
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("bước"), max_length=20, choices=StepKind)
    name = models.CharField(_("tên"), max_length=200)
    actor = models.CharField(_("ai thực hiện"), max_length=10, choices=Actor)
    days = models.PositiveSmallIntegerField(_("số ngày làm việc"), null=True, blank=True)
    is_planned = models.BooleanField(_("thời gian dự kiến"), default=False)
    remind_days = models.PositiveSmallIntegerField(
        _("nhắc trước (ngày làm việc)"), default=2, help_text=_("Nhắc người có việc trước hạn.")
    )
    legal_source = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bước sắp xếp")
        verbose_name_plural = _("bước sắp xếp")
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="step_number_once"),
            models.UniqueConstraint(fields=["procedure", "kind"], name="step_kind_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def due_from(self, start: datetime.date) -> datetime.date | None:
        """The day by which a step that begins on a day should be over; None where nothing is set."""
        return WorkingCalendar.load().day_after(start, self.days) if self.days else None
