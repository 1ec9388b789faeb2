"""How often somebody wants the daily letter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Rhythm


class DigestForm(forms.Form):
    """One choice of three."""

    rhythm = forms.ChoiceField(
        label=_("Nhận thư"),
        choices=Rhythm,
        widget=forms.RadioSelect,
        help_text=_("Việc trễ hạn luôn được báo vào sáng ngày làm việc, dù chọn cách nào."),
        error_messages={
            "required": _("Hãy chọn một cách nhận thư."),
            "invalid_choice": _("Hãy chọn một cách nhận thư trong danh sách."),
        },
    )
