"""Obstacles after a rearrangement: what hinders, where, who sees to it and until when."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.models import AppendOnly
from feedback.obstacles.querysets import ObstacleManager
from feedback.obstacles.workflow import SETTLED, UNSETTLED, MoveName, State

if TYPE_CHECKING:
    import datetime

NO_PERSONS = _("Không ghi thông tin cá nhân của người dân.")


class ObstacleKindQuerySet(models.QuerySet):
    """Kinds as staff choose them."""

    def offered(self) -> ObstacleKindQuerySet:
        """Those that can be chosen today, in their order."""
        return self.filter(is_active=True).order_by("order", "name")


@audited
class ObstacleKind(models.Model):
    """A sort of obstacle, with the time that is suggested for it and why that long."""

    code = models.SlugField(_("mã"), unique=True)
    name = models.CharField(_("tên loại vướng mắc"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120)
    days = models.PositiveSmallIntegerField(
        _("số ngày làm việc gợi ý"), validators=[MinValueValidator(1)]
    )
    remind_days = models.PositiveSmallIntegerField(
        _("nhắc trước hạn (ngày làm việc)"), default=3, validators=[MinValueValidator(1)]
    )
    legal_source = models.CharField(_("căn cứ"), max_length=250)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    objects = ObstacleKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại vướng mắc")
        verbose_name_plural = _("loại vướng mắc")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                name="obstacle_kind_days_are_positive",
                condition=Q(days__gt=0, remind_days__gt=0),
                violation_error_message=_("Số ngày phải lớn hơn 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


@audited(exclude=["search_vector"], model_name="ObstacleHistory")
class Obstacle(models.Model):
    """One difficulty of a ward or of one of its khu phố after a rearrangement.

    `unit` is the khu phố or ấp, or the ward itself; `number` counts within the ward and changes only
    where another ward takes the obstacle over. `due_source` says where the due date comes from; empty
    where somebody has set it. `version` grows with each move, so that two officials who act at once
    hear of each other.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("số"), editable=False)
    ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="ward_obstacles",
        verbose_name=_("phường, xã"),
    )
    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="obstacles",
        verbose_name=_("nơi vướng mắc"),
    )
    kind = models.ForeignKey(
        ObstacleKind,
        on_delete=models.PROTECT,
        related_name="obstacles",
        verbose_name=_("loại vướng mắc"),
    )
    title = models.CharField(_("tóm tắt"), max_length=200, help_text=NO_PERSONS)
    description = models.TextField(_("mô tả"), max_length=4000, help_text=NO_PERSONS)
    decision = models.ForeignKey(
        "wards.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obstacles",
        verbose_name=_("văn bản sắp xếp liên quan"),
    )
    owner = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_obstacles",
        verbose_name=_("người phụ trách"),
    )
    due_on = models.DateField(_("hạn giải quyết"))
    due_source = models.CharField(_("căn cứ hạn"), max_length=300, blank=True)
    state = models.CharField(_("trạng thái"), max_length=15, choices=State, default=State.OPEN)
    resolution = models.TextField(_("kết quả giải quyết"), max_length=4000, blank=True)
    resolved_at = models.DateTimeField(_("giải quyết lúc"), null=True, blank=True)
    is_public = models.BooleanField(_("công khai"), default=False)
    public_text = models.TextField(_("nội dung công khai"), max_length=1000, blank=True)
    reported_at = models.DateTimeField(_("ghi nhận lúc"), default=clock.now)
    reported_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        related_name="reported_obstacles",
        verbose_name=_("người ghi nhận"),
    )
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("title", "description", config="vietnamese_plain"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ObstacleManager()

    class Meta:
        verbose_name = _("vướng mắc")
        verbose_name_plural = _("vướng mắc")
        indexes = [
            models.Index(
                fields=["ward", "due_on", "id"],
                name="obstacle_open_ward_due",
                condition=Q(state__in=sorted(UNSETTLED)),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="obstacle_open_due",
                condition=Q(state__in=sorted(UNSETTLED)),
            ),
            models.Index(fields=["ward", "-reported_at", "-id"], name="obstacle_ward_reported"),
            models.Index(
                fields=["-reported_at", "-id"],
                name="obstacle_public",
                condition=Q(is_public=True),
            ),
            GinIndex(fields=["search_vector"], name="obstacle_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "number"],
                name="obstacle_number_once_in_a_ward",
                violation_error_message=_("Số vướng mắc này đã có trong phường, xã."),
            ),
            models.CheckConstraint(
                name="obstacle_state_known",
                condition=Q(state__in=sorted(State.values)),
                violation_error_message=_("Trạng thái không hợp lệ."),
            ),
            models.CheckConstraint(
                name="obstacle_settled_says_how",
                condition=Q(state__in=sorted(UNSETTLED), resolved_at__isnull=True)
                | (Q(state__in=sorted(SETTLED), resolved_at__isnull=False) & ~Q(resolution="")),
                violation_error_message=_("Vướng mắc đã giải quyết phải có kết quả."),
            ),
            models.CheckConstraint(
                name="obstacle_public_has_its_text",
                condition=Q(is_public=False) | ~Q(public_text=""),
                violation_error_message=_("Vướng mắc công khai phải có nội dung công khai."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:obstacle", args=[self.uuid])

    @property
    def is_unsettled(self) -> bool:
        """Whether it still has to be resolved."""
        return self.state in UNSETTLED

    def is_late(self, today: datetime.date | None = None) -> bool:
        """Whether the due date is past and nothing has been resolved."""
        return self.is_unsettled and self.due_on < (today or clock.today())


class ObstacleEvent(AppendOnly):
    """A move: who, when, and what was said. `by` is empty for the portal itself."""

    obstacle = models.ForeignKey(
        Obstacle, on_delete=models.PROTECT, related_name="events", verbose_name=_("vướng mắc")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    kind = models.CharField(_("việc"), max_length=15, choices=MoveName)
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    state = models.CharField(_("trạng thái sau đó"), max_length=15, choices=State)
    text = models.TextField(_("nội dung"), max_length=5000, blank=True)
    owner = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("giao cho"),
    )
    due_on = models.DateField(_("hạn sau đó"))

    class Meta:
        verbose_name = _("diễn biến của vướng mắc")
        verbose_name_plural = _("diễn biến của vướng mắc")
        indexes = [models.Index(fields=["obstacle", "-at", "-id"], name="obstacle_event_at")]

    def __str__(self) -> str:
        return self.get_kind_display()
