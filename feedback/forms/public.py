"""What a citizen fills in: one small form a step, and those of the tracking page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import PhoneFormField
from core.forms import CountedTextarea, PhoneInput, PhotoInput
from feedback import receipt, reference
from feedback.models import Case, Category, Draft
from feedback.services.photos import MOST_PHOTOS
from feedback.services.submission import LONGEST, SHORTEST
from wards.models import Unit

ROUGHLY = 4 * LONGEST  # of a text that is too long so much is kept, to be shortened
RATINGS = [
    (5, _("Rất hài lòng")),
    (4, _("Hài lòng")),
    (3, _("Bình thường")),
    (2, _("Không hài lòng")),
    (1, _("Rất không hài lòng")),
]


class AddressForm(forms.Form):
    """A form read from an address: its fields have Vietnamese names there."""

    names: dict[str, str] = {}

    def add_prefix(self, field_name: str) -> str:
        return self.names.get(field_name, field_name)


class PlaceQuery(AddressForm):
    """What the place step was asked: words to look for, or a unit to look into."""

    names = {"unit": "don-vi"}
    q = forms.CharField(label=_("Tìm khu phố, ấp, phường, xã"), max_length=200, required=False)
    unit = forms.UUIDField(required=False)


class ChooseForm(forms.Form):
    """The unit that a button stands for."""

    unit = forms.ModelChoiceField(
        Unit.objects.all(),
        to_field_name="uuid",
        error_messages={
            "required": _("Xin chọn nơi xảy ra."),
            "invalid_choice": _("Đơn vị này không có trong danh mục. Xin chọn lại."),
        },
    )


class ContentForm(forms.ModelForm):
    """What happened, and where exactly."""

    class Meta:
        model = Draft
        fields = ["category", "body", "place"]
        labels = {"place": _("Địa điểm cụ thể"), "body": _("Nội dung")}
        help_texts = {
            "body": _("Việc gì, từ khi nào, đã báo ai chưa. Xin đừng ghi số căn cước."),
            "place": _("Số nhà, hẻm, giao lộ hoặc một điểm dễ nhận ra gần đó."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ModelChoiceField(
            Category.objects.offered(),
            label=_("Loại việc"),
            empty_label=_("Chọn loại việc"),
            error_messages={
                "required": _("Hãy chọn loại việc. Chưa rõ thì chọn “Việc khác”."),
                "invalid_choice": _("Loại việc này không còn dùng. Hãy chọn lại."),
            },
        )
        self.fields["body"] = text_field(
            self._meta.labels["body"],
            help_text=self._meta.help_texts["body"],
            required=_("Hãy viết có chuyện gì xảy ra."),
        )
        self.order_fields(["category", "body", "place"])

    def rough(self) -> dict[str, Any]:
        """What was typed, right or wrong, as a draft keeps it: nothing typed is lost on an error."""
        self.full_clean()
        return {
            "category": self.cleaned_data.get("category"),
            "body": self.cleaned_data.get("body") or str(self["body"].value() or "")[:ROUGHLY],
            "place": str(self["place"].value() or "")[: self.fields["place"].max_length].strip(),
        }


def text_field(label: Any, *, required: Any, help_text: Any = "", rows: int = 6) -> forms.CharField:
    """A text of 10 to 5,000 characters that somebody has to be able to act on."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=CountedTextarea(rows=rows),
        error_messages={
            "required": required,
            "min_length": _("Hãy viết ít nhất 10 ký tự để chúng tôi hiểu sự việc."),
            "max_length": _("Nội dung dài quá 5.000 ký tự. Hãy rút gọn lại."),
        },
    )


