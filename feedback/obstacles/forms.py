"""Forms of an obstacle: entering one, and every move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.forms import CountedTextarea, DateInput
from feedback.forms.inputs import GroupedChoiceField
from feedback.models import Obstacle, ObstacleKind
from feedback.models.obstacle import NO_PERSONS
from feedback.obstacles.audience import owners_of
from feedback.obstacles.services import source_of, suggested_due
from people.permissions import Permission
from wards import tree
from wards.models import Decision, DecisionStatus, Level, Unit, UnitVersion

if TYPE_CHECKING:
    from people.models import User

TEXT = 4000
LABEL = 90  # characters of a decision in a list of choices


def text_field(label: Any, *, required: bool = True, longest: int = TEXT, hint: Any = NO_PERSONS):
    """A text box of staff."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=CountedTextarea(rows=4),
        help_text=hint,
    )


def units_of(user: User) -> list[tuple[int, str]]:
    """Where a user may enter an obstacle: the ward itself first, then its khu phố and ấp."""
    reach = user.reach(Permission.OBSTACLE_REPORT)
    versions = UnitVersion.objects.today().filter(
        unit__in=reach.units, unit__level__in=(Level.WARD, Level.NEIGHBORHOOD)
    )
    rows = versions.order_by("unit__level", "sort_key").values_list("unit", "name", "unit__level")
    return [(unit, _named(name, level)) for unit, name, level in rows]


def _named(name: str, level: int) -> str:
    return str(_("%(name)s (chung)") % {"name": name}) if level == Level.WARD else name


class DecisionField(forms.ModelChoiceField):
    """A decision by which some units became what they are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Văn bản sắp xếp liên quan"),
            queryset=Decision.objects.none(),
            required=False,
            empty_label=_("Không rõ hoặc không có"),
            **kwargs,
        )

    def offer(self, unit_ids: list[int], kept: int | None = None) -> None:
        """Let the decisions be chosen that some units came from, and the one chosen before."""
        versions = UnitVersion.objects.filter(unit__in=unit_ids, decision__isnull=False)
        applied = Q(status=DecisionStatus.APPLIED, pk__in=versions.values("decision"))
        found = Decision.objects.filter(applied | Q(pk=kept))
        self.queryset = found.order_by("-applied_on", "-pk")

    def label_from_instance(self, obj: Any) -> str:
        """Number and title, short enough for a list."""
        label = f"{obj.number_shown}: {obj.title}"
        return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


class FactsForm(forms.Form):
    """What hinders, and where."""

    unit = GroupedChoiceField(label=_("Nơi vướng mắc"))
    kind = forms.ModelChoiceField(
        label=_("Loại vướng mắc"),
        queryset=ObstacleKind.objects.offered(),
        empty_label=_("Chọn loại"),
    )
    title = forms.CharField(label=_("Tóm tắt"), max_length=200, help_text=NO_PERSONS)
    description = text_field(_("Mô tả"), hint=_("Việc gì vướng, từ khi nào, đã làm gì, cần gì."))
    decision = DecisionField()

    def offer(self, units: list[tuple[int, str]], kept: int | None = None) -> None:
        """Let these units and their decisions be chosen; the only unit is chosen already."""
        choices: list[tuple[Any, Any]] = [("", _("Chọn nơi vướng mắc")), *units]
        if len(units) == 1:
            choices, self.fields["unit"].initial = [*units], units[0][0]
        self.fields["unit"].choices = choices
        self.fields["decision"].offer([unit for unit, _name in units], kept)

    def clean_unit(self) -> Unit:
        """The unit behind the choice."""
        return Unit.objects.get(pk=self.cleaned_data["unit"])


class OwnerField(forms.ChoiceField):
    """One of those who see to obstacles in a ward."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Người phụ trách"), **kwargs)
        self.users: dict[str, User] = {}

    def offer(self, ward_id: int) -> None:
        """Let anybody of the ward be chosen who may see to it."""
        owners = owners_of(ward_id)
        self.users = {str(user.pk): user for user, _role in owners}
        names = [(str(user.pk), f"{user.get_full_name()} – {role}") for user, role in owners]
        self.choices = [("", _("Chưa giao") if not self.required else _("Chọn người")), *names]

    def clean(self, value: Any) -> User | None:
        """The user behind the choice."""
        return self.users.get(super().clean(value))


