"""What is asked when a scheme is drafted, looked for, and taken from step to step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import WRONG_DAY, CountedTextarea, DateInput, ListFilter, SearchInput, file_field
from neighborhoods.models import Scheme
from neighborhoods.workflow import Asks, StepKind

PUBLIC_WORDS = _("Mọi người đọc được trên trang công khai của đề án. Không ghi thông tin cá nhân.")
VERSION = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SchemeForm(forms.Form):
    """What a scheme says of itself."""

    ward = forms.TypedChoiceField(label=_("Phường, xã"), coerce=int)
    title = forms.CharField(
        label=_("Tên đề án"),
        max_length=200,
        help_text=_("Ví dụ: Sắp xếp khu phố 3, 4 và 5 thành hai khu phố."),
    )
    reason = forms.CharField(
        label=_("Sự cần thiết"),
        max_length=5000,
        required=False,
        widget=CountedTextarea,
        help_text=_("Vì sao cần sắp xếp; người dân sẽ đọc phần này khi lấy ý kiến."),
    )
    effective_on = forms.DateField(
        label=_("Dự kiến có hiệu lực từ ngày"), widget=DateInput, error_messages=WRONG_DAY
    )
    keeps_staff = forms.BooleanField(
        label=_("Cán bộ của đơn vị kết thúc tạm thời tiếp tục ở đơn vị nhận"), required=False
    )
    version = VERSION

    def __init__(self, *args: Any, wards: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if wards is None:
            del self.fields["ward"]
            return
        del self.fields["keeps_staff"]
        fields["ward"].choices = list(wards.items())
        fields["ward"].initial = next(iter(wards), None)
        if len(wards) == 1:
            fields["ward"].widget = forms.HiddenInput()

    @classmethod
    def of(cls, scheme: Scheme, data: Any = None) -> SchemeForm:
        """The form of a scheme that is there."""
        return cls(
            data,
            initial={
                "title": scheme.title,
                "reason": scheme.reason,
                "effective_on": scheme.decision.effective_on,
                "keeps_staff": scheme.decision.keeps_staff,
                "version": scheme.version,
            },
        )


class StepForm(forms.Form):
    """What has to be told when a step is done; which fields there are follows from the step."""

    text = forms.CharField(
        label=_("Ý kiến"), max_length=5000, required=False, widget=CountedTextarea(rows=3)
    )
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    paper = forms.CharField(
        label=_("Số, ký hiệu văn bản"), max_length=60, help_text=_("Ví dụ: 12/NQ-HĐND")
    )
    paper_on = forms.DateField(label=_("Ngày văn bản"), widget=DateInput, error_messages=WRONG_DAY)
    effective_on = forms.DateField(
        label=_("Có hiệu lực từ ngày"), widget=DateInput, error_messages=WRONG_DAY
    )
    link = forms.URLField(label=_("Đường dẫn văn bản"), required=False, assume_scheme="https")
    version = VERSION

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = scheme.rule.asks
        if asks == Asks.NOTHING:
            for name in ("paper", "paper_on"):
                del self.fields[name]
        if asks != Asks.RESOLUTION:
            for name in ("issuer", "effective_on", "link"):
                del self.fields[name]
        else:
            self.initial.setdefault("effective_on", scheme.decision.effective_on)
            self.initial.setdefault("issuer", scheme.decision.issuer)
        self.initial.setdefault("version", scheme.version)
        if scheme.step.kind != StepKind.DRAFT:
            self.fields["text"].help_text = PUBLIC_WORDS

    def clean_paper_on(self) -> Any:
        """No paper is of tomorrow."""
        day = self.cleaned_data["paper_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày văn bản không thể ở tương lai."))
        return day


class ReasonForm(forms.Form):
    """Why a scheme is returned or stopped, or what is to be noted; says so where everybody reads it."""

    text = forms.CharField(label=_("Nội dung"), max_length=5000, widget=CountedTextarea(rows=4))
    version = VERSION

    def __init__(self, *args: Any, is_public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_public:
            self.fields["text"].help_text = PUBLIC_WORDS


class SchemeFilter(ListFilter):
    """Which schemes a list shows."""

    q = forms.CharField(
        label=_("Tìm theo tên đề án hoặc phường, xã (không cần dấu)"),
        required=False,
        max_length=100,
        widget=SearchInput,
    )
    step = forms.ChoiceField(
        label=_("Bước"), required=False, choices=[("", _("Mọi bước")), *StepKind.choices]
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("Đang thực hiện")),
            ("mine", _("Đang chờ tôi")),
            ("late", _("Quá hạn bước")),
            ("done", _("Đã xong hoặc đã dừng")),
            ("all", _("Tất cả")),
        ],
    )


class PaperForm(forms.Form):
    """A document to be put to a scheme."""

    title = forms.CharField(label=_("Tên văn bản"), max_length=200)
    file = file_field()
    is_public = forms.BooleanField(
        label=_("Cho mọi người tải trên trang công khai của đề án"), required=False
    )


class PublicFilter(ListFilter):
    """Words of a title or of a ward's name."""

    q = forms.CharField(
        label=_("Tìm theo nơi hoặc tên (không cần dấu)"),
        required=False,
        max_length=100,
        widget=SearchInput,
    )
