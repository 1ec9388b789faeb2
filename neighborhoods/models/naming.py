"""Names: what is proposed for a unit of a scheme, what residents prefer, what may not be used."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.audit import audited
from neighborhoods.querysets import InSchemeQuerySet


class Reason(models.TextChoices):
    """Why a name is proposed (guidance of 2024: fitting the place, its history, the residents' wish)."""

    HISTORY = "history", _("Lịch sử, truyền thống")
    PLACE = "place", _("Địa danh, đặc điểm của nơi này")
    WISH = "wish", _("Nguyện vọng của người dân")
    NUMBER = "number", _("Số thứ tự trong phường, xã")


class ForbiddenWords(models.Model):
    """Words that may not stand in a name, and why."""

    words = models.CharField(_("từ ngữ"), max_length=60, unique=True)
    reason = models.CharField(_("lý do"), max_length=200)

    class Meta:
        verbose_name = _("từ ngữ không dùng đặt tên")
        verbose_name_plural = _("từ ngữ không dùng đặt tên")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class NamePollStatus(models.TextChoices):
    """Whether residents are being asked."""

    DRAFT = "draft", _("Chưa hỏi người dân")
    OPEN = "open", _("Đang hỏi người dân")
    DECIDED = "decided", _("Đã quyết định")


@audited(model_name="NamePollHistory")
class NamePoll(models.Model):
    """How one unit of a scheme is to be called: proposals, preferences of households, the decision.

    Preferences advise; the ward decides and says why.
    """

    Status = NamePollStatus

    uuid = models.UUIDField(_("mã"), default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(
        "neighborhoods.Scheme",
        on_delete=models.CASCADE,
        related_name="polls",
        verbose_name=_("đề án"),
    )
    ward = models.ForeignKey(
        "wards.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("phường, xã")
    )
    line = models.OneToOneField(
        "wards.ChangeLine",
        on_delete=models.CASCADE,
        related_name="poll",
        verbose_name=_("đơn vị trong đề án"),
    )
    status = models.CharField(
        _("trạng thái"), max_length=10, choices=NamePollStatus, default=NamePollStatus.DRAFT
    )
    ends_on = models.DateField(_("hỏi đến hết ngày"), null=True, blank=True)
    chosen = models.ForeignKey(
        "neighborhoods.NameProposal",
        on_delete=models.RESTRICT,  # goes with its poll, and not without
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tên được chọn"),
    )
    why = models.TextField(_("lý do chọn"), max_length=1000, blank=True)

    objects = InSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc đặt tên")
        verbose_name_plural = _("việc đặt tên")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="poll_decided_says_what_and_why",
                condition=~Q(status=NamePollStatus.DECIDED)
                | (Q(chosen__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="poll_open_ends",
                condition=~Q(status=NamePollStatus.OPEN) | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_open(self) -> bool:
        """Whether households may answer today."""
        is_in_time = self.ends_on is not None and clock.today() <= self.ends_on
        return self.status == NamePollStatus.OPEN and is_in_time


@audited(model_name="NameProposalHistory")
class NameProposal(models.Model):
    """A name and why it fits."""

    poll = models.ForeignKey(
        NamePoll, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("việc đặt tên")
    )
    name = models.CharField(_("tên đề xuất"), max_length=120)
    folded = models.CharField(max_length=120, editable=False)
    reason = models.CharField(_("căn cứ đặt tên"), max_length=10, choices=Reason)
    text = models.TextField(_("giải thích"), max_length=1000)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("người đề xuất")
    )
    created_at = models.DateTimeField(_("đề xuất lúc"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("tên đề xuất")
        verbose_name_plural = _("tên đề xuất")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "folded"],
                name="proposal_once",
                violation_error_message=_("Tên này đã được đề xuất."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NamePreference(models.Model):
    """One answer, apart from the code that gave the right to it: nobody learns who prefers what."""

    proposal = models.ForeignKey(
        NameProposal, on_delete=models.PROTECT, related_name="preferences", verbose_name=_("tên")
    )
    on = models.DateField(_("ngày"), default=clock.today, editable=False)

    class Meta:
        verbose_name = _("nguyện vọng của hộ")
        verbose_name_plural = _("nguyện vọng của hộ")

    def __str__(self) -> str:
        return str(self.proposal_id)