class ReportForm(FactsForm):
    """A new obstacle; who sees to the ward's obstacles can give it away at once."""

    owner = OwnerField(required=False)
    due_on = forms.DateField(
        label=_("Hạn giải quyết"),
        required=False,
        widget=DateInput,
        help_text=_("Để trống thì theo số ngày làm việc gợi ý của loại vướng mắc."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(units_of(user))
        wards = user.reach(Permission.OBSTACLE_MANAGE).wards
        if len(wards) == 1:
            self.fields["owner"].offer(next(iter(wards)))
        else:
            del self.fields["owner"], self.fields["due_on"]


class MoveForm(forms.Form):
    """Base: the version of the obstacle that was seen."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, obstacle: Obstacle, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_move_%s")
        super().__init__(*args, **kwargs)
        self.obstacle = obstacle
        self.fields["version"].initial = obstacle.version


class PlainForm(MoveForm):
    """A move that needs no words."""


class NoteForm(MoveForm):
    """A move with a note, if that."""

    note = text_field(_("Ghi chú"), required=False)


class TextForm(MoveForm):
    """A move that is made with words."""

    text = text_field(_("Nội dung"))


class ResolveForm(MoveForm):
    """How it was resolved."""

    resolution = text_field(_("Kết quả giải quyết"))


class PublishForm(MoveForm):
    """What everybody reads."""

    public_text = text_field(
        _("Nội dung công khai"),
        longest=1000,
        hint=_(
            "Mọi người đọc được cùng nơi, loại, trạng thái và ngày. Không ghi thông tin cá nhân."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_text"].initial = self.obstacle.public_text


class DueForm(MoveForm):
    """Base of moves that set the due date; says what the kind suggests, and why."""

    due_on = forms.DateField(label=_("Hạn giải quyết"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = suggested_due(self.obstacle.kind)
        self.fields["due_on"].help_text = _("Gợi ý nếu tính từ hôm nay: %(day)s (%(source)s).") % {
            "day": f"{self.suggested:%d/%m/%Y}",
            "source": source_of(self.obstacle.kind),
        }


class AssignForm(DueForm):
    """To whom an obstacle goes, and until when."""

    owner = OwnerField()
    note = text_field(_("Lời nhắn"), required=False)
    field_order = ["version", "owner", "due_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(self.obstacle.ward_id)
        self.fields["owner"].initial = self.obstacle.owner_id
        self.fields["due_on"].initial = self.obstacle.due_on


class ReopenForm(DueForm):
    """Why it is taken up again, and the new date."""

    reason = text_field(_("Lý do mở lại"))
    field_order = ["version", "reason", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = self.suggested


class CorrectForm(FactsForm, MoveForm):
    """Another khu phố, kind, words or decision."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        obstacle = self.obstacle
        khu_pho = [(place.unit_id, place.name) for place in tree.neighborhoods_of(obstacle.ward)]
        ward = (obstacle.ward_id, _named(str(obstacle.ward), Level.WARD))
        self.offer([ward, *khu_pho], obstacle.decision_id)
        kinds = ObstacleKind.objects.offered() | ObstacleKind.objects.filter(pk=obstacle.kind_id)
        self.fields["kind"].queryset = kinds
        for name in ("unit", "kind", "decision"):
            self.fields[name].initial = getattr(obstacle, f"{name}_id")
        for name in ("title", "description"):
            self.fields[name].initial = getattr(obstacle, name)
