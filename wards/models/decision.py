"""Decisions that change the territory, and who came from whom under them."""

from __future__ import annotations

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from core.audit import audited


class DecisionStatus(models.TextChoices):
    """How far a decision has come; the database lets it only move forward, step by step.

    Until the day from which it is applied it may be withdrawn; afterwards only another one undoes it.
    """

    DRAFT = "draft", _("dự thảo")
    CONFIRMED = "confirmed", _("đã xác nhận, chưa áp dụng")
    APPLIED = "applied", _("đã áp dụng")
    WITHDRAWN = "withdrawn", _("đã rút")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by what there is of them."""

    def papers(self) -> DecisionQuerySet:
        """Without plans: a draft that has no number yet is somebody's plan, and confirmed elsewhere."""
        return self.exclude(status=DecisionStatus.DRAFT, number="")


@audited
class Decision(models.Model):
    """A resolution or decision by which units are founded, merged, split, renamed or ended.

    `effective_on` is what the paper says; `applied_on` is the day from which the units of the
    portal follow it. The two differ only where a decision was applied later than it says. `outcome`
    keeps which units it ended, moved and founded (ids), and what it left for a person to look at;
    `followed_at` is when cases and other rows without dates had gone along (`wards.changes`).
    """

    Status = DecisionStatus

    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    number = models.CharField(
        _("số, ký hiệu"), max_length=60, blank=True, help_text=_("Để trống nếu chưa rõ.")
    )
    signed_on = models.DateField(
        _("ngày ký"), null=True, blank=True, help_text=_("Để trống nếu chưa rõ.")
    )
    effective_on = models.DateField(_("ngày có hiệu lực"))
    applied_on = models.DateField(_("ngày áp dụng"), null=True, blank=True, editable=False)
    title = models.CharField(_("trích yếu"), max_length=500)
    file = models.FileField(_("tệp văn bản"), upload_to="decisions/", blank=True)
    link = models.URLField(_("đường dẫn văn bản"), blank=True)
    status = models.CharField(
        _("trạng thái"), max_length=10, choices=DecisionStatus, default=DecisionStatus.DRAFT
    )
    note = models.TextField(_("ghi chú"), blank=True)
    is_made_up = models.BooleanField(_("dữ liệu dựng cho trình diễn"), default=False)
    keeps_staff = models.BooleanField(
        _("cán bộ tạm thời tiếp tục ở đơn vị nhận"),
        default=False,
        help_text=_(
            "Người đang giữ chức danh ở đơn vị kết thúc giữ tạm chức danh ấy ở đơn vị nhận toàn bộ "
            "hoặc phần còn lại, cho đến khi có quyết định nhân sự."
        ),
    )
    outcome = models.JSONField(_("kết quả áp dụng"), default=dict, blank=True, editable=False)
    followed_at = models.DateTimeField(
        _("hồ sơ gắn với đơn vị đã chuyển lúc"), null=True, blank=True, editable=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản quyết định")
        verbose_name_plural = _("văn bản quyết định")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "issuer",
                "number",
                ExtractYear(Coalesce("signed_on", "effective_on")),
                name="decision_number_once_a_year",
                condition=~Q(number="") & ~Q(status=DecisionStatus.WITHDRAWN),
                violation_error_message=_("Văn bản cùng cơ quan, cùng số, cùng năm đã có."),
            ),
            models.CheckConstraint(
                name="decision_applied_has_its_day",
                condition=Q(status=DecisionStatus.APPLIED, applied_on__isnull=False)
                | (~Q(status=DecisionStatus.APPLIED) & Q(applied_on__isnull=True)),
                violation_error_message=_("Văn bản đã áp dụng phải có ngày áp dụng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_shown} ({self.issuer})"

    @property
    def number_shown(self) -> str:
        """The number, or that it is not known."""
        return self.number or str(_("chưa rõ số"))

    @property
    def day(self) -> datetime.date:
        """The day from which the portal's units follow the decision."""
        return self.applied_on or self.effective_on

    @property
    def is_applied(self) -> bool:
        """Whether the portal's units follow the decision."""
        return self.status == DecisionStatus.APPLIED


class Extent(models.TextChoices):
    """How much of the source went to the target."""

    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")
    REST = "rest", _("phần còn lại")


class TransferQuerySet(models.QuerySet):
    """Edges by what has become of their decision."""

    def applied(self) -> TransferQuerySet:
        """Edges that the units of the portal follow."""
        return self.filter(decision__status=DecisionStatus.APPLIED)


@audited
class Transfer(models.Model):
    """Under a decision, a source unit (or a part of it) went to a target unit.

    Once the decision is applied, the source lived until the day of application, the target lives on
    it, and a source that went as a `whole` or whose `rest` went does not outlive it.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("theo văn bản")
    )
    source = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="transfers_out",
        verbose_name=_("đơn vị cũ"),
    )
    target = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="transfers_in",
        verbose_name=_("đơn vị mới"),
    )
    extent = models.CharField(_("phạm vi"), max_length=5, choices=Extent)
    households = models.PositiveIntegerField(_("số hộ chuyển"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("số nhân khẩu chuyển"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("chuyển đổi đơn vị")
        verbose_name_plural = _("chuyển đổi đơn vị")
        constraints = [
            models.CheckConstraint(
                name="transfer_source_is_not_target",
                condition=~Q(source=F("target")),
                violation_error_message=_("Đơn vị cũ và đơn vị mới phải khác nhau."),
            ),
            models.UniqueConstraint(
                fields=["decision", "source", "target"],
                name="transfer_once",
                violation_error_message=_("Dòng chuyển giữa hai đơn vị này đã có trong văn bản."),
            ),
            models.UniqueConstraint(
                fields=["decision", "source"],
                name="transfer_one_whole_or_rest",
                condition=~Q(extent=Extent.PART),
                violation_error_message=_(
                    "Một đơn vị cũ chỉ có một dòng “toàn bộ” hoặc một dòng “phần còn lại”."
                ),
            ),
            ExclusionConstraint(
                name="transfer_whole_stands_alone",
                expressions=[
                    ("decision", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    (
                        Case(When(extent=Extent.WHOLE, then=Value(1)), default=Value(0)),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                violation_error_message=_(
                    "Đơn vị cũ đã chuyển toàn bộ thì không thể chuyển thêm một phần."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
