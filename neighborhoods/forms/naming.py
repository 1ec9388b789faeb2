"""What is asked about names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import WRONG_DAY, CountedTextarea, DateInput
from neighborhoods.forms.codes import code_field, codes_field
from neighborhoods.models import NamePoll, NameProposal, Reason


class ProposalForm(forms.Form):
    """A name and why it fits."""

    name = forms.CharField(label=_("Tên đề xuất"), max_length=120)
    reason = forms.ChoiceField(label=_("Căn cứ đặt tên"), choices=Reason.choices)
    text = forms.CharField(
        label=_("Giải thích"),
        max_length=1000,
        widget=CountedTextarea(rows=3),
        help_text=_("Người dân sẽ đọc phần này khi chọn tên."),
    )


class AskForm(forms.Form):
    """Until when households are asked, and how many codes are given out."""

    ends_on = forms.DateField(
        label=_("Hỏi đến hết ngày"), widget=DateInput, error_messages=WRONG_DAY
    )
    count = codes_field()


class DecideForm(forms.Form):
    """Why a name is chosen."""

    why = forms.CharField(
        label=_("Lý do chọn tên này"), max_length=1000, widget=CountedTextarea(rows=3)
    )


class PreferForm(forms.Form):
    """One household's answer."""

    proposal = forms.ModelChoiceField(
        label=_("Tên mà hộ ông/bà mong muốn"),
        queryset=NameProposal.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Xin chọn một tên.")},
    )
    code = code_field()

    def __init__(self, *args: Any, poll: NamePoll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["proposal"].queryset = poll.proposals.all()
