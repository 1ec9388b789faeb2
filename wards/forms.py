"""What the pages of this room read from their address."""

from __future__ import annotations

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateInput, SearchInput
from wards.models import Level
from wards.words import LONGEST_QUERY

WRONG_DAY = {"invalid": _("Hãy nhập ngày có thật theo mẫu 31/12/2023.")}


class QuestionForm(forms.Form):
    """One line: the name, old name or code of a unit."""

    q = forms.CharField(
        label=_("Tên hoặc mã khu phố, ấp, tổ cũ, phường, xã"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=SearchInput,
        error_messages={"max_length": _("Câu hỏi dài hơn %(limit_value)d ký tự.")},
    )

    @property
    def question(self) -> str:
        """What was asked; empty where nothing was, or more than anybody would type."""
        return self.cleaned_data.get("q", "") if self.is_valid() else ""


class LookupForm(QuestionForm):
    """The look-up page: the line, the level wanted, and the day whose names are meant."""

    quiet_optional = True

    cap = forms.TypedChoiceField(
        label=_("Cấp"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Mọi cấp")), *Level.choices],
        error_messages={"invalid_choice": _("Hãy chọn một cấp trong danh sách.")},
    )
    ngay = forms.DateField(
        label=_("Theo tên gọi ngày"),
        required=False,
        widget=DateInput,
        help_text=_("Ví dụ 31/12/2023. Để trống để tìm tên của mọi thời kỳ."),
        error_messages=WRONG_DAY,
    )

    @property
    def is_filtered(self) -> bool:
        """Whether level or day say something, right or wrong."""
        return any(self.data.get(name) for name in ("cap", "ngay"))


class DayForm(forms.Form):
    """The day as of which a page is shown; today unless told."""

    quiet_optional = True

    ngay = forms.DateField(
        label=_("Xem theo ngày"),
        required=False,
        widget=DateInput,
        help_text=_("Ví dụ 31/12/2023"),
        error_messages=WRONG_DAY,
    )

    @property
    def day(self) -> datetime.date:
        """The day asked for, today where none or none that exists was."""
        asked = self.cleaned_data.get("ngay") if self.is_valid() else None
        return asked or clock.today()
