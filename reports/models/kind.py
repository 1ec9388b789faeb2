"""Kinds of reports as rows: which days they cover, when they are due, what stands in them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, indicators


class Rhythm(models.TextChoices):
    """How often a report is made."""

    MONTH = "month", gettext_lazy("Hằng tháng")
    QUARTER = "quarter", gettext_lazy("Hằng quý")
    HALF = "half", gettext_lazy("6 tháng")
    YEAR = "year", gettext_lazy("Hằng năm")
    AD_HOC = "ad_hoc", gettext_lazy("Đột xuất")

    @property
    def months(self) -> int:
        """How many months a period has; 0 for what has no rhythm."""
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(self.value, 0)


class ReportTypeQuerySet(models.QuerySet["ReportType"]):
    """Types by what becomes of them by the clock."""

    def periodic(self) -> ReportTypeQuerySet:
        """Those whose drafts are made at each cut-off."""
        return self.filter(is_active=True).exclude(rhythm=Rhythm.AD_HOC)


class ReportType(models.Model):
    """What a report is about, and its clock.

    A period ends on `cutoff_day` of its last month (0: the last day of the month) at `cutoff_time`, or
    at the end of that day where none is given; the next one begins there. `due_days` are working days
    after the cut-off for the ward, `due_days_above` for each level that rolls up.
    Legal source of the usual days: NĐ 09/2019/NĐ-CP art. 12 (15th to 14th); others by who asks.
    """

    code = models.SlugField(gettext_lazy("mã"), max_length=40, unique=True)
    name = models.CharField(gettext_lazy("tên"), max_length=200)
    subject = models.CharField(
        gettext_lazy("trích yếu"),
        max_length=200,
        help_text=gettext_lazy("Phần chữ trước tên kỳ, ví dụ “Tình hình hoạt động khu phố, ấp”."),
    )
    rhythm = models.CharField(gettext_lazy("kỳ báo cáo"), max_length=10, choices=Rhythm)
    cutoff_day = models.PositiveSmallIntegerField(
        gettext_lazy("ngày chốt"), default=14, validators=[MaxValueValidator(28)]
    )
    cutoff_time = models.TimeField(gettext_lazy("giờ chốt"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(
        gettext_lazy("hạn của phường, xã (ngày làm việc sau ngày chốt)"),
        default=3,
        validators=[MaxValueValidator(60)],
    )
    due_days_above = models.PositiveSmallIntegerField(
        gettext_lazy("hạn của cấp tổng hợp (ngày làm việc thêm)"),
        default=2,
        validators=[MaxValueValidator(60)],
    )
    remind_days = models.PositiveSmallIntegerField(
        gettext_lazy("nhắc trước (ngày làm việc)"), default=1, validators=[MaxValueValidator(30)]
    )
    recipients = models.TextField(
        gettext_lazy("nơi nhận"),
        max_length=1000,
        blank=True,
        help_text=gettext_lazy("Mỗi dòng một nơi; đơn vị cấp trên và nơi lưu tự có."),
    )
    legal_source = models.CharField(gettext_lazy("căn cứ"), max_length=300, blank=True)
    since = models.DateField(
        gettext_lazy("lập dự thảo cho kỳ chốt từ ngày"),
        default=clock.today,
        help_text=gettext_lazy("Kỳ chốt trước ngày này không được lập nữa."),
    )
    is_active = models.BooleanField(gettext_lazy("đang dùng"), default=True)
    order = models.PositiveSmallIntegerField(gettext_lazy("thứ tự"), default=0)

    objects = ReportTypeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("loại báo cáo")
        verbose_name_plural = gettext_lazy("loại báo cáo")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


def known_indicator(code: str) -> None:
    """Refuse a code that no room counts."""
    if code not in indicators.codes():
        raise ValidationError(_("Không có chỉ tiêu nào mang mã %(code)s."), params={"code": code})


class ReportSection(models.Model):
    """A part of a report: its heading, the figures in it, and what is asked to be written."""

    type = models.ForeignKey(
        ReportType,
        on_delete=models.CASCADE,
        related_name="sections",
        verbose_name=gettext_lazy("loại báo cáo"),
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("thứ tự"))
    heading = models.CharField(gettext_lazy("tiêu đề"), max_length=200)
    prompt = models.TextField(
        gettext_lazy("gợi ý viết"),
        max_length=1000,
        blank=True,
        help_text=gettext_lazy("Để trống nếu phần này chỉ có số liệu."),
    )
    is_required = models.BooleanField(gettext_lazy("bắt buộc viết"), default=False)
    indicators = ArrayField(
        models.CharField(max_length=60, validators=[known_indicator]),
        verbose_name=gettext_lazy("chỉ tiêu"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = gettext_lazy("phần của báo cáo")
        verbose_name_plural = gettext_lazy("phần của báo cáo")
        ordering = ["type", "number"]
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="section_number_once"),
        ]

    def __str__(self) -> str:
        return self.heading
