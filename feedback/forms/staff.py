"""What officials type when they move a case; one form a move.

Every form knows its case and its reader, carries the version of the case that the page showed, and
hands the arguments of its service in `arguments`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import text as texts
from core.forms import CountedTextarea
from feedback import holders, reference
from feedback.forms.inputs import GroupedChoiceField
from feedback.models import Case, CaseKind, Category
from people.permissions import Permission
from wards import tree
from wards.models import Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User

KIND_WORDS = frozenset(["phuong", "xa", "thi", "tran", "dac", "khu"])
TEXT = 4000  # characters; the event that keeps it has room for a heading besides


def internal(label: Any = "") -> forms.CharField:
    """A box for what only colleagues read; may stay empty."""
    return forms.CharField(
        label=label or _("Ghi chú nội bộ"),
        required=False,
        max_length=TEXT,
        widget=CountedTextarea(rows=2),
        help_text=_("Chỉ cán bộ đọc được."),
    )


def public(label: Any, help_text: Any = "", rows: int = 5) -> forms.CharField:
    """A box for what the citizen reads."""
    return forms.CharField(
        label=label, max_length=TEXT, widget=CountedTextarea(rows=rows), help_text=help_text
    )


class Step(forms.Form):
    """Which button was pressed: insert a ready text, look first, change again, or (none) do it."""

    step = forms.ChoiceField(
        required=False,
        choices=[("insert", ""), ("preview", ""), ("edit", ""), ("send", "")],
        widget=forms.HiddenInput,
    )

    def pressed(self) -> str:
        """The button, "send" where none was named or the name is none of ours."""
        return (self.is_valid() and self.cleaned_data["step"]) or "send"


class MoveForm(forms.Form):
    """Base: the version of the case that was seen; `by` and `case` go to the service as they are."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    fills = ""  # the text box into which a ready text goes

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_move_%s")
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.fields["version"].initial = case.version

    def begun(self) -> MoveForm:
        """The same form, opened just now: its first field takes the focus."""
        self.visible_fields()[0].field.widget.attrs["autofocus"] = True
        return self

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the service."""
        return dict(self.cleaned_data)

    def with_ready_text(self) -> MoveForm:
        """The same form, not yet judged, with the chosen ready text in its box."""
        data = self.data.copy()
        chosen = self.fields["template"].text_of(data.get(self.add_prefix("template"), ""))
        name = self.add_prefix(self.fills)
        data[name] = "\n\n".join(filter(None, [data.get(name, "").strip(), chosen]))
        return type(self)(case=self.case, user=self.user, initial=data.dict())


class TriageForm(MoveForm):
    """What a case is about, what it is in law, where it lies."""

    category = forms.ModelChoiceField(
        label=_("Loại việc"), queryset=Category.objects.offered(), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Loại đơn"),
        choices=CaseKind.choices,
        help_text=_("Khiếu nại, tố cáo được bảo mật ngay và rút khỏi khu phố, ấp."),
    )
    unit = GroupedChoiceField(label=_("Nơi xảy ra"))
    place = forms.CharField(label=_("Địa điểm cụ thể"), max_length=200, required=False)
    note = internal()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        places = tree.neighborhoods_of(case.ward)
        self.units = {str(place.unit_id): place.unit for place in places}
        self.units[str(case.unit_id)] = case.unit
        names = [(str(place.unit_id), place.name) for place in places]
        if str(case.unit_id) not in dict(names):
            names.insert(0, (str(case.unit_id), str(case.unit)))
        if case.ward_id != case.unit_id:
            self.units[str(case.ward_id)] = case.ward
            names.insert(0, (str(case.ward_id), _("Chưa rõ khu phố, ấp")))
        self.fields["unit"].choices = names
        for name in ("category", "kind", "unit", "place"):
            value = getattr(case, f"{name}_id", None) or getattr(case, name)
            self.fields[name].initial = value

    def clean_unit(self) -> Unit:
        """The unit behind the choice."""
        return self.units[self.cleaned_data["unit"]]


class AssignForm(MoveForm):
    """To whom a case goes: one of the ward's officials, or a khu phố."""

    target = GroupedChoiceField(label=_("Giao cho"))
    note = internal(_("Lời nhắn cho người nhận"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        self.targets, field.choices = targets_of(
            self.case.ward_id, with_khu_pho=not self.case.is_sealed
        )
        field.initial = target_key(self.case)

    def clean_target(self) -> dict[str, Any]:
        """The service's argument for the choice."""
        return self.targets[self.cleaned_data["target"]]

    def arguments(self) -> dict[str, Any]:
        """`assignee` or `unit` in the place of `target`."""
        values = super().arguments()
        return values.pop("target") | values


class NotedForm(MoveForm):
    """A move that needs no more than a note, if that."""

    note = internal()


class NoteForm(MoveForm):
    """A note for colleagues."""

    note = forms.CharField(
        label=_("Ghi chú nội bộ"),
        max_length=TEXT,
        widget=CountedTextarea(rows=4),
        help_text=_("Chỉ cán bộ đọc được; người gửi không thấy."),
    )


class ForwardForm(MoveForm):
    """Another ward, by its name."""

    ward = forms.CharField(
        label=_("Phường, xã nhận"),
        max_length=120,
        help_text=_("Gõ tên, không cần dấu; thêm tên quận, huyện nếu trùng tên."),
        widget=forms.TextInput(attrs={"list": "wards", "autocomplete": "off"}),
    )
    reason = public(_("Lý do chuyển (người gửi đọc được)"), rows=3)
    note = internal(_("Lời nhắn cho nơi nhận"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wards = UnitVersion.objects.today().filter(unit__level=Level.WARD)
        ids = wards.exclude(unit=self.case.ward_id).values_list("unit", flat=True)
        self.labels = dict(sorted(tree.path_labels(ids).items(), key=lambda item: item[1]))

    def clean_ward(self) -> Unit:
        """The one ward whose name holds every word typed."""
        typed = texts.fold(self.cleaned_data["ward"])
        same = [pk for pk, label in self.labels.items() if texts.fold(label) == typed]
        found = same or [pk for pk, label in self.labels.items() if _is_named(label, typed)]
        if not found:
            raise ValidationError(_("Không có phường, xã nào khác mang tên này."), code="none")
        if len(found) > 1:
            names = "; ".join(self.labels[pk] for pk in found[:5])
            raise ValidationError(
                _("Có %(count)d nơi trùng tên: %(names)s. Xin gõ rõ hơn."),
                code="many",
                params={"count": len(found), "names": names},
            )
        return Unit.objects.get(pk=found[0])


def _is_named(label: str, typed: str) -> bool:
    """Whether a full name holds every word typed, one of them being of the ward's own name."""
    own, _comma, _above = texts.fold(label).partition(",")
    words = set(typed.replace(",", " ").split())
    return words <= set(texts.fold(label).replace(",", " ").split()) and bool(
        words & (set(own.split()) - KIND_WORDS)
    )


class MergeForm(MoveForm):
    """The case on the same matter."""

    into = forms.CharField(
        label=_("Gộp vào phản ánh mã"),
        max_length=30,
        help_text=_("Mã của một phản ánh đang mở cùng phường, xã, ví dụ KP-7QD4-M2XJ."),
    )
    note = internal()

    def clean_into(self) -> Case:
        """An own case by its reference; a foreign one does not exist."""
        wanted = reference.normalise(self.cleaned_data["into"])
        cases = Case.objects.visible_to(self.user, Permission.CASE_TRIAGE)
        found = cases.filter(reference=wanted).first()
        if found is None:
            raise ValidationError(
                _("Không tìm thấy phản ánh đang mở nào của phường, xã mang mã này."), code="none"
            )
        return found


def targets_of(
    ward_id: int, *, with_khu_pho: bool = True
) -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """Who can be given cases of a ward: arguments of the service by key, and grouped choices."""
    officials, khu_pho = holders.of_ward(ward_id)
    return targets_in(officials, khu_pho if with_khu_pho else [])


def targets_in(
    officials: list[holders.Official], khu_pho: list[holders.KhuPho]
) -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """`targets_of` for holders that are known already."""
    people = [(f"n{o.user.pk}", f"{o.user.get_full_name()} – {o.role}") for o in officials]
    places = [(f"k{k.unit.pk}", f"{k.name} – {k.head}") for k in khu_pho]
    targets: dict[str, dict[str, Any]] = {f"n{o.user.pk}": {"assignee": o.user} for o in officials}
    targets |= {f"k{k.unit.pk}": {"unit": k.unit} for k in khu_pho}
    groups = [(_("Cán bộ phường, xã"), people), (_("Khu phố, ấp"), places)]
    return targets, [(label, rows) for label, rows in groups if rows]


def target_key(case: Case) -> str:
    """The key of who holds a case now; empty if nobody."""
    if case.assignee_id:
        return f"n{case.assignee_id}"
    return f"k{case.assigned_unit_id}" if case.assigned_unit_id else ""
