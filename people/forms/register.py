"""What is asked of the register, and what is written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.fields import PhoneFormField
from core.forms import DateInput, SearchInput
from core.search.words import Words, searchable
from people.models import Basis, Gender, Person, Role
from wards.models import Level

if TYPE_CHECKING:
    from wards.models import UnitVersion

OLDEST, YOUNGEST = 1900, 16
DECISION_HINT = _("Số, ngày, cơ quan ban hành. Ví dụ: 15/QĐ-UBND ngày 02/01/2026 của UBND phường.")


class State(models.TextChoices):
    """What has become of a post."""

    SERVING = "serving", _("Đương nhiệm")
    DUE = "due", _("Sắp hết nhiệm kỳ")
    VACANT = "vacant", _("Còn trống")
    ENDED = "ended", _("Đã kết thúc")


class WardForm(forms.Form):
    """Which ward's register is open."""

    ward = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, wards: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ward"].choices = [("", ""), *wards.items()]

    @property
    def ward_id(self) -> int | None:
        """The ward chosen; None where none or one out of reach was."""
        return self.cleaned_data.get("ward") if self.is_valid() else None


class RegisterFilter(forms.Form):
    """By name, place, post and state; the ward first where there are several."""

    q = forms.CharField(
        label=_("Tìm theo họ tên (không cần dấu)"),
        required=False,
        max_length=100,
        widget=SearchInput,
    )
    ward = forms.TypedChoiceField(
        label=_("Phường, xã"), coerce=int, required=False, empty_value=None
    )
    unit = forms.TypedChoiceField(
        label=_("Khu phố, ấp"), coerce=int, required=False, empty_value=None
    )
    role = forms.ChoiceField(label=_("Chức danh"), required=False)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[("", _("Hiện nay")), *State.choices],
    )
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(
        required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: Any,
        wards: dict[int, str],
        roles: list[Role],
        places: list[UnitVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ward"].choices = [("", _("Chọn phường, xã")), *wards.items()]
        fields["unit"].choices = [
            ("", _("Mọi nơi")),
            *((place.unit_id, place.name) for place in places),
        ]
        fields["role"].choices = [
            ("", _("Mọi chức danh")),
            *((role.code, role.name) for role in roles),
        ]
        if len(wards) <= 1:
            del self.fields["ward"]
        if len(places) <= 1:
            del self.fields["unit"]

    @property
    def in_use(self) -> int:
        """How many filters say something; the ward is not one, nor is the page."""
        values = getattr(self, "cleaned_data", {})
        return sum(bool(values.get(name)) for name in ("q", "unit", "role", "state"))

    def matches(self, person: Person) -> bool:
        """Whether the name has a word that begins with each one typed, as `Person.objects.search` finds it."""
        terms = Words(getattr(self, "cleaned_data", {}).get("q", "")).terms
        words = searchable(person.search_name).split()
        return all(any(word.startswith(term) for word in words) for term in terms)


class PersonForm(forms.Form):
    """A file of a person. Never more than is needed: no ID card, no image."""

    unit = forms.TypedChoiceField(label=_("Đơn vị quản lý hồ sơ"), coerce=int)
    name = forms.CharField(
        label=_("Họ và tên"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        min_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
    )
    gender = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", _("Không ghi")), *Gender.choices]
    )
    phone = PhoneFormField(
        label=_("Điện thoại"), required=False, help_text=_("Chỉ người quản lý nhân sự xem được.")
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Cần có nếu người này đăng nhập hệ thống."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    office_contact = forms.CharField(
        label=_("Liên hệ công vụ"),
        required=False,
        max_length=200,
        help_text=_("Nơi và giờ tiếp dân, số máy cơ quan. Hiện công khai trên trang của đơn vị."),
    )
    is_another = forms.BooleanField(label=_("Đây là người khác, vẫn lưu"), required=False)

    def __init__(self, *args: Any, units: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.same: list[Person] = []
        fields: dict[str, Any] = self.fields
        fields["birth_year"].max_value = clock.today().year - YOUNGEST
        if units is None:
            del self.fields["unit"]
        else:
            fields["unit"].choices = list(units.items())
            fields["unit"].initial = next(iter(units), None)
        if units is not None and len(units) == 1:
            fields["unit"].widget = forms.HiddenInput()

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(char.isalpha() for char in name):
            raise forms.ValidationError(_("Họ và tên phải có chữ."))
        return name

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year and year > clock.today().year - YOUNGEST:
            raise forms.ValidationError(_("Năm sinh chưa hợp lý."))
        return year

    def show_same(self, people: list[Person]) -> None:
        """Ask whether one of these is meant before a second file is opened."""
        self.same = people
        self.add_error(
            "is_another", _("Sổ đã có người trùng tên. Xin kiểm tra trước khi thêm hồ sơ mới.")
        )

    def fields_of_person(self) -> dict[str, Any]:
        """The values as the service takes them."""
        left_out = {"unit", "is_another"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class Prefill(forms.Form):
    """What a link to the form of appointment says already."""

    person = forms.ModelChoiceField(Person.objects.none(), required=False, to_field_name="uuid")
    unit = forms.UUIDField(required=False)
    role = forms.SlugField(required=False, max_length=50)

    def __init__(self, *args: Any, people: models.QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people


class AppointForm(forms.Form):
    """Who holds which post where, from when, by which decision."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Người giữ chức danh"), empty_label=_("Chọn người")
    )
    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    role = forms.ModelChoiceField(
        Role.objects.none(),
        label=_("Chức danh"),
        empty_label=_("Chọn chức danh"),
        to_field_name="code",
    )
    begins = forms.DateField(
        label=_("Từ ngày"), widget=DateInput, help_text=_("Ngày/tháng/năm. Ví dụ: 01/12/2026.")
    )
    due_on = forms.DateField(
        label=_("Dự kiến đến ngày"),
        required=False,
        widget=DateInput,
        help_text=_("Để trống thì tính theo nhiệm kỳ tối đa của chức danh."),
    )
    basis = forms.ChoiceField(label=_("Hình thức"), choices=Basis, widget=forms.RadioSelect)
    decision = forms.CharField(
        label=_("Quyết định"), required=False, max_length=200, help_text=DECISION_HINT
    )

    def __init__(
        self,
        *args: Any,
        people: models.QuerySet[Person],
        units: list[tuple[str, list[tuple[int, str]]]],
        roles: models.QuerySet[Role],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people
        fields["unit"].choices = [("", _("Chọn đơn vị")), *units]
        fields["role"].queryset = roles
        fields["role"].label_from_instance = _role_with_level
        fields["begins"].initial = clock.today()
        fields["basis"].initial = Basis.APPOINTED


class EndForm(forms.Form):
    """From when a post is no longer held, why, and by which decision."""

    on = forms.DateField(
        label=_("Thôi giữ chức danh từ ngày"),
        widget=DateInput,
        help_text=_("Từ ngày này không còn quyền của chức danh. Nhập hôm nay thì thôi ngay."),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    decision = forms.CharField(
        label=_("Quyết định"), required=False, max_length=200, help_text=DECISION_HINT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()


class InviteForm(forms.Form):
    """A sign-in name, and where the link that sets the password goes."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        validators=[ASCIIUsernameValidator()],
        help_text=_("Chữ không dấu, số và dấu gạch. Không đổi được về sau."),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử nhận lời mời"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _role_with_level(role: Role) -> str:
    return f"{role.name} ({Level(role.level).label})"
