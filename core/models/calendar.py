"""When the offices work: dated schedules, days off and worked Saturdays. Rows, never code."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Extract, Greatest, Least
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited


class DayKind(models.TextChoices):
    """How a day differs from its weekday."""

    OFF = "off", _("ngày nghỉ")
    WORKING = "working", _("ngày làm việc")


class DaySource(models.TextChoices):
    """Where a day comes from; only rows of the holiday list are renewed by `load_calendar`."""

    HOLIDAYS = "holidays", _("danh mục ngày lễ")
    MANUAL = "manual", _("nhập tay")


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("thứ Hai")
    TUESDAY = 1, _("thứ Ba")
    WEDNESDAY = 2, _("thứ Tư")
    THURSDAY = 3, _("thứ Năm")
    FRIDAY = 4, _("thứ Sáu")
    SATURDAY = 5, _("thứ Bảy")
    SUNDAY = 6, _("Chủ nhật")


@audited
class WorkSchedule(models.Model):
    """The working hours from a day on, until the next schedule starts."""

    starts_on = models.DateField(_("áp dụng từ ngày"), unique=True)
    source = models.CharField(
        _("căn cứ"), max_length=300, help_text=_("Văn bản quy định giờ làm việc.")
    )

    class Meta:
        verbose_name = _("lịch làm việc")
        verbose_name_plural = _("lịch làm việc")
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}"


def _seconds(time: Func) -> Cast:
    """A time of day as seconds since midnight, which PostgreSQL has ranges of."""
    return Cast(Extract(time, "epoch"), models.IntegerField())


@audited
class WorkInterval(models.Model):
    """Working time of one weekday, e.g. Monday 07:30–11:30."""

    schedule = models.ForeignKey(
        WorkSchedule,
        on_delete=models.CASCADE,
        related_name="intervals",
        verbose_name=_("lịch làm việc"),
    )
    weekday = models.PositiveSmallIntegerField(_("thứ"), choices=Weekday)
    starts = models.TimeField(_("từ giờ"))
    ends = models.TimeField(_("đến giờ"))

    class Meta:
        verbose_name = _("khung giờ")
        verbose_name_plural = _("khung giờ")
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                name="interval_starts_before_it_ends",
                condition=Q(starts__lt=F("ends")),
                violation_error_message=_("Giờ bắt đầu phải trước giờ kết thúc."),
            ),
            models.CheckConstraint(
                name="interval_weekday_exists",
                condition=Q(weekday__lte=Weekday.SUNDAY),
                violation_error_message=_("Thứ trong tuần không hợp lệ."),
            ),
            ExclusionConstraint(
                name="interval_no_overlap",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (
                        # The other way round where somebody typed it so: the check above says it.
                        Func(
                            _seconds(Least("starts", "ends")),
                            _seconds(Greatest("starts", "ends")),
                            function="int4range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Khung giờ trùng với một khung giờ khác trong ngày."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class CalendarDayQuerySet(models.QuerySet):
    """Days by year."""

    def of_years(self, first: int, last: int) -> CalendarDayQuerySet:
        """Days from the first to the last year, both included."""
        return self.filter(date__gte=f"{first}-01-01", date__lte=f"{last}-12-31")


@audited
class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, a compensatory day, a worked Saturday."""

    date = models.DateField(_("ngày"), unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=DayKind)
    name = models.CharField(_("tên"), max_length=120)
    source = models.CharField(
        _("nguồn"), max_length=10, choices=DaySource, default=DaySource.MANUAL
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("ngày đặc biệt")
        verbose_name_plural = _("ngày đặc biệt")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"