class PhotosField(forms.FileField):
    """Several files at once; what they hold is judged one by one by `feedback.services.photos`."""

    widget = PhotoInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class PhotosForm(forms.Form):
    """Photos to be added."""

    photos = PhotosField(label=_("Ảnh"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here and not above: a lazy text that is formatted keeps the language of the start-up.
        self.fields["photos"].help_text = gettext(
            "Tối đa %(n)s ảnh, chụp hiện trường thì càng tốt. Vị trí chụp ghi trong ảnh được xóa "
            "tự động."
        ) % {"n": MOST_PHOTOS}


class ContentButtons(forms.Form):
    """Which button sent the page: one that adds photos, one that removes a photo, or the last."""

    add = forms.CharField(required=False)
    remove = forms.UUIDField(required=False)

    @property
    def is_about_photos(self) -> bool:
        """Whether one wants to stay on the page."""
        return self.is_valid() and bool(self.cleaned_data["add"] or self.cleaned_data["remove"])


class ContactForm(forms.ModelForm):
    """How to reach the sender: nothing of it is asked for more than once, or required."""

    quiet_optional = True

    class Meta:
        model = Draft
        fields = ["name", "email", "phone", "show_to_neighborhood"]
        labels = {
            "name": _("Họ và tên"),
            "email": _("Thư điện tử"),
            "phone": _("Điện thoại"),
            "show_to_neighborhood": _("Cho cán bộ khu phố xem liên hệ"),
        }
        help_texts = {
            "email": _("Nhận giấy hẹn, câu trả lời và lời đề nghị bổ sung qua thư."),
            "phone": _("Chỉ gọi khi cần hỏi thêm. Ví dụ: 0901 234 567."),
            "show_to_neighborhood": _(
                "Không đánh dấu thì chỉ công chức phường, xã xem được; cán bộ khu phố chỉ thấy nội "
                "dung phản ánh."
            ),
        }
        error_messages = {
            "email": {"invalid": _("Thư điện tử chưa đúng. Ví dụ: ten@vidu.vn.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["email"].widget.attrs["inputmode"] = "email"
        self.fields["phone"] = PhoneFormField(
            label=self._meta.labels["phone"],
            help_text=self._meta.help_texts["phone"],
            required=False,
            widget=PhoneInput,
        )
        self.order_fields(["name", "email", "phone", "show_to_neighborhood"])


class SendForm(forms.Form):
    """The last button, and an empty box that only programs fill in."""

    website = forms.CharField(
        label=_("Để trống ô này"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """A filled box is answered in words, in case a browser filled it in for a person."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Ô này phải để trống. Xin xóa nội dung trong ô rồi bấm gửi lại."), code="robot"
            )
        return ""


class TrackForm(forms.Form):
    """A reference as typed, and perhaps the secret."""

    reference = forms.CharField(
        label=_("Mã phản ánh"),
        max_length=40,
        help_text=_("In trên giấy hẹn và trong thư, bắt đầu bằng KP."),
        error_messages={"required": _("Hãy nhập mã phản ánh.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    secret = forms.CharField(
        label=_("Mã bí mật"),
        max_length=40,
        required=False,
        help_text=_("12 chữ số trên giấy hẹn. Cần khi muốn bổ sung, đánh giá, đề nghị xem lại."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 20}),
    )

    def clean_reference(self) -> str:
        return reference.normalise(self.cleaned_data["reference"])


class SecretForm(AddressForm):
    """The secret of a case, from the private link or from a form of the private page."""

    names = {"secret": receipt.PARAMETER}
    secret = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class PhotoKeyForm(AddressForm):
    """The signature under which a photo is shown."""

    names = {"signature": receipt.PHOTO_PARAMETER}
    signature = forms.CharField(max_length=200, required=False)


class InformForm(forms.Form):
    """What the ward has asked for."""

    text = text_field(_("Thông tin bổ sung"), required=_("Hãy viết thông tin bổ sung."), rows=4)


class RateForm(forms.Form):
    """How content one is with the answer."""

    rating = forms.TypedChoiceField(
        label=_("Ông/bà hài lòng với câu trả lời ở mức nào?"),
        choices=RATINGS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    text = forms.CharField(
        label=_("Ý kiến thêm"),
        required=False,
        max_length=Case._meta.get_field("rating_text").max_length,  # noqa: SLF001 - Django's Meta API
        widget=CountedTextarea(rows=3),
    )


class ReopenForm(forms.Form):
    """Why the answer does not settle the matter."""

    reason = text_field(
        _("Điều gì chưa được giải quyết?"),
        required=_("Hãy viết điều chưa được giải quyết."),
        rows=4,
    )
