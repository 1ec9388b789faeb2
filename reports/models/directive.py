"""Directives (văn bản chỉ đạo), the task each receiving unit has, what happened and its files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.models import AppendOnly
from reports.directives import timing
from reports.directives.querysets import (
    DirectiveQuerySet,
    EventQuerySet,
    PaperQuerySet,
    TaskQuerySet,
)
from reports.directives.workflow import DONE, OPEN, DirectiveState, MoveName, TaskState, Urgency

if TYPE_CHECKING:
    import datetime

WHOLE = 100  # percent
D = DirectiveState


@audited(model_name="DirectiveHistory")
class Directive(models.Model):
    """One letter to units below, to be answered by each of them until a day.

    `origin` is the unit that issued it and never changes; `issuer` is the one that answers for it now:
    the same, or its heir. `unit_ids` are the recipients as they were chosen; each gets a
    `DirectiveTask` when it is issued. `closed_at` is when the last of those was done.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    origin = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("nơi ban hành"),
    )
    issuer = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="directives",
        verbose_name=_("nơi theo dõi"),
    )
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=300)
    text = models.TextField(_("nội dung"), max_length=20_000)
    urgency = models.CharField(_("độ khẩn"), max_length=15, choices=Urgency, default=Urgency.NORMAL)
    due_on = models.DateField(_("hạn trả lời"))
    unit_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("nơi nhận"), default=list, blank=True
    )
    state = models.CharField(_("trạng thái"), max_length=10, choices=D, default=D.DRAFT)
    search_text = models.CharField(max_length=400, editable=False)
    created_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người soạn")
    )
    created_at = models.DateTimeField(_("soạn lúc"), default=clock.now, editable=False)
    issued_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người phát hành"),
    )
    issued_at = models.DateTimeField(_("phát hành lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản chỉ đạo")
        verbose_name_plural = _("văn bản chỉ đạo")
        indexes = [
            models.Index(fields=["issuer", "-created_at", "-id"], name="directive_of_issuer"),
            models.Index(fields=["-created_at", "-id"], name="directive_created"),
            GinIndex(SearchVector("search_text", config="simple"), name="directive_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                "origin",
                "number",
                ExtractYear("signed_on"),
                name="directive_number_once_a_year",
                condition=~Q(state=D.DRAFT),
                violation_error_message=_("Số, ký hiệu này đã dùng cho một văn bản trong năm."),
            ),
            models.CheckConstraint(
                name="directive_issued_is_complete",
                condition=Q(state=D.DRAFT, issued_at__isnull=True)
                | (
                    ~Q(state=D.DRAFT)
                    & Q(issued_at__isnull=False, signed_on__isnull=False)
                    & ~Q(number="")
                    & Q(unit_ids__len__gt=0)
                ),
                violation_error_message=_("Văn bản đã phát hành phải có số, ngày ký và nơi nhận."),
            ),
            models.CheckConstraint(
                name="directive_ended_says_when",
                condition=Q(state__in=[D.CLOSED, D.WITHDRAWN], closed_at__isnull=False)
                | Q(state__in=[D.DRAFT, D.ISSUED], closed_at__isnull=True),
                violation_error_message=_("Văn bản đã kết thúc phải có lúc kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.subject)

    def get_absolute_url(self) -> str:
        return reverse("reports:directive", args=[self.uuid])

    @property
    def is_draft(self) -> bool:
        """Whether everything in it may still be changed."""
        return self.state == D.DRAFT

    @property
    def is_running(self) -> bool:
        """Whether answers are still expected."""
        return self.state == D.ISSUED

    @property
    def is_urgent(self) -> bool:
        """Whether it is of any degree above the ordinary."""
        return self.urgency != Urgency.NORMAL


@audited(model_name="DirectiveTaskHistory")
class DirectiveTask(models.Model):
    """What one unit has to do for a directive, and how far it is.

    `unit` answers; `ward` is the ward-level unit whose officials see it: the unit itself, or what it
    lies in (for one that was done before its unit ended, the heir). `label` and `sort_key` name the
    unit as it is called where it answers. `answered_at` is the last answer: from there on no lateness
    is counted, unless the answer is returned, and then from the due date again.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("chỉ đạo")
    )
    unit = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị nhận")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    label = models.CharField(_("tên đơn vị"), max_length=300)
    sort_key = models.CharField(max_length=300, editable=False)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=TaskState, default=TaskState.WAITING
    )
    due_on = models.DateField(_("hạn trả lời"))
    assignee = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="directive_tasks",
        verbose_name=_("người thực hiện"),
    )
    percent = models.PositiveSmallIntegerField(
        _("tiến độ (%)"), default=0, validators=[MaxValueValidator(WHOLE)]
    )
    answer = models.TextField(_("nội dung trả lời"), max_length=10_000, blank=True)
    excuse = models.TextField(_("lý do miễn trả lời"), max_length=2000, blank=True)
    acknowledged_at = models.DateTimeField(_("tiếp nhận lúc"), null=True, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    urged_at = models.DateTimeField(_("đôn đốc gần nhất"), null=True, blank=True)
    returns = models.PositiveSmallIntegerField(_("số lần bị trả lại"), default=0)
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc thực hiện chỉ đạo")
        verbose_name_plural = _("việc thực hiện chỉ đạo")
        indexes = [
            models.Index(fields=["directive", "sort_key"], name="task_of_directive"),
            models.Index(fields=["ward", "-due_on", "-id"], name="task_of_ward"),
            models.Index(
                fields=["due_on", "id"],
                name="task_open_due",
                condition=Q(state__in=sorted(OPEN)),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "unit"],
                condition=Q(state__in=sorted(OPEN)),
                name="task_open_once_in_a_unit",
            ),
            models.CheckConstraint(
                name="task_accepted_has_its_answer",
                condition=~Q(state__in=[TaskState.ANSWERED, TaskState.ACCEPTED])
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message=_("Không thể hoàn thành khi chưa có nội dung trả lời."),
            ),
            models.CheckConstraint(
                name="task_excused_says_why",
                condition=~Q(state=TaskState.EXCUSED) | ~Q(excuse=""),
                violation_error_message=_("Miễn trả lời phải có lý do."),
            ),
            models.CheckConstraint(
                name="task_ended_says_when",
                condition=Q(state__in=sorted(OPEN), ended_at__isnull=True)
                | Q(state__in=[*sorted(DONE), TaskState.WITHDRAWN], ended_at__isnull=False),
            ),
            models.CheckConstraint(name="task_percent_is_a_share", condition=Q(percent__lte=WHOLE)),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("reports:directive_task", args=[self.uuid])

    def late_days(self, today: datetime.date | None = None) -> int:
        """Working days after the due date, up to the answer or to today; 0 in time, or not owed."""
        return timing.late_days(self, today or clock.today())


class DirectiveEvent(AppendOnly):
    """What happened to a directive, or to one task of it; `by` is empty for the portal itself."""

    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, related_name="events", verbose_name=_("chỉ đạo")
    )
    task = models.ForeignKey(
        DirectiveTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("việc thực hiện chỉ đạo"),
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
    state = models.CharField(_("trạng thái sau đó"), max_length=10)
    text = models.TextField(_("nội dung"), max_length=10_000, blank=True)
    percent = models.PositiveSmallIntegerField(_("tiến độ (%)"), null=True, blank=True)
    assignee = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("giao cho"),
    )
    due_on = models.DateField(_("hạn sau đó"))

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến chỉ đạo")
        verbose_name_plural = _("diễn biến chỉ đạo")
        indexes = [
            models.Index(fields=["directive", "-at", "-id"], name="directive_event_at"),
            models.Index(fields=["task", "-at", "-id"], name="directive_event_of_task"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def paper_path(paper: DirectivePaper, _filename: str) -> str:
    """A path that says nothing: by day and random name; the sender's file name is dropped."""
    return f"directives/{clock.today():%Y/%m/%d}/{paper.uuid}{paper.suffix}"


class DirectivePaper(models.Model):
    """A file of a directive (then `task` is empty) or of what a unit reported; always downloaded."""

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, related_name="papers", verbose_name=_("chỉ đạo")
    )
    task = models.ForeignKey(
        DirectiveTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("việc thực hiện chỉ đạo"),
    )
    event = models.ForeignKey(
        DirectiveEvent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("diễn biến chỉ đạo"),
    )
    title = models.CharField(_("tên văn bản"), max_length=200)
    file = models.FileField(_("tệp"), upload_to=paper_path)
    suffix = models.CharField(max_length=5, editable=False)
    size = models.PositiveIntegerField(_("dung lượng (byte)"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người đưa lên")
    )
    created_at = models.DateTimeField(_("đưa lên lúc"), default=clock.now, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp của chỉ đạo")
        verbose_name_plural = _("tệp của chỉ đạo")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.task is None:
            return reverse("reports:directive_paper", args=[self.directive.uuid, self.uuid])
        return reverse("reports:directive_task_paper", args=[self.task.uuid, self.uuid])
