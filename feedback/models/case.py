"""Cases: what a citizen wrote, where it lies, who has it and until when."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from core.fields import PersonalCharField, PersonalEmailField, PersonalTextField, PhoneField
from core.indexes import filled
from feedback.querysets import CaseManager
from feedback.workflow import OPEN, Status, can


class CaseKind(models.TextChoices):
    """What a case is in law (Law on receiving citizens; laws on complaints and denunciations)."""

    FEEDBACK = "feedback", _("Phản ánh")
    PETITION = "petition", _("Kiến nghị")
    REGULATION = "regulation", _("Phản ánh, kiến nghị về quy định hành chính")
    COMPLAINT = "complaint", _("Khiếu nại")
    DENUNCIATION = "denunciation", _("Tố cáo")


HEADING = 90  # characters of the text that a list shows

# Kinds that are never handled as feedback: sealed at once, referred to where they must go.
SEALED_KINDS = frozenset({CaseKind.DENUNCIATION, CaseKind.COMPLAINT})


class Channel(models.TextChoices):
    """How a case came in."""

    WEB = "web", _("Trang web")
    OFFICER = "officer", _("Qua cán bộ khu phố, ấp")
    COUNTER = "counter", _("Trực tiếp tại phường, xã")
    PHONE = "phone", _("Điện thoại")
    LETTER = "letter", _("Đơn, thư")
    ZALO = "zalo", _("Zalo")


@audited(exclude=["search_vector", "public_vector"], model_name="CaseHistory")
class Case(models.Model):
    """One thing a citizen wrote to a ward.

    `unit` is the place (a khu phố, or the ward where the citizen did not know it), `ward` the
    ward that has to answer. `version` grows with each move, so that two officials who act at once
    hear of each other. The database keeps `search_vector` (what staff search in) and `public_vector`
    (what anybody may: only what the ward has published).
    """

    reference = models.CharField(_("mã phản ánh"), max_length=12, editable=False)
    form_token = models.UUIDField(_("mã lượt gửi"), default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        "wards.Unit",
        db_index=False,
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name=_("nơi xảy ra"),
    )
    ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="ward_cases",
        verbose_name=_("nơi xử lý"),
    )
    origin_ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="forwarded_cases",
        verbose_name=_("nơi chuyển đến từ"),
    )
    category = models.ForeignKey(
        "feedback.Category",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
        verbose_name=_("loại việc"),
    )
    kind = models.CharField(
        _("loại đơn"), max_length=20, choices=CaseKind, default=CaseKind.FEEDBACK
    )
    channel = models.CharField(_("kênh"), max_length=10, choices=Channel, default=Channel.WEB)
    language = models.CharField(_("ngôn ngữ người gửi"), max_length=5, default="vi")
    body = PersonalTextField(_("nội dung"), max_length=5000)
    place = PersonalCharField(_("địa điểm cụ thể"), max_length=200, blank=True)

    status = models.CharField(
        _("trạng thái"), max_length=20, choices=Status, default=Status.RECEIVED
    )
    is_sealed = models.BooleanField(_("bảo mật"), default=False)
    version = models.PositiveIntegerField(_("lần thay đổi"), default=1, editable=False)
    assignee = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="assigned_cases",
        verbose_name=_("người xử lý"),
    )
    assigned_unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="assigned_cases",
        verbose_name=_("khu phố xử lý"),
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="merged_cases",
        verbose_name=_("gộp vào"),
    )

    received_at = models.DateTimeField(_("nhận lúc"), default=clock.now)
    due_at = models.DateTimeField(_("hạn trả lời"), null=True, blank=True)
    accept_due_at = models.DateTimeField(_("hạn xác nhận tiếp nhận"), null=True, blank=True)
    paused_at = models.DateTimeField(_("tạm dừng tính hạn từ"), null=True, blank=True)
    extended_at = models.DateTimeField(_("gia hạn lúc"), null=True, blank=True)
    rule = models.ForeignKey(
        "feedback.DeadlineRule",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("quy tắc thời hạn"),
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answered_in_time = models.BooleanField(_("trả lời đúng hạn"), null=True, blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    citizen_reopened_at = models.DateTimeField(
        _("người gửi đề nghị xem lại lúc"), null=True, blank=True
    )

    rating = models.PositiveSmallIntegerField(_("mức hài lòng"), null=True, blank=True)
    rating_text = PersonalCharField(_("ý kiến khi đánh giá"), max_length=1000, blank=True)
    rated_at = models.DateTimeField(_("đánh giá lúc"), null=True, blank=True)

    published_at = models.DateTimeField(_("công khai lúc"), null=True, blank=True)
    public_summary = models.CharField(_("tóm tắt công khai"), max_length=300, blank=True)
    public_answer = models.TextField(_("trả lời công khai"), blank=True, max_length=5000)

    search_vector = models.GeneratedField(
        expression=SearchVector(
            "body",
            "place",
            # As one word and as three: the parser would take "-1234" for a negative number.
            Replace("reference", Value("-")),
            Replace("reference", Value("-"), Value(" ")),
            config="vietnamese_plain",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    public_vector = models.GeneratedField(
        expression=SearchVector("public_summary", "public_answer", config="vietnamese_plain"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CaseManager()

    class Meta:
        verbose_name = _("phản ánh")
        verbose_name_plural = _("phản ánh")
        # Columns that begin one of these have no index of their own; what is mostly empty is found by its
        # full rows alone; rules are few, never deleted, and nobody asks for the cases of one.
        indexes = [
            # With what the figures of open cases need, which are then read from the index alone.
            models.Index(
                fields=["ward", "due_at", "id"],
                name="case_open_ward_due",
                include=["unit", "paused_at", "is_sealed"],
                condition=Q(status__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["unit", "due_at", "id"],
                name="case_open_unit_due",
                condition=Q(status__in=sorted(OPEN)),
            ),
            models.Index(
                fields=["due_at"], name="case_open_due", condition=Q(status__in=sorted(OPEN))
            ),
            models.Index(fields=["ward", "-received_at", "-id"], name="case_ward_received"),
            # Who reaches many wards reads the newest of all; so does a search for a frequent word.
            models.Index(fields=["-received_at", "-id"], name="case_received"),
            models.Index(fields=["unit", "-received_at", "-id"], name="case_unit_received"),
            models.Index(fields=["category", "-received_at", "-id"], name="case_category_received"),
            models.Index(fields=["ward", "status", "-received_at", "-id"], name="case_ward_status"),
            # The share answered in time this month is read from the month's rows alone.
            models.Index(
                fields=["answered_at", "ward"],
                name="case_answered",
                include=["answered_in_time"],
                condition=Q(answered_at__isnull=False),
            ),
            # What was rated in a period is counted from the period's rows alone.
            models.Index(
                fields=["rated_at"], name="case_rated", condition=Q(rated_at__isnull=False)
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="case_published",
                condition=Q(published_at__isnull=False),
            ),
            GinIndex(fields=["ward", "search_vector"], name="case_search"),
            *filled("case", "origin_ward", "assignee", "assigned_unit", "merged_into"),
            GinIndex(
                fields=["public_vector"],
                name="case_public_search",
                condition=Q(published_at__isnull=False),
            ),
        ]
        constraints = [
            # Not `unique=True`, which makes a second index for searches by a beginning: nobody asks so.
            models.UniqueConstraint(fields=["reference"], name="feedback_case_reference_key"),
            models.CheckConstraint(
                name="case_status_known",
                condition=Q(status__in=sorted(Status.values)),
                violation_error_message=_("Trạng thái không hợp lệ."),
            ),
            models.CheckConstraint(
                name="case_assigned_to_someone",
                condition=~Q(status=Status.ASSIGNED)
                | Q(assignee__isnull=False)
                | Q(assigned_unit__isnull=False),
                violation_error_message=_(
                    "Phản ánh đã phân công phải có người hoặc khu phố xử lý."
                ),
            ),
            models.CheckConstraint(
                name="case_merged_names_its_target",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into__isnull=True)),
                violation_error_message=_("Phản ánh đã gộp phải chỉ rõ gộp vào đâu."),
            ),
            models.CheckConstraint(
                name="case_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message=_("Không thể gộp một phản ánh vào chính nó."),
            ),
            models.CheckConstraint(
                name="case_rating_from_one_to_five",
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)),
                violation_error_message=_("Mức hài lòng từ 1 đến 5."),
            ),
            models.CheckConstraint(
                name="case_sealed_is_not_published",
                condition=Q(is_sealed=False) | Q(published_at__isnull=True),
                violation_error_message=_("Phản ánh được bảo mật không được công khai."),
            ),
            models.CheckConstraint(
                name="case_denunciation_is_sealed",
                condition=~Q(kind__in=sorted(SEALED_KINDS)) | Q(is_sealed=True),
                violation_error_message=_("Khiếu nại, tố cáo phải được bảo mật."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("feedback:case", args=[self.reference])

    def can(self, move: str) -> bool:
        """Whether the workflow allows a move from where the case stands."""
        return can(move, self.status)

    @property
    def is_open(self) -> bool:
        """Whether the ward still owes an answer."""
        return self.status in OPEN

    def is_overdue(self, now=None) -> bool:
        """Whether the answer is late now; a paused clock is never late."""
        return bool(
            self.is_open
            and self.due_at
            and not self.paused_at
            and self.due_at < (now or clock.now())
        )

    @property
    def heading(self) -> str:
        """The first line of the text, short enough for a list."""
        line = next(
            (line.strip() for line in self.body.splitlines() if line.strip()), self.reference
        )
        return line if len(line) <= HEADING else line[: HEADING - 1].rsplit(" ", 1)[0] + "…"


@audited
class Contact(models.Model):
    """How to reach the sender of a case; apart from it, so that it can be withheld and erased."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="contact", verbose_name=_("phản ánh")
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("nơi xử lý")
    )
    name = PersonalCharField(_("họ và tên"), max_length=100, blank=True)
    email = PersonalEmailField(_("thư điện tử"), blank=True)
    phone = PhoneField(_("điện thoại"), blank=True)
    show_to_neighborhood = models.BooleanField(_("cho cán bộ khu phố xem liên hệ"), default=False)

    class Meta:
        verbose_name = _("liên hệ của người gửi")
        verbose_name_plural = _("liên hệ của người gửi")

    def __str__(self) -> str:
        return str(self.case_id)
