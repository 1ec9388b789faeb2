"""What is asked of the list of figures, and what is entered about a unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.forms import CountField, DateInput
from neighborhoods.figures.rules import LONGEST_SOURCE
from neighborhoods.models import Figure

WRONG_DAY = {
    "invalid": _("Hãy nhập ngày có thật theo mẫu 31/12/2023."),
    "required": _("Hãy nhập ngày của số liệu."),
}


class State(models.TextChoices):
    """Which units somebody wants to see."""

    OLD = "old", _("Cần cập nhật")
    BELOW = "below", _("Dưới tiêu chuẩn số hộ")


class FigureFilter(forms.Form):
    """By ward, where there are several, and by what is to be done."""

    ward = forms.TypedChoiceField(
        label=_("Phường, xã"), coerce=int, required=False, empty_value=None
    )
    # Chosen by the numbers above the list.
    state = forms.ChoiceField(
        required=False, choices=[("", _("Tất cả")), *State.choices], widget=forms.HiddenInput
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, wards: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ward"].choices = [("", _("Chọn phường, xã")), *wards.items()]
        if len(wards) <= 1:
            del self.fields["ward"]

    @property
    def in_use(self) -> int:
        """How many filters say something; the ward is not one, nor is the page."""
        return int(bool(getattr(self, "cleaned_data", {}).get("state")))

    def address(self, **changes: Any) -> str:
        """The address with some filters changed; the page starts anew unless it is told."""
        values = getattr(self, "cleaned_data", {})
        kept = {"ward": values.get("ward"), "state": values.get("state")} | changes
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"


class FigureForm(forms.Form):
    """What was counted in a unit on a day."""

    day = forms.DateField(
        label=_("Tính đến ngày"),
        widget=DateInput,
        help_text=_("Nhập lại ngày đã có để sửa số liệu của ngày đó."),
        error_messages=WRONG_DAY,
    )
    households = CountField(label=_("Số hộ"))
    residents = CountField(label=_("Số nhân khẩu"))
    area = CountField(label=_("Diện tích (m²)"), help_text=_("1 ha là 10.000 m²."))
    source = forms.CharField(
        label=_("Nguồn số liệu"),
        max_length=LONGEST_SOURCE,
        help_text=_("Ví dụ: rà soát của khu phố tháng 12/2025, công an phường cung cấp."),
        error_messages={"required": _("Hãy ghi nguồn số liệu.")},
    )

    @classmethod
    def initial_of(cls, correct: Figure | None, newest: Figure | None) -> dict[str, Any]:
        """All of the figures that are to be corrected; of the newest the area, which hardly changes."""
        if correct is not None:
            return {name: getattr(correct, name) for name in cls.base_fields}
        return {"area": newest.area} if newest is not None else {}


class CorrectForm(forms.Form):
    """The day that a link asks to correct."""

    ngay = forms.DateField(required=False)

    @property
    def day(self) -> Any:
        """The day; None where none or none that exists was named."""
        return self.cleaned_data.get("ngay") if self.is_valid() else None
