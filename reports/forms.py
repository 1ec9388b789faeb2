"""What the pages of reports ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import WRONG_DAY, CountedTextarea, DateInput, ListFilter, SearchInput
from reports.models import ReportSection, ReportType
from reports.numbering import roman
from reports.workflow import ReportStatus


class ReportFilter(ListFilter):
    """Which reports a list shows."""

    q = forms.CharField(
        label=_("Tìm theo tên báo cáo hoặc đơn vị (không cần dấu)"),
        required=False,
        max_length=100,
        widget=SearchInput,
    )
    type = forms.ModelChoiceField(
        label=_("Loại báo cáo"),
        required=False,
        queryset=ReportType.objects.all(),
        empty_label=_("Mọi loại"),
        to_field_name="code",
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Đang chờ tôi")),
            ("late", _("Quá hạn, chưa gửi")),
            *ReportStatus.choices,
            ("all", _("Tất cả")),
        ],
    )

    @property
    def kept(self) -> dict[str, str]:
        """The type is carried by its code."""
        return {name: getattr(value, "code", value) for name, value in super().kept.items()}


class TextsForm(forms.Form):
    """The words of a report: one box per section that asks for some; all may wait until it is sent."""

    quiet_optional = True
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sections: list[ReportSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections:
            if section.prompt:
                self.fields[f"s{section.pk}"] = forms.CharField(
                    label=self._label(section),
                    help_text=section.prompt,
                    required=False,
                    max_length=10_000,
                    widget=CountedTextarea(rows=7),
                )

    def _label(self, section: ReportSection) -> str:
        if section.is_required:
            return _("Lời văn phần %s (phải có khi gửi)") % roman(section.number)
        return _("Lời văn phần %s") % roman(section.number)

    def texts(self) -> dict[int, str]:
        """What was typed, by the key of the section."""
        return {
            int(name[1:]): value
            for name, value in self.cleaned_data.items()
            if name.startswith("s")
        }


class MoveForm(forms.Form):
    """What goes along with a move of a report."""

    number = forms.CharField(
        label=_("Số, ký hiệu"), max_length=60, help_text=_("Ví dụ: 05/BC-UBND. In trên báo cáo.")
    )
    text = forms.CharField(label=_("Nội dung"), max_length=2000, widget=CountedTextarea(rows=4))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, needs_number: bool, needs_text: bool, text_label: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not needs_number:
            del self.fields["number"]
        self.fields["text"].required = needs_text
        self.fields["text"].label = text_label


class CommentForm(forms.Form):
    """What the level above says about a section, or about the whole."""

    section = forms.ModelChoiceField(
        label=_("Về phần"),
        queryset=ReportSection.objects.none(),
        required=False,
        empty_label=_("Toàn bộ báo cáo"),
    )
    text = forms.CharField(label=_("Nhận xét"), max_length=2000, widget=CountedTextarea(rows=3))

    def __init__(self, *args: Any, type: ReportType, **kwargs: Any) -> None:  # noqa: A002 - as the model calls it
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["section"].queryset = type.sections.all()


class AskForm(forms.Form):
    """An urgent report that is asked for out of turn."""

    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=300,
        help_text=_("Ví dụ: Tình hình ngập nước sau đợt mưa từ ngày 20 đến 22."),
    )
    note = forms.CharField(
        label=_("Yêu cầu"),
        max_length=2000,
        widget=CountedTextarea(rows=4),
        help_text=_("Nêu rõ cần số liệu gì, nhận định gì. Phường, xã đọc nguyên văn."),
    )
    first = forms.DateField(label=_("Số liệu từ ngày"), widget=DateInput, error_messages=WRONG_DAY)
    last = forms.DateField(label=_("Đến hết ngày"), widget=DateInput, error_messages=WRONG_DAY)
    due_on = forms.DateField(label=_("Hạn gửi"), widget=DateInput, error_messages=WRONG_DAY)
    everyone = forms.BooleanField(label=_("Tất cả phường, xã trong phạm vi"), required=False)
    wards = forms.MultipleChoiceField(
        label=_("Hoặc chọn từng phường, xã"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, wards: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["wards"].choices = [(str(pk), name) for pk, name in wards.items()]
        self.known = wards

    def clean(self) -> dict[str, Any]:
        """All of them, or those that were ticked."""
        data = super().clean() or {}
        chosen = self.known if data.get("everyone") else map(int, data.get("wards", []))
        data["wards"] = list(chosen)
        return data
