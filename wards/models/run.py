"""Looking at or carrying out a decision takes longer than a page may: it is a job with its state."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from wards.models.decision import Decision


class RunAction(models.TextChoices):
    """What is done with a decision."""

    PREVIEW = "preview", _("Xem trước")
    APPLY = "apply", _("Áp dụng")
    WITHDRAW = "withdraw", _("Rút văn bản")


class RunState(models.TextChoices):
    """How far a job has come."""

    QUEUED = "queued", _("Đang chờ")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không thực hiện được")


class DecisionRun(models.Model):
    """One job on a decision: what was asked for, by whom, and what came of it.

    `result` holds counts, what a person should look at and, of a preview, the lines (see
    `wards.changes.runs`). Kept with the decision as the record of who carried it out.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, related_name="runs", verbose_name=_("theo văn bản")
    )
    action = models.CharField(_("việc"), max_length=10, choices=RunAction)
    on = models.DateField(_("ngày áp dụng"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=RunState, default=RunState.QUEUED
    )
    created_at = models.DateTimeField(_("yêu cầu lúc"), default=clock.now)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    result = models.JSONField(_("kết quả"), default=dict, blank=True)

    class Meta:
        verbose_name = _("lượt thực hiện văn bản")
        verbose_name_plural = _("lượt thực hiện văn bản")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                name="run_one_at_a_time",
                condition=models.Q(state__in=[RunState.QUEUED, RunState.RUNNING]),
                violation_error_message=_("Văn bản này đang được xử lý; xin đợi kết quả."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.decision_id}"

    @property
    def is_running(self) -> bool:
        """Whether its result is still to come."""
        return self.state in {RunState.QUEUED, RunState.RUNNING}
