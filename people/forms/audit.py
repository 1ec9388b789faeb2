"""What part of the audit trail is read."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateInput, ListFilter

USUAL_DAYS, USUAL_TABLE = 30, "people.term"
EARLIEST, LATEST = datetime.date(2020, 1, 1), datetime.date(2100, 1, 1)


class PeriodForm(ListFilter):
    """From one day to another, both included; the last thirty days unless told."""

    since = forms.DateField(label=_("Từ ngày"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Đến ngày"), required=False, widget=DateInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("since"), values.get("until")
        for name, day in (("since", first), ("until", last)):
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, _("Ngày ngoài khoảng có nhật ký."))
        if first and last and first > last:
            self.add_error("until", _("Ngày cuối phải sau hoặc bằng ngày đầu."))
        return values

    @property
    def period(self) -> tuple[datetime.date, datetime.date]:
        """The days asked for; the usual ones where none or wrong ones were."""
        values = self.cleaned_data if self.is_valid() else {}
        until = values.get("until") or clock.today()
        since = values.get("since") or until - datetime.timedelta(days=USUAL_DAYS)
        return min(since, until), until


class ChangesForm(PeriodForm):
    """Which table, and when."""

    table = forms.ChoiceField(label=_("Dữ liệu"), required=False)
    field_order = ("table", "since", "until")

    def __init__(self, *args: Any, tables: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["table"].choices = tables
        keys = [key for key, _label in tables]
        self.first = USUAL_TABLE if USUAL_TABLE in keys else keys[0]
        fields["table"].initial = self.first

    @property
    def chosen(self) -> str:
        """The key of the table; the first one where none or a wrong one was asked for."""
        if not self.is_bound:
            return self.first
        self.is_valid()
        return self.cleaned_data.get("table") or self.first
