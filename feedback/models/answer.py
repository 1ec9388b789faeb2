"""Ready-made answers that officials start from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import audited
from feedback.querysets import AnswerTemplateQuerySet


@audited
class AnswerTemplate(models.Model):
    """A text to begin an answer, a question or a rejection with; of one ward, or of the whole city."""

    class Use(models.TextChoices):
        """Where it is offered."""

        ANSWER = "answer", _("trả lời")
        ASK = "ask", _("đề nghị bổ sung")
        REJECT = "reject", _("không tiếp nhận")

    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answer_templates",
        verbose_name=_("đơn vị"),
        help_text=_("Để trống nếu dùng chung toàn Thành phố."),
    )
    category = models.ForeignKey(
        "feedback.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("loại việc"),
    )
    use = models.CharField(_("dùng khi"), max_length=10, choices=Use, default=Use.ANSWER)
    title = models.CharField(_("tên mẫu"), max_length=120)
    body = models.TextField(_("nội dung"), max_length=5000)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu trả lời")
        verbose_name_plural = _("mẫu trả lời")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
