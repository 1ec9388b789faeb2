"""What a decision orders, line by line, before and after it is applied."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit import audited
from wards.models.decision import Decision, Extent
from wards.models.unit import Kind, Unit


class Action(models.TextChoices):
    """What a line does to its unit. The decision's own words decide (design, "identity rule")."""

    FOUND = "found", _("Thành lập mới")
    CHANGE = "change", _("Giữ đơn vị, thay đổi")
    END = "end", _("Giải thể")


@audited
class ChangeLine(models.Model):
    """One unit as it is to be under a decision, with the units it takes from (`LineSource`).

    Merger, split, renaming and the rest are not kinds of their own: a new unit from two that end is a
    merger into a new one, a unit that stays and takes one whole is a merger into it, one that takes a
    part of a neighbour is a shift of the boundary. What is left empty in a `CHANGE` stays as it was.
    `founded` is the unit that the line became when the decision was applied.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="lines", verbose_name=_("theo văn bản")
    )
    number = models.PositiveIntegerField(_("dòng"))
    action = models.CharField(_("việc"), max_length=6, choices=Action)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="change_lines",
        verbose_name=_("đơn vị"),
    )
    founded = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="founding_lines",
        verbose_name=_("đơn vị được lập"),
    )
    name = models.CharField(_("tên"), max_length=120, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind, blank=True)
    code = models.CharField(_("mã"), max_length=10, blank=True)
    parent = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị cấp trên"),
    )
    parent_line = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="lines_below",
        verbose_name=_("đơn vị cấp trên được lập cùng văn bản"),
    )
    households = models.PositiveIntegerField(_("số hộ"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("số nhân khẩu"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dòng thay đổi")
        verbose_name_plural = _("dòng thay đổi")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="change_line_number"),
            models.UniqueConstraint(
                fields=["decision", "unit"],
                name="change_one_line_per_unit",
                violation_error_message=_("Đơn vị này đã có một dòng trong văn bản."),
            ),
            models.CheckConstraint(
                name="change_found_names_what_it_founds",
                condition=(Q(action=Action.FOUND, unit__isnull=True) & ~Q(name="") & ~Q(kind=""))
                | (~Q(action=Action.FOUND) & Q(unit__isnull=False, founded__isnull=True)),
                violation_error_message=_(
                    "Dòng thành lập cần tên và loại; dòng khác cần chọn đơn vị hiện có."
                ),
            ),
            models.CheckConstraint(
                name="change_one_parent",
                condition=Q(parent__isnull=True) | Q(parent_line__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_action_display()} {self.name}".rstrip()


@audited
class LineSource(models.Model):
    """A unit, or a part of it, that goes to the unit of a line; becomes a `Transfer`."""

    line = models.ForeignKey(
        ChangeLine, on_delete=models.CASCADE, related_name="sources", verbose_name=_("dòng")
    )
    source = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị cũ")
    )
    extent = models.CharField(_("phạm vi"), max_length=5, choices=Extent, default=Extent.WHOLE)
    households = models.PositiveIntegerField(_("số hộ chuyển"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("số nhân khẩu chuyển"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("nguồn của dòng thay đổi")
        verbose_name_plural = _("nguồn của dòng thay đổi")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "source"],
                name="line_source_once",
                violation_error_message=_("Đơn vị cũ này đã có trong dòng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.line_id}"


class HouseholdStandard(models.Model):
    """How many households a new unit of a kind should have, in force from a day until before another.

    Falling below is a warning, never a refusal: the law lets a council decide otherwise.
    """

    kind = models.CharField(_("loại đơn vị"), max_length=20, choices=Kind)
    valid = DateRangeField(_("có hiệu lực"))
    households = models.PositiveIntegerField(_("số hộ tối thiểu"))
    legal_source = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("tiêu chuẩn số hộ")
        verbose_name_plural = _("tiêu chuẩn số hộ")
        ordering = ["kind", "valid"]
        constraints = [
            ExclusionConstraint(
                name="standard_one_per_kind_and_day",
                expressions=[("kind", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Loại đơn vị đã có tiêu chuẩn trong khoảng ngày này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.households}"
