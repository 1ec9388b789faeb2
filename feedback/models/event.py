"""What happened to a case: one row a move, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.fields import PersonalTextField
from core.indexes import filled
from core.models import AppendOnly
from feedback.workflow import PUBLIC_MOVES, REOPENING, SPEAKING, MoveName, Status
from wards.names import name_of

TOLD = SPEAKING | REOPENING


class CaseEventQuerySet(models.QuerySet):
    """Events as they are read."""

    def public(self):
        """What the citizen may read."""
        return self.filter(kind__in=PUBLIC_MOVES)

    def for_timeline(self):
        """Newest first, with everything a timeline names."""
        return (
            self.select_related("by__person", "assignee__person", "other")
            .defer("other__search_vector", "other__public_vector")
            .annotate(
                assigned_unit_name=name_of("assigned_unit"),
                from_ward_name=name_of("from_ward"),
                to_ward_name=name_of("to_ward"),
            )
            .order_by("-at", "-pk")
        )


class CaseEvent(AppendOnly):
    """A move: who, when, what the citizen reads, what only colleagues read.

    `by` is empty for the citizen and for the portal itself. Append-only for the application's
    database role.
    """

    case = models.ForeignKey(
        "feedback.Case",
        db_index=False,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("phản ánh"),
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("nơi xử lý")
    )
    kind = models.CharField(_("việc"), max_length=20, choices=MoveName)
    at = models.DateTimeField(_("lúc"), default=clock.now)
    by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    status = models.CharField(_("trạng thái sau đó"), max_length=20, choices=Status)
    public_text = PersonalTextField(_("nội dung gửi người dân"), blank=True, max_length=5000)
    internal_note = PersonalTextField(_("ghi chú nội bộ"), blank=True, max_length=5000)
    assignee = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("giao cho"),
    )
    assigned_unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("giao khu phố"),
    )
    from_ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chuyển từ"),
    )
    to_ward = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chuyển đến"),
    )
    other = models.ForeignKey(
        "feedback.Case",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("phản ánh liên quan"),
    )
    due_at = models.DateTimeField(_("hạn sau đó"), null=True, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến")
        verbose_name_plural = _("diễn biến")
        indexes = [
            *filled("event", "by", "assignee", "assigned_unit", "from_ward", "to_ward", "other"),
            models.Index(fields=["case", "-at", "-id"], name="event_case_at"),
            # What was answered or taken up again in a period is counted from these rows alone.
            models.Index(
                fields=["kind", "at"], name="event_told_at", condition=Q(kind__in=sorted(TOLD))
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_public(self) -> bool:
        """Whether the citizen reads this row."""
        return self.kind in PUBLIC_MOVES
