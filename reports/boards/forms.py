"""What a board is asked for: a unit, a period, and whose names its rows have."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import WRONG_DAY, DateInput
from reports.boards.periods import LONGEST, Period, Span, span_of

if TYPE_CHECKING:
    from people.places import Choices

YEARS = range(2000, 2100)


class Names(models.TextChoices):
    """Under which units the past is shown."""

    NOW = "", _("Đơn vị hiện nay")
    THEN = "then", _("Đơn vị của ngày đó")


class AskedUnit(forms.Form):
    """The unit that an address names, before it is known which ones may be chosen."""

    unit = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @property
    def unit_id(self) -> int | None:
        """Its number; None where none was named."""
        return self.cleaned_data["unit"] if self.is_valid() else None


class BoardForm(forms.Form):
    """The filter above a board; what is wrong is said at its field, and the usual period is shown."""

    quiet_optional = True

    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int, required=False, empty_value=None)
    period = forms.ChoiceField(label=_("Kỳ"), choices=Period.choices, required=False)
    since = forms.DateField(
        label=_("Từ ngày"), required=False, widget=DateInput, error_messages=WRONG_DAY
    )
    until = forms.DateField(
        label=_("Đến ngày"), required=False, widget=DateInput, error_messages=WRONG_DAY
    )
    names = forms.ChoiceField(label=_("Tính theo"), choices=Names.choices, required=False)

    def __init__(self, data: Any, *, units: Choices, unit_id: int) -> None:
        super().__init__(data or None)
        self.unit_id = unit_id
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = units
        fields["unit"].initial = unit_id
        if sum(len(group) for _label, group in units) <= 1:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("since", "until"):
            if values.get(name) and values[name].year not in YEARS:
                self.add_error(name, WRONG_DAY["invalid"])
        first, last = values.get("since"), values.get("until")
        if first and last and first > last:
            self.add_error("until", _("Ngày cuối phải sau hoặc bằng ngày đầu."))
        elif first and (last or clock.today()) - first > LONGEST:
            self.add_error("since", _("Chọn kỳ không quá mười năm."))
        if self.errors.keys() & {"since", "until"}:
            # Half of a period is another period: the usual one is shown instead.
            values["since"] = values["until"] = None
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for and can be; empty where nothing was."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    @property
    def span(self) -> Span:
        """The days asked for; two dates count as a period of one's own whatever the period says."""
        values, today = self.values, clock.today()
        first: datetime.date | None = values.get("since")
        last: datetime.date | None = values.get("until")
        if first:
            return Span(first, last or max(today, first))
        if last:
            return Span(last.replace(month=1, day=1), last)
        return span_of(self.named, today)

    @property
    def named(self) -> str:
        """The named period in use; one's own without dates is the usual one."""
        asked = self.values.get("period") or Period.DAYS90
        return Period.DAYS90 if asked == Period.OWN else asked

    @property
    def by_then(self) -> bool:
        """Whether rows stand under the units of their day."""
        return self.values.get("names") == Names.THEN

    @property
    def in_use(self) -> int:
        """How many filters differ from the usual."""
        values = self.values
        named = values.get("period") not in {None, "", Period.DAYS90}
        return sum([named, *(bool(values.get(name)) for name in ("since", "until", "names"))])

    def address(self, **changes: Any) -> str:
        """The query of the same board with something changed; empty values are left out."""
        values = self.values
        kept: dict[str, Any] = {
            "unit": self.unit_id,
            "period": values.get("period"),
            "names": values.get("names"),
        }
        kept |= {
            name: f"{values[name]:%d/%m/%Y}" for name in ("since", "until") if values.get(name)
        }
        kept |= changes
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"
