"""One period of a type of report: the days it covers, and by when it has to be there."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.indicators import Window
from core.validators import bounded_json
from reports.models.kind import ReportSection, ReportType
from reports.querysets import PeriodQuerySet


class ReportPeriod(models.Model):
    """Which moments a report covers ([start, end)), and by which days wards and levels above send it.

    Ad hoc ones were asked for by somebody (`asked_by`, of `asker`) about a `subject`, of some units;
    the others come by the clock. `layout` keeps which sections and figures it had (section → codes) when
    it was opened: what the administration changes later is for later periods. `built_at` is set once all
    drafts are there. What units were called then is written in the reports.
    """

    type = models.ForeignKey(
        ReportType, on_delete=models.PROTECT, related_name="periods", verbose_name=_("loại báo cáo")
    )
    name = models.CharField(_("kỳ"), max_length=100)
    subject = models.CharField(_("trích yếu"), max_length=300)
    note = models.TextField(_("yêu cầu"), max_length=2000, blank=True)
    start = models.DateTimeField(_("từ lúc"))
    end = models.DateTimeField(_("chốt lúc"))
    due_on = models.DateField(_("hạn của phường, xã"))
    due_above_on = models.DateField(_("hạn của cấp tổng hợp"))
    asker = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị yêu cầu"),
    )
    asked_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người yêu cầu"),
    )
    units = models.ManyToManyField(
        "wards.Unit", blank=True, related_name="+", verbose_name=_("đơn vị được yêu cầu")
    )
    layout = models.JSONField(
        _("các phần và chỉ tiêu khi mở kỳ"), default=dict, editable=False, validators=[bounded_json]
    )
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)
    expected = models.PositiveIntegerField(_("số báo cáo cần lập"), default=0, editable=False)
    built_at = models.DateTimeField(_("lập xong lúc"), null=True, blank=True, editable=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("kỳ báo cáo")
        verbose_name_plural = _("kỳ báo cáo")
        ordering = ["-end", "type__order"]
        indexes = [models.Index(fields=["-end"], name="period_end")]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "end"],
                name="period_once",
                condition=Q(asked_by__isnull=True),
            ),
            models.CheckConstraint(name="period_has_length", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="period_asked_by_a_unit",
                condition=Q(asked_by__isnull=True) | Q(asker__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("reports:period", args=[self.pk])

    def sections(self) -> list[ReportSection]:
        """Its sections in their order: those that the type had when the period was opened."""
        found = list(self.type.sections.all())
        return [one for one in found if str(one.pk) in self.layout] if self.layout else found

    def codes_of(self, section: ReportSection) -> list[str]:
        """The indicators of one of its sections."""
        codes: list[str] = self.layout.get(str(section.pk), section.indicators)
        return codes

    def codes(self) -> list[str]:
        """The indicators of all its sections, each once."""
        found = (code for section in self.sections() for code in self.codes_of(section))
        return list(dict.fromkeys(found))

    @property
    def window(self) -> Window:
        """What its figures are about."""
        return Window(self.start, self.end)

    @property
    def cutoff(self) -> str:
        """The moment of the cut-off in words: the day it ends with, or day and hour."""
        return self._edge(self.end, is_end=True)

    @property
    def days(self) -> str:
        """From when to when its figures are: "15/10/2026 – 14/11/2026", with hours where it is cut at one."""
        return f"{self._edge(self.start, is_end=False)} – {self.cutoff}"

    def _edge(self, moment: datetime.datetime, *, is_end: bool) -> str:
        local = clock.local(moment)
        if local.time() != datetime.time.min:
            return f"{local:%d/%m/%Y %H:%M}"
        return f"{self.window.last_day if is_end else local.date():%d/%m/%Y}"

    @property
    def is_ad_hoc(self) -> bool:
        """Whether somebody asked for it out of turn."""
        return self.asked_by_id is not None
