"""What is asked when people are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import WRONG_DAY, CountedTextarea, DateInput, ListFilter, SearchInput
from neighborhoods.forms.lines import count_field
from neighborhoods.forms.schemes import VERSION
from neighborhoods.models import Consultation, ConsultationStatus, Electorate, Form, Matter
from neighborhoods.services.consultations import Count, Plan

CLUSTERS = 3  # rows shown at once; "more" adds as many again
MOST_CLUSTERS = 30


class PlanForm(forms.Form):
    """What about, how, when and where."""

    unit = forms.TypedChoiceField(label=_("Khu phố, ấp"), coerce=int)
    matter = forms.ModelChoiceField(
        label=_("Việc lấy ý kiến"), queryset=Matter.objects.none(), empty_label=_("Chọn việc")
    )
    title = forms.CharField(label=_("Nội dung lấy ý kiến"), max_length=200)
    text = forms.CharField(
        label=_("Nội dung chi tiết"), max_length=5000, required=False, widget=CountedTextarea
    )
    form = forms.ChoiceField(
        label=_("Hình thức"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.BALLOTS
    )
    electorate = forms.ChoiceField(
        label=_("Lấy ý kiến của"), choices=Electorate.choices, initial=Electorate.HOUSEHOLDS
    )
    total = count_field(_("Tổng số hộ hoặc cử tri"))
    starts_on = forms.DateField(
        label=_("Từ ngày"), required=False, widget=DateInput, error_messages=WRONG_DAY
    )
    ends_on = forms.DateField(
        label=_("Đến ngày"), required=False, widget=DateInput, error_messages=WRONG_DAY
    )
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    version = VERSION

    def __init__(self, *args: Any, units: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["total"].help_text = _("Mọi hộ của khu phố, ấp, kể cả hộ vắng mặt.")
        if units is None:
            del self.fields["unit"], self.fields["matter"]
            return
        fields["unit"].choices = [("", _("Chọn khu phố, ấp")), *units.items()]
        if len(units) == 1:
            fields["unit"].initial = next(iter(units))
        today = clock.today()
        fields["matter"].queryset = Matter.objects.filter(valid__contains=today)

    @classmethod
    def of(cls, consultation: Consultation, data: Any = None) -> PlanForm:
        """The form of one that is there."""
        names = ("title", "text", "form", "electorate", "total", "starts_on", "ends_on", "place")
        initial = {name: getattr(consultation, name) for name in (*names, "version")}
        return cls(data, initial=initial)

    @property
    def plan(self) -> Plan:
        """What was filled in."""
        names = ("title", "text", "form", "electorate", "total", "starts_on", "ends_on", "place")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class CountForm(forms.Form):
    """The ballots of a cluster; an empty row counts nothing."""

    quiet_optional = True

    cluster = forms.CharField(label=_("Cụm dân cư"), max_length=100, required=False)
    agree = count_field(_("Đồng ý"))
    against = count_field(_("Không đồng ý"))
    other = count_field(_("Ý kiến khác"))
    invalid = count_field(_("Không hợp lệ"))

    @property
    def count(self) -> Count | None:
        """What was filled in; None where nothing was."""
        data = self.cleaned_data
        numbers = {name: data.get(name) for name in ("agree", "against", "other", "invalid")}
        if all(value is None for value in numbers.values()):
            return None
        return Count(**{k: v or 0 for k, v in numbers.items()}, cluster=data.get("cluster", ""))


class BaseCounts(forms.BaseFormSet):
    """The rows of a result; with answers that came online there need be no paper."""

    may_be_empty = False

    def clean(self) -> None:
        """Something must have been counted."""
        if not any(self.errors) and not self.chosen and not self.may_be_empty:
            raise forms.ValidationError(_("Hãy ghi số phiếu."))

    @property
    def chosen(self) -> list[Count]:
        """The rows that say something."""
        found = [form.count for form in self.forms if hasattr(form, "cleaned_data")]
        return [count for count in found if count is not None]


CountFormSet = forms.formset_factory(
    CountForm, formset=BaseCounts, extra=1, max_num=MOST_CLUSTERS, absolute_max=MOST_CLUSTERS
)


class ResultForm(forms.Form):
    """What else belongs to a result."""

    remarks = forms.CharField(
        label=_("Ý kiến đáng chú ý"),
        required=False,
        max_length=5000,
        widget=CountedTextarea(rows=3),
        help_text=_("Không ghi tên người có ý kiến; nội dung này được công khai."),
    )
    version = VERSION


class ConsultationFilter(ListFilter):
    """Which consultations a list shows."""

    q = forms.CharField(
        label=_("Tìm nội dung hoặc nơi (không cần dấu)"),
        required=False,
        max_length=100,
        widget=SearchInput,
    )
    status = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Tất cả")), *ConsultationStatus.choices],
    )
