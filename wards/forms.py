"""What the pages of this room read from their address."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateInput, SearchInput
from wards.models import Decision, DecisionStatus, Level, RunAction
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


class DecisionActionForm(forms.Form):
    """What is to be done with a decision, and from which day on."""

    CONFIRM = "confirm"

    action = forms.ChoiceField(widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("Áp dụng từ ngày"),
        widget=DateInput,
        help_text=_("Mặc định là ngày có hiệu lực ghi trong văn bản."),
        error_messages=WRONG_DAY,
        required=False,
    )
    is_sure = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.fields["action"].choices = [(action, action) for action in self._allowed()]
        self.fields["on"].initial = self._usual_day
        if settings.PORTAL_DEMO:
            self.fields["on"].help_text = _(
                "Trong bản trình diễn, mặc định là hôm nay, để phản ánh mẫu vẫn thuộc đơn vị đang hoạt động."
            )

    @property
    def _usual_day(self) -> datetime.date:
        """The day of the paper; in the demonstration today, so that its cases keep living units."""
        return clock.today() if settings.PORTAL_DEMO else self.decision.effective_on

    def _allowed(self) -> list[str]:
        status, actions = self.decision.status, []
        if status == DecisionStatus.DRAFT:
            actions += [self.CONFIRM, RunAction.PREVIEW, RunAction.WITHDRAW]
        if status == DecisionStatus.CONFIRMED:
            actions += [RunAction.PREVIEW, RunAction.APPLY, RunAction.WITHDRAW]
        if status == DecisionStatus.APPLIED and self.decision.day > clock.today():
            actions.append(RunAction.WITHDRAW)
        return [str(action) for action in actions]

    def clean_on(self) -> datetime.date:
        """The day asked for; the usual one where none was."""
        return self.cleaned_data["on"] or self._usual_day

    @property
    def may(self) -> list[str]:
        """The actions that are open now."""
        return self._allowed()

    @property
    def asks_first(self) -> bool:
        """Whether somebody has to say once more that they mean it."""
        action = self.cleaned_data["action"]
        return action != RunAction.PREVIEW and not self.cleaned_data["is_sure"]

    @property
    def asked(self) -> str:
        """What is about to be done, in words."""
        action = self.cleaned_data["action"]
        return str(_("Xác nhận văn bản") if action == self.CONFIRM else RunAction(action).label)
