"""Schemes: a ward plans how its khu phố and ấp are to be rearranged, step by step until it is done."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.models import AppendOnly
from neighborhoods.models.procedure import Procedure, ProcedureStep
from neighborhoods.querysets import InSchemeQuerySet, SchemeQuerySet
from neighborhoods.workflow import PUBLIC_MOVES, MoveName, Rule, StepKind, rule_of
from wards.models import Decision


@audited(model_name="SchemeHistory")
class Scheme(models.Model):
    """One plan of a ward to rearrange its neighbourhoods (đề án).

    What it orders are the lines of `decision`, a draft without a number until the resolution is there:
    what was planned is what is applied. `step` is where it stands in its procedure, `due_on` when that
    step should be over. From the consultation on it is public. `fingerprint` is that of the lines on
    which people were asked; a changed plan has to be asked anew.
    """

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="schemes", verbose_name=_("phường, xã")
    )
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="+", verbose_name=_("trình tự")
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="scheme", verbose_name=_("nghị quyết")
    )
    title = models.CharField(_("tên đề án"), max_length=200)
    search_text = models.CharField(max_length=400, editable=False)
    reason = models.TextField(_("sự cần thiết"), max_length=5000, blank=True)
    step = models.ForeignKey(
        ProcedureStep, on_delete=models.PROTECT, related_name="+", verbose_name=_("bước")
    )
    due_on = models.DateField(_("hạn của bước"), null=True, blank=True)
    is_public = models.BooleanField(_("công khai"), default=False)
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người lập")
    )
    created_at = models.DateTimeField(_("lập lúc"), default=clock.now, editable=False)
    stopped_at = models.DateTimeField(_("dừng lúc"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("xong lúc"), null=True, blank=True, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề án sắp xếp")
        verbose_name_plural = _("đề án sắp xếp")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["due_on"], name="scheme_open_due", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["ward", "-created_at"], name="scheme_of_ward"),
            GinIndex(SearchVector("search_text", config="simple"), name="scheme_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="scheme_stopped_has_ended",
                condition=Q(stopped_at__isnull=True) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page for the offices."""
        return reverse("neighborhoods:scheme", args=[self.uuid])

    def get_public_url(self) -> str:
        """The page for everybody."""
        return reverse("neighborhoods:scheme_public", args=[self.uuid])

    @property
    def rule(self) -> Rule:
        """What holds in its present step."""
        return rule_of(self.step.kind)

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.ended_at is None

    @property
    def is_editable(self) -> bool:
        """Whether lines and figures may be changed."""
        return self.is_open and self.rule.edits

    @property
    def is_late(self) -> bool:
        """Whether its present step should be over."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def is_waiting_for_day(self) -> bool:
        """Whether its resolution is there and not yet carried out."""
        return self.is_open and self.step.kind == StepKind.EFFECTIVE


@audited(model_name="SchemeUnitHistory")
class SchemeUnit(models.Model):
    """How a unit stands that a scheme touches: its households and residents when the plan was made."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="units", verbose_name=_("đề án")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    unit = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị")
    )
    households = models.PositiveIntegerField(_("số hộ"), null=True, blank=True)
    residents = models.PositiveIntegerField(_("số nhân khẩu"), null=True, blank=True)

    objects = InSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("hiện trạng đơn vị trong đề án")
        verbose_name_plural = _("hiện trạng đơn vị trong đề án")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "unit"], name="scheme_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id}: {self.unit_id}"


class SchemeStage(models.Model):
    """One passage of a scheme through a step: from when to when, by which paper; a return adds a row."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="stages", verbose_name=_("đề án")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    step = models.ForeignKey(
        ProcedureStep, on_delete=models.PROTECT, related_name="+", verbose_name=_("bước")
    )
    started_on = models.DateField(_("bắt đầu"))
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    finished_on = models.DateField(_("hoàn thành"), null=True, blank=True)
    is_returned = models.BooleanField(_("bị trả lại"), default=False)
    paper = models.CharField(_("số, ký hiệu văn bản"), max_length=60, blank=True)
    paper_on = models.DateField(_("ngày văn bản"), null=True, blank=True)

    objects = InSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt qua bước")
        verbose_name_plural = _("lượt qua bước")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme"],
                name="scheme_one_stage_at_a_time",
                condition=Q(finished_on__isnull=True),
            ),
            models.CheckConstraint(
                name="stage_ends_after_it_began",
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id}: {self.step_id}"


class SchemeEventQuerySet(InSchemeQuerySet):
    """Events as they are read."""

    def public(self) -> SchemeEventQuerySet:
        """What everybody may read: not what the ward said to itself before it asked anybody."""
        inner = Q(step__kind=StepKind.DRAFT) | Q(step__kind=StepKind.APPROVAL, kind=MoveName.RETURN)
        return self.filter(kind__in=PUBLIC_MOVES).exclude(inner)

    def for_timeline(self) -> SchemeEventQuerySet:
        """Newest first, with everything a timeline names."""
        return self.select_related("by__person", "step").order_by("-at", "-pk")


class SchemeEvent(AppendOnly):
    """A move of a scheme: who, when, in which step, what everybody reads and what only the offices do."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="events", verbose_name=_("đề án")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    kind = models.CharField(_("việc"), max_length=20, choices=MoveName)
    step = models.ForeignKey(
        ProcedureStep, on_delete=models.PROTECT, related_name="+", verbose_name=_("bước")
    )
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    text = models.TextField(_("nội dung"), blank=True, max_length=5000)

    objects = SchemeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến đề án")
        verbose_name_plural = _("diễn biến đề án")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.scheme_id}: {self.kind}"


def paper_path(paper: SchemePaper, _filename: str) -> str:
    """A path that says nothing: by day and random name; the sender's file name is dropped."""
    return f"papers/{clock.today():%Y/%m/%d}/{paper.uuid}{paper.suffix}"


class SchemePaper(models.Model):
    """A document put to a scheme: submission, minutes, resolution. Always downloaded, never shown inside."""

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="papers", verbose_name=_("đề án")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    title = models.CharField(_("tên văn bản"), max_length=200)
    file = models.FileField(_("tệp"), upload_to=paper_path)
    suffix = models.CharField(max_length=5, editable=False)
    size = models.PositiveIntegerField(_("dung lượng (byte)"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    is_public = models.BooleanField(_("công khai"), default=False)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người đưa lên")
    )
    created_at = models.DateTimeField(_("đưa lên lúc"), default=clock.now, editable=False)

    objects = InSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản kèm đề án")
        verbose_name_plural = _("văn bản kèm đề án")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
