"""A report of one unit for one period: its state, its frozen figures, its words and what was said."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.models import AppendOnly
from core.validators import bounded_json
from reports.models.kind import ReportSection
from reports.models.period import ReportPeriod
from reports.querysets import OfAReportQuerySet, ReportQuerySet
from reports.workflow import SENT, UNSENT, WRITABLE, MoveName, ReportStatus
from wards.models import Level


@audited(model_name="ReportHistory")
class Report(models.Model):
    """What a unit reports for a period.

    `unit` is whose report it is, under the name it had on the last day of the period; `keeper` is who
    answers for it today (the same, until the territory changes). `reviewer` is the unit above on the
    day it was sent. `edition` numbers the counts of its figures: a ward's are counted once, at
    `counted_at`; sums of a level above may be counted again until they are sent. `due_on` is a
    day, kept from the period, and `first_sent_on` decides whether it was late, whatever came after.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(
        ReportPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("kỳ báo cáo")
    )
    unit = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị báo cáo")
    )
    keeper = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("đơn vị phụ trách"),
    )
    reviewer = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị xem xét"),
    )
    level = models.PositiveSmallIntegerField(_("cấp"), choices=Level)
    unit_name = models.CharField(_("tên đơn vị khi đó"), max_length=250)
    search_text = models.CharField(max_length=600, editable=False)
    status = models.CharField(
        _("trạng thái"), max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT
    )
    due_on = models.DateField(_("hạn gửi"))
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    edition = models.PositiveSmallIntegerField(_("lần tính số liệu"), default=1, editable=False)
    counted_at = models.DateTimeField(_("tính số liệu lúc"), default=clock.now, editable=False)
    is_stale = models.BooleanField(_("số liệu tổng hợp đã cũ"), default=False, editable=False)
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)
    sendings = models.PositiveSmallIntegerField(_("số lần gửi"), default=0, editable=False)
    returns = models.PositiveSmallIntegerField(_("số lần bị trả"), default=0, editable=False)
    first_sent_on = models.DateField(_("gửi lần đầu ngày"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("chấp nhận lúc"), null=True, blank=True, editable=False)
    rolled_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("báo cáo tổng hợp"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        ordering = ["-period__end", "unit_name"]
        indexes = [
            models.Index(fields=["keeper", "status"], name="report_keeper"),
            models.Index(fields=["reviewer", "status"], name="report_reviewer"),
            GinIndex(SearchVector("search_text", config="simple"), name="report_words"),
            models.Index(
                fields=["due_on"],
                name="report_unsent_due",
                condition=Q(status__in=["draft", "ready", "returned"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="report_once"),
            models.CheckConstraint(
                name="report_sent_is_dated",
                condition=Q(status__in=["draft", "ready", "closed"]) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.unit_name}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.uuid])

    @property
    def short_name(self) -> str:
        """The name of the unit alone."""
        return self.unit_name.partition(", ")[0]

    @property
    def place(self) -> str:
        """What it stood under then; nothing for what stood under the city."""
        return self.unit_name.partition(", ")[2]

    @property
    def is_writable(self) -> bool:
        """Whether its words may be changed."""
        return self.status in WRITABLE

    @property
    def is_sent(self) -> bool:
        """Whether the level above has it."""
        return self.status in SENT

    @property
    def is_roll_up(self) -> bool:
        """Whether it sums up the reports of the units below."""
        return self.level < Level.WARD

    @property
    def days_late(self) -> int:
        """Days of the calendar past its due day: until it was first sent, or until today."""
        day = self.first_sent_on or clock.today()
        return max(0, (day - self.due_on).days)

    @property
    def is_late(self) -> bool:
        """Whether it was sent too late the first time, or should have been sent."""
        return self.days_late > 0

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been sent, and never was."""
        is_waiting = self.status in UNSENT and self.first_sent_on is None
        return is_waiting and self.due_on < clock.today()

    @property
    def last_day(self) -> datetime.date:
        """The day whose state and names its figures have."""
        return self.period.window.last_day


class ReportFigureQuerySet(OfAReportQuerySet):
    """Figures as they are read."""

    def current(self) -> ReportFigureQuerySet:
        """Those of the count that their report shows."""
        return self.filter(edition=models.F("report__edition"))


class ReportFigure(AppendOnly):
    """One frozen figure: never changed, a new count adds rows of the next edition.

    Label and unit are those of the day it was counted on. `previous` and `year_ago` are the same figure
    one period and one year before; empty where nobody can know it. Shares are percentages.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="figures", verbose_name=_("báo cáo")
    )
    edition = models.PositiveSmallIntegerField(_("lần tính"), default=1)
    code = models.CharField(_("chỉ tiêu"), max_length=60)
    label = models.CharField(_("tên chỉ tiêu"), max_length=200)
    measure = models.CharField(_("đơn vị tính"), max_length=40, blank=True)
    value = models.DecimalField(_("kỳ này"), max_digits=14, decimal_places=1, null=True)
    previous = models.DecimalField(_("kỳ trước"), max_digits=14, decimal_places=1, null=True)
    year_ago = models.DecimalField(
        _("cùng kỳ năm trước"), max_digits=14, decimal_places=1, null=True
    )
    is_odd = models.BooleanField(_("chênh lệch lớn"), default=False)

    objects = ReportFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu của báo cáo")
        verbose_name_plural = _("số liệu của báo cáo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "edition", "code"], name="report_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.code}"


@audited(model_name="ReportTextHistory")
class ReportText(models.Model):
    """What the unit has written in one section."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="texts", verbose_name=_("báo cáo")
    )
    section = models.ForeignKey(
        ReportSection, on_delete=models.PROTECT, related_name="+", verbose_name=_("phần")
    )
    text = models.TextField(_("nội dung"), max_length=10_000, blank=True)

    objects = OfAReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời của báo cáo")
        verbose_name_plural = _("lời của báo cáo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="report_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.section_id}"


class ReportVersion(AppendOnly):
    """What was sent, each time: section → text, which count of the figures went along, and who sent to whom.

    `facts` are names of that day (`issuer`, `above`, `signer`, `function`) and, of a sum, what was `missing`.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="versions", verbose_name=_("báo cáo")
    )
    number = models.PositiveSmallIntegerField(_("lần gửi"))
    edition = models.PositiveSmallIntegerField(_("lần tính số liệu"))
    texts = models.JSONField(_("nội dung"), validators=[bounded_json])
    facts = models.JSONField(_("thể thức"), default=dict, validators=[bounded_json])
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người gửi")
    )

    objects = OfAReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản đã gửi")
        verbose_name_plural = _("bản đã gửi")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"


