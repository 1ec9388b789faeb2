"""What feedback is about, and within what time the law wants it answered: dated rows, not code."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.audit import audited


class CategoryQuerySet(models.QuerySet):
    """Categories as citizens choose them."""

    def offered(self) -> CategoryQuerySet:
        """Those that can be chosen today, in their order."""
        return self.filter(is_active=True).order_by("order", "name")


@audited
class Category(models.Model):
    """A subject of feedback, in both languages of the portal."""

    code = models.SlugField(_("mã"), unique=True)
    name = models.CharField(_("tên loại việc"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120)
    hint = models.CharField(_("gợi ý"), max_length=200, blank=True)
    hint_en = models.CharField(_("gợi ý tiếng Anh"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại việc")
        verbose_name_plural = _("loại việc")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def advice(self) -> str:
        """The hint in the reader's language."""
        return self.hint_en if get_language() == "en" else self.hint


class Clock(models.TextChoices):
    """Which clock a rule sets."""

    ANSWER = "answer", _("trả lời người gửi")
    ACCEPT = "accept", _("nơi được chuyển xác nhận tiếp nhận")
    INFORMATION = "information", _("người gửi bổ sung thông tin")
    REOPEN = "reopen", _("người gửi đề nghị xem lại")
    REMIND = "remind", _("nhắc trước khi hết hạn")
    LEADER = "leader", _("báo lãnh đạo khi quá hạn")
    ABOVE = "above", _("báo đơn vị cấp trên khi quá hạn")
    EXTENSION = "extension", _("gia hạn nhiều nhất")
    CLOSE = "close", _("tự kết thúc sau khi trả lời")


class Measure(models.TextChoices):
    """In what a rule counts."""

    WORKING_HOURS = "working_hours", _("giờ làm việc")
    WORKING_DAYS = "working_days", _("ngày làm việc")
    CALENDAR_DAYS = "calendar_days", _("ngày")


@audited
class DeadlineRule(models.Model):
    """Within `amount` of `measure` the thing named by `clock` must happen.

    The most telling rule of the day of receipt holds: category and kind before kind alone,
    kind before category alone, both before neither.
    """

    clock = models.CharField(_("đồng hồ"), max_length=12, choices=Clock)
    kind = models.CharField(_("loại đơn"), max_length=20, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("loại việc"),
    )
    amount = models.PositiveSmallIntegerField(_("số lượng"))
    measure = models.CharField(_("đơn vị tính"), max_length=14, choices=Measure)
    legal_source = models.CharField(_("căn cứ"), max_length=300)
    valid = DateRangeField(_("có hiệu lực"))

    class Meta:
        verbose_name = _("quy tắc thời hạn")
        verbose_name_plural = _("quy tắc thời hạn")
        constraints = [
            models.CheckConstraint(
                name="rule_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Số lượng phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                name="rule_valid_starts_and_is_not_empty",
                condition=Q(valid__isempty=False) & Q(valid__startswith__isnull=False),
                violation_error_message=_("Thời gian hiệu lực phải có ngày bắt đầu và không rỗng."),
            ),
            ExclusionConstraint(
                name="rule_one_per_subject_and_day",
                expressions=[
                    ("clock", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce(F("category"), Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Đã có quy tắc cho việc này trong khoảng ngày đó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_measure_display()}"
