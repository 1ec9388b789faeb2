"""Consultations: a community is asked, counted, and what came of it is public."""

from __future__ import annotations

import uuid
from fractions import Fraction

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from neighborhoods.querysets import ConsultationQuerySet


class Matter(models.Model):
    """On what a community may be asked, and how many of all its households (or voters) must agree.

    `share_of`/`share_in` is the fraction of all, present or not; with `is_strict` it has to be
    exceeded. A consultation that fails may be held `rounds` times.
    """

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    share_of = models.PositiveSmallIntegerField(_("tỷ lệ cần đạt (tử số)"))
    share_in = models.PositiveSmallIntegerField(_("tỷ lệ cần đạt (mẫu số)"))
    is_strict = models.BooleanField(_("phải vượt tỷ lệ"))
    rounds = models.PositiveSmallIntegerField(_("số lần lấy ý kiến"), default=1)
    notice_days = models.PositiveSmallIntegerField(_("thông báo trước (ngày)"), default=2)
    allows_online = models.BooleanField(_("được lấy ý kiến trực tuyến"), default=False)
    legal_source = models.CharField(_("căn cứ"), max_length=300)
    valid = DateRangeField(_("có hiệu lực"))
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("việc lấy ý kiến")
        verbose_name_plural = _("việc lấy ý kiến")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                name="matter_share_is_a_fraction",
                condition=Q(share_of__gte=1, share_in__gte=F("share_of")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def needed(self, total: int) -> int:
        """The fewest of `total` that have to agree."""
        share = Fraction(self.share_of, self.share_in) * total
        least = -(-share.numerator // share.denominator)
        return least + 1 if self.is_strict and share.denominator == 1 else least

    @property
    def share(self) -> str:
        """The threshold as it is written."""
        percent = 100 * self.share_of / self.share_in
        fraction = (
            f"{percent:.0f} %" if percent == int(percent) else f"{self.share_of}/{self.share_in}"
        )
        return str((_("trên %s") if self.is_strict else _("từ %s")) % fraction)


class Choice(models.TextChoices):
    """What a household may say (NĐ 59/2023/NĐ-CP art. 5: agree, disagree, another opinion)."""

    AGREE = "agree", _("Đồng ý")
    AGAINST = "against", _("Không đồng ý")
    OTHER = "other", _("Ý kiến khác")


class Form(models.TextChoices):
    """How people are asked (Law on grassroots democracy art. 16–19)."""

    MEETING = "meeting", _("Họp cộng đồng dân cư")
    BALLOTS = "ballots", _("Phiếu lấy ý kiến hộ gia đình")


class Electorate(models.TextChoices):
    """Who is asked."""

    HOUSEHOLDS = "households", _("đại diện hộ gia đình")
    VOTERS = "voters", _("cử tri")


class ConsultationStatus(models.TextChoices):
    """How far it is: prepared, announced (and public), counted, or given up."""

    PLANNED = "planned", _("Đang chuẩn bị")
    OPEN = "open", _("Đang lấy ý kiến")
    CLOSED = "closed", _("Đã có kết quả")
    CANCELLED = "cancelled", _("Đã hủy")


@audited(model_name="ConsultationHistory")
class Consultation(models.Model):
    """One community is asked about one thing, once (`round`).

    `total` are all that are entitled; the share is always of them, never of those who came. For a
    scheme `fingerprint` names the plan they were asked about. With `online_agreed` households may answer
    online as well: more than half of all must have agreed to that (NĐ 59/2023/NĐ-CP art. 5).
    """

    Status = ConsultationStatus

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        related_name="consultations",
        verbose_name=_("khu phố, ấp"),
    )
    scheme = models.ForeignKey(
        "neighborhoods.Scheme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("đề án"),
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, related_name="+", verbose_name=_("việc lấy ý kiến")
    )
    title = models.CharField(_("nội dung lấy ý kiến"), max_length=200)
    search_text = models.CharField(max_length=400, editable=False)
    text = models.TextField(_("nội dung chi tiết"), max_length=5000, blank=True)
    form = models.CharField(_("hình thức"), max_length=10, choices=Form, default=Form.BALLOTS)
    electorate = models.CharField(
        _("lấy ý kiến của"), max_length=12, choices=Electorate, default=Electorate.HOUSEHOLDS
    )
    total = models.PositiveIntegerField(_("tổng số"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("lần"), default=1)
    online_agreed = models.PositiveIntegerField(
        _("số hộ đồng ý lấy ý kiến trực tuyến"), null=True, blank=True, editable=False
    )
    announced_on = models.DateField(_("ngày thông báo"), null=True, blank=True)
    starts_on = models.DateField(_("từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    status = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=ConsultationStatus,
        default=ConsultationStatus.PLANNED,
    )
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    agree = models.PositiveIntegerField(_("đồng ý"), null=True, blank=True, editable=False)
    against = models.PositiveIntegerField(_("không đồng ý"), null=True, blank=True, editable=False)
    other = models.PositiveIntegerField(_("ý kiến khác"), null=True, blank=True, editable=False)
    invalid = models.PositiveIntegerField(_("không hợp lệ"), null=True, blank=True, editable=False)
    needed = models.PositiveIntegerField(_("cần đạt"), null=True, blank=True, editable=False)
    is_adopted = models.BooleanField(_("được tán thành"), null=True, blank=True, editable=False)
    remarks = models.TextField(_("ý kiến đáng chú ý"), max_length=5000, blank=True)
    closed_at = models.DateTimeField(_("ghi kết quả lúc"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người lập"),
    )
    created_at = models.DateTimeField(_("lập lúc"), default=clock.now, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt lấy ý kiến")
        verbose_name_plural = _("đợt lấy ý kiến")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["ward", "-created_at"], name="consultation_of_ward"),
            models.Index(fields=["unit", "-created_at"], name="consultation_of_unit"),
            GinIndex(SearchVector("search_text", config="simple"), name="consultation_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "unit", "round", "fingerprint"],
                name="consultation_once_a_round",
                condition=~Q(status=ConsultationStatus.CANCELLED) & Q(scheme__isnull=False),
                violation_error_message=_("Đơn vị này đã được lấy ý kiến trong lần này."),
            ),
            models.CheckConstraint(
                name="consultation_open_is_announced",
                condition=~Q(status__in=[ConsultationStatus.OPEN, ConsultationStatus.CLOSED])
                | Q(
                    total__isnull=False,
                    announced_on__isnull=False,
                    starts_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                ),
                violation_error_message=_("Đợt lấy ý kiến chưa đủ tổng số và thời gian."),
            ),
            models.CheckConstraint(
                name="consultation_online_is_agreed",
                condition=Q(online_agreed__isnull=True)
                | Q(electorate=Electorate.HOUSEHOLDS, total__gte=F("online_agreed"))
                & Q(total__lt=2 * F("online_agreed")),
                violation_error_message=_(
                    "Chỉ lấy ý kiến trực tuyến khi trên một nửa tổng số hộ đồng ý."
                ),
            ),
            models.CheckConstraint(
                name="consultation_closed_is_counted",
                condition=~Q(status=ConsultationStatus.CLOSED)
                | Q(
                    is_adopted__isnull=False,
                    needed__isnull=False,
                    total__gte=F("agree") + F("against") + F("other") + F("invalid"),
                ),
                violation_error_message=_("Số phiếu nhiều hơn tổng số."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page for the offices."""
        return reverse("neighborhoods:consultation", args=[self.uuid])

    def get_public_url(self) -> str:
        """The page for everybody."""
        return reverse("neighborhoods:consultation_public", args=[self.uuid])

    @property
    def outcome(self) -> str:
        """The result in words; says something only once it is counted."""
        return gettext("Được tán thành") if self.is_adopted else gettext("Chưa được tán thành")

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.status in {ConsultationStatus.OPEN, ConsultationStatus.CLOSED}

    @property
    def is_online(self) -> bool:
        """Whether households may answer online as well."""
        return self.online_agreed is not None

    @property
    def may_be_online(self) -> bool:
        """Whether the law lets households answer online about this."""
        return self.matter.allows_online and self.electorate == Electorate.HOUSEHOLDS

    @property
    def answered(self) -> int:
        """How many took part."""
        return sum(count or 0 for count in (self.agree, self.against, self.other, self.invalid))

    @property
    def absent(self) -> int:
        """How many of all did not."""
        return (self.total or 0) - self.answered

    @property
    def approval(self) -> float:
        """Those who agreed, in per cent of all."""
        return 100 * (self.agree or 0) / self.total if self.total else 0.0

    @property
    def shares(self) -> list[tuple[str, int, str]]:
        """The result as parts of all that are entitled, for a chart."""
        return [
            (str(_("đồng ý")), self.agree or 0, "ok"),
            (str(_("không đồng ý")), self.against or 0, "late"),
            (str(_("ý kiến khác")), self.other or 0, "soon"),
            (str(_("không hợp lệ")), self.invalid or 0, "info"),
            (str(_("vắng mặt")), self.absent, "plain"),
        ]

    @property
    def may_be_repeated(self) -> bool:
        """Whether it failed and the rules allow another round."""
        return self.is_adopted is False and self.round < self.matter.rounds


class ConsultationCount(models.Model):
    """The ballots of one cluster; one that is not divided has a single row without a name.

    A community of 200 households and more may meet by clusters, whose results are added up (Law on
    grassroots democracy art. 18).
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="counts", verbose_name=_("đợt")
    )
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    cluster = models.CharField(_("cụm dân cư"), max_length=100, blank=True)
    is_online = models.BooleanField(_("trả lời trực tuyến"), default=False)
    agree = models.PositiveIntegerField(_("đồng ý"))
    against = models.PositiveIntegerField(_("không đồng ý"))
    other = models.PositiveIntegerField(_("ý kiến khác"))
    invalid = models.PositiveIntegerField(_("không hợp lệ"))

    class Meta:
        verbose_name = _("kết quả của cụm")
        verbose_name_plural = _("kết quả của cụm")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="count_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.cluster}"


class ConsultationAnswer(models.Model):
    """One answer given online, apart from the code that gave the right to it: nobody learns whose."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="answers", verbose_name=_("đợt")
    )
    choice = models.CharField(_("ý kiến"), max_length=7, choices=Choice)
    on = models.DateField(_("ngày"), default=clock.today, editable=False)

    class Meta:
        verbose_name = _("ý kiến của hộ")
        verbose_name_plural = _("ý kiến của hộ")

    def __str__(self) -> str:
        return str(self.consultation_id)