@audited(model_name="ReportCommentHistory")
class ReportComment(models.Model):
    """What the level above says about a section (or the whole), until the ward has dealt with it."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="comments", verbose_name=_("báo cáo")
    )
    section = models.ForeignKey(
        ReportSection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("phần"),
    )
    text = models.TextField(_("nhận xét"), max_length=2000)
    sending = models.PositiveSmallIntegerField(_("về lần gửi"), default=0)
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người nhận xét")
    )
    resolved_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xử lý"),
    )

    objects = OfAReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhận xét báo cáo")
        verbose_name_plural = _("nhận xét báo cáo")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.at:%d/%m/%Y}"


class ReportEventQuerySet(OfAReportQuerySet):
    """Events as they are read."""

    def for_timeline(self) -> ReportEventQuerySet:
        """Newest first, with everything a timeline names."""
        return self.select_related("by__person").order_by("-at", "-pk")


class ReportEvent(AppendOnly):
    """A move of a report: who, when, into which state, and what was said."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="events", verbose_name=_("báo cáo")
    )
    kind = models.CharField(_("việc"), max_length=12, choices=MoveName)
    status = models.CharField(_("trạng thái"), max_length=10, choices=ReportStatus)
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    text = models.TextField(_("nội dung"), max_length=2000, blank=True)

    objects = ReportEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến báo cáo")
        verbose_name_plural = _("diễn biến báo cáo")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.kind}"
