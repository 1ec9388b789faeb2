"""What is asked about the lines of a scheme and the figures of its units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CountField
from neighborhoods.balance import Size
from neighborhoods.models import SchemeUnit
from neighborhoods.naming import WORDS
from neighborhoods.services.schemes import Source
from wards.models import Action, ChangeLine, Extent

BLANK_ROWS = 3  # sources that may be added at once
MOST_ROWS = 60
MOST_HOUSEHOLDS = 1_000_000


def count_field(label: Any) -> CountField:
    """A number of households or residents."""
    return CountField(label=label, size=8, most=MOST_HOUSEHOLDS)


class LineForm(forms.Form):
    """One unit as it is to be."""

    quiet_optional = True

    action = forms.ChoiceField(
        label=_("Việc"),
        widget=forms.RadioSelect,
        choices=[
            (Action.FOUND, _("Thành lập mới: nhập hoặc chia thành đơn vị mới")),
            (Action.CHANGE, _("Giữ đơn vị: nhận thêm, điều chỉnh ranh giới hoặc đổi tên")),
            (Action.END, _("Giải thể: không chuyển cho đơn vị nào")),
        ],
        initial=Action.FOUND,
    )
    unit = forms.TypedChoiceField(
        label=_("Đơn vị được giữ hoặc giải thể"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Bỏ trống khi thành lập mới."),
    )
    name = forms.CharField(
        label=_("Tên mới"),
        required=False,
        max_length=120,
        help_text=_("Bắt buộc khi thành lập mới; bỏ trống nếu giữ tên cũ. Ví dụ: Khu phố 12."),
    )
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [("", _("Chọn đơn vị")), *units.items()]
        fields["kind"].choices = [
            ("", _("Giữ loại hiện nay")),
            *((kind.value, kind.label) for kind in WORDS),
        ]

    def clean(self) -> dict[str, Any]:
        """A new unit needs a name and a kind, another one a unit."""
        data = super().clean() or {}
        if data.get("action") == Action.FOUND:
            data["unit"] = None
            if not data.get("name"):
                self.add_error("name", _("Hãy nhập tên của đơn vị mới."))
            if not data.get("kind"):
                self.add_error("kind", _("Hãy chọn loại của đơn vị mới."))
        elif not data.get("unit"):
            self.add_error("unit", _("Hãy chọn đơn vị."))
        return data


class SourceForm(forms.Form):
    """An old unit, or a part of it, that goes to the unit of the line; an empty row is none."""

    quiet_optional = True

    source = forms.TypedChoiceField(
        label=_("Đơn vị cũ"), required=False, coerce=int, empty_value=None
    )
    extent = forms.ChoiceField(label=_("Phạm vi"), choices=Extent.choices, initial=Extent.WHOLE)
    households = count_field(_("Số hộ chuyển"))
    residents = count_field(_("Số nhân khẩu"))

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["source"].choices = [("", _("Không chọn")), *units.items()]

    def clean(self) -> dict[str, Any]:
        """A part says how many households it is."""
        data = super().clean() or {}
        is_part = data.get("source") and data.get("extent") == Extent.PART
        if is_part and data.get("households") is None and "households" not in self.errors:
            self.add_error("households", _("Hãy ghi số hộ của phần chuyển đi."))
        return data


class BaseSources(forms.BaseFormSet):
    """The rows of a line's sources."""

    def clean(self) -> None:
        """One old unit stands in a line once."""
        seen: set[int] = set()
        for form in self.forms:
            unit = getattr(form, "cleaned_data", {}).get("source")
            if unit in seen:
                form.add_error("source", _("Đơn vị này đã có ở dòng trên."))
            if unit:
                seen.add(unit)

    @property
    def chosen(self) -> list[Source]:
        """What was filled in."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("source")]
        return [
            Source(row["source"], row["extent"], row["households"], row["residents"])
            for row in rows
        ]


SourceFormSet = forms.formset_factory(
    SourceForm, formset=BaseSources, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def initial_of(line: ChangeLine | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a line says already, for its form and for the rows of its sources."""
    if line is None:
        return {}, []
    sources = [
        {
            "source": source.source_id,
            "extent": source.extent,
            "households": source.households if source.extent == Extent.PART else None,
            "residents": source.residents if source.extent == Extent.PART else None,
        }
        for source in line.sources.all()
    ]
    fields = ("action", "name", "kind", "note")
    return {name: getattr(line, name) for name in fields} | {"unit": line.unit_id}, sources


class SizesForm(forms.Form):
    """Households and residents of every old unit of a scheme, one pair of fields each."""

    quiet_optional = True

    def __init__(
        self, *args: Any, rows: list[SchemeUnit], names: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.names = names
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        for row in rows:
            name = {"name": names.get(row.unit_id, "")}
            for field, label in (("households", _("Số hộ")), ("residents", _("Số nhân khẩu"))):
                key = f"{field}_{row.unit_id}"
                self.fields[key] = count_field(label)
                self.fields[key].widget.attrs["aria-label"] = f"{label}, {name['name']}"
                self.initial.setdefault(key, getattr(row, field))

    @property
    def table(self) -> list[tuple[str, Any, Any]]:
        """Name and the two fields of each unit."""
        return [
            (
                self.names.get(row.unit_id, ""),
                self[f"households_{row.unit_id}"],
                self[f"residents_{row.unit_id}"],
            )
            for row in self.rows
        ]

    @property
    def sizes(self) -> dict[int, Size]:
        """What was typed, by unit."""
        data = self.cleaned_data
        return {
            row.unit_id: Size(data[f"households_{row.unit_id}"], data[f"residents_{row.unit_id}"])
            for row in self.rows
        }
