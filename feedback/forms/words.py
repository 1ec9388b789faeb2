"""What officials write for the citizen, and for everybody: ask, answer, decline, refer, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CountedTextarea
from feedback import deadlines, privacy
from feedback.forms.inputs import TemplateField
from feedback.forms.staff import TEXT, MoveForm, internal, public
from feedback.models import SEALED_KINDS, AnswerTemplate, Case, CaseKind
from feedback.referral import REFERRALS
from feedback.services.triage import RejectReason
from feedback.workflow import MoveName
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User


class ReadyTextForm(MoveForm):
    """A text for the citizen that can begin with a ready one of the ward."""

    use = AnswerTemplate.Use.ANSWER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = AnswerTemplate.objects.offered(ward_id=self.case.ward_id, use=self.use)
        self.fields["template"].queryset = offered
        self.fields[self.fills].widget.attrs["data-draft"] = f"{self.case.reference}-{self.use}"

    def arguments(self) -> dict[str, Any]:
        """Without the ready text, which has done its work."""
        values = super().arguments()
        values.pop("template")
        return values


class AskForm(ReadyTextForm):
    """What the sender should add."""

    use, fills = AnswerTemplate.Use.ASK, "question"
    template = TemplateField()
    question = public(
        _("Cần người gửi bổ sung gì"), _("Thời hạn tạm dừng cho đến khi người gửi bổ sung.")
    )


class RejectForm(ReadyTextForm):
    """Why a case is not taken up."""

    use, fills = AnswerTemplate.Use.REJECT, "text"
    reason = forms.ChoiceField(label=_("Lý do"), choices=RejectReason.choices)
    template = TemplateField()
    text = public(_("Giải thích cho người gửi"))


class AnswerForm(ReadyTextForm):
    """The answer, and whether it is made public."""

    use, fills = AnswerTemplate.Use.ANSWER, "text"
    template = TemplateField()
    text = public(_("Nội dung trả lời"), _("Người gửi đọc đúng nguyên văn nội dung này."), rows=8)
    publish = forms.BooleanField(
        label=_("Công khai câu trả lời trên cổng"),
        required=False,
        help_text=_("Nguyên văn của người gửi không bao giờ được công khai."),
    )
    summary = forms.CharField(
        label=_("Tóm tắt nội dung phản ánh để công khai"),
        required=False,
        max_length=300,
        help_text=_("Một câu, không có tên, số điện thoại, số nhà của cá nhân."),
    )
    personal_checked = forms.BooleanField(
        label=_("Đã kiểm tra: phần công khai không có dữ liệu cá nhân"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.is_sealed or not _may(self.user, self.case, Permission.CASE_CLOSE):
            for name in ("publish", "summary", "personal_checked"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("publish"):
            return values
        if not values.get("summary"):
            self.add_error("summary", _("Cần một câu tóm tắt để công khai."))
        elif not values.get("personal_checked"):
            _check_public(self, "personal_checked", values.get("text", ""), values["summary"])
        return values


class PublishForm(MoveForm):
    """What becomes public of an answered case."""

    summary = forms.CharField(
        label=_("Tóm tắt nội dung phản ánh"),
        max_length=300,
        help_text=_("Một câu, không có tên, số điện thoại, số nhà của cá nhân."),
    )
    answer = forms.CharField(
        label=_("Câu trả lời công khai"), max_length=TEXT, widget=CountedTextarea(rows=8)
    )
    personal_checked = forms.BooleanField(
        label=_("Đã kiểm tra: phần công khai không có dữ liệu cá nhân"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].initial = self.case.public_summary
        self.fields["answer"].initial = self.case.public_answer or _last_answer(self.case)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("personal_checked"):
            _check_public(
                self, "personal_checked", values.get("summary", ""), values.get("answer", "")
            )
        return values


class ReferForm(MoveForm):
    """Where a complaint or a denunciation has to go."""

    kind = forms.ChoiceField(label=_("Đây là"))
    text = forms.CharField(
        label=_("Hướng dẫn cho người gửi"),
        required=False,
        max_length=TEXT,
        widget=CountedTextarea(rows=6),
        help_text=_("Để trống để dùng hướng dẫn chuẩn; xem trước khi gửi."),
    )
    note = internal()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.choices = [(kind, CaseKind(kind).label) for kind in sorted(SEALED_KINDS)]
        kind.initial = self.case.kind if self.case.kind in SEALED_KINDS else CaseKind.COMPLAINT

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("kind") and not values.get("text"):
            values["text"] = str(REFERRALS[CaseKind(values["kind"])])
        return values


class ExtendForm(MoveForm):
    """More time, once."""

    days = forms.IntegerField(label=_("Thêm mấy ngày"), min_value=1)
    reason = public(_("Lý do gia hạn (người gửi đọc được)"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = deadlines.longest_extension(self.case)
        days = self.fields["days"]
        days.widget.attrs |= {"inputmode": "numeric", "size": 4}
        if rule:
            days.help_text = _("Nhiều nhất %(longest)s; chỉ gia hạn một lần.") % {"longest": rule}


class ReopenForm(MoveForm):
    """Why a case is taken up again."""

    reason = public(_("Lý do mở lại (người gửi đọc được)"), rows=3)


class UnpublishForm(MoveForm):
    """Why a published answer is withdrawn."""

    reason = internal(_("Lý do gỡ"))


def _check_public(form: MoveForm, field: str, *values: str) -> None:
    try:
        privacy.require_publishable(form.case, *values)
    except ValidationError as error:
        form.add_error(field, error)


def _may(user: User, case: Case, permission: str) -> bool:
    return Case.objects.visible_to(user, permission).filter(pk=case.pk).exists()


def _last_answer(case: Case) -> str:
    answers = case.events.filter(kind=MoveName.ANSWER).for_timeline()
    return answers.values_list("public_text", flat=True).first() or ""
