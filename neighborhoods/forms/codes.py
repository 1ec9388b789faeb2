"""Codes of households: how many are given out, and one that is typed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CountField
from neighborhoods.models import Choice
from neighborhoods.services.codes import MOST_CODES


def code_field(**more: Any) -> forms.CharField:
    """A code as a household or an official types it from its slip."""
    more.setdefault("help_text", _("8 ký tự trên phiếu khu phố, ấp đã phát cho hộ ông/bà."))
    return forms.CharField(
        label=_("Mã hộ"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "size": 14}
        ),
        **more,
    )


def codes_field() -> CountField:
    """How many codes are given out."""
    return CountField(
        label=_("Số mã hộ cần phát"),
        required=True,
        size=8,
        most=MOST_CODES,
        help_text=_("Mỗi hộ một mã. Mã chỉ hiện một lần để in; cổng không lưu mã."),
    )


class OnlineForm(forms.Form):
    """How many households agreed to be asked online, and how many codes are given out."""

    agreed = CountField(
        label=_("Số hộ đã đồng ý lấy ý kiến trực tuyến"),
        required=True,
        size=8,
        help_text=_("Theo biên bản; phải trên một nửa tổng số hộ."),
    )
    count = codes_field()

    def __init__(self, *args: Any, is_online: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_online:
            del self.fields["agreed"]


class AnswerForm(forms.Form):
    """One household's answer."""

    choice = forms.ChoiceField(
        label=_("Ý kiến của hộ ông/bà"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Xin chọn một ý kiến.")},
    )
    code = code_field()


class PaperBallotForm(forms.Form):
    """The code that a household gives back with its paper ballot."""

    code = code_field(help_text=_("8 ký tự trên phiếu mã mà hộ nộp lại cùng phiếu giấy."))
