"""What the inbox and the page of a case are asked for besides the moves themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import CountedTextarea, SearchInput
from feedback import actions, reference
from feedback.forms.inputs import GroupedChoiceField
from feedback.forms.staff import TEXT, targets_of
from feedback.models import Case
from people.permissions import Permission

if TYPE_CHECKING:
    from feedback.querysets import CaseQuerySet
    from people.models import User

MOST = 100  # cases given away at once
LONGEST_VERSION = 9  # digits


class CasePageForm(forms.Form):
    """The address of a case page: which action is open, and for a merger into which case."""

    viec = forms.ChoiceField(required=False, choices=[(slug, slug) for slug in actions.ACTIONS])
    vao = forms.CharField(required=False, max_length=30)

    def opened(self) -> actions.Action | None:
        """The action to show opened; none for an unknown one."""
        slug = self.is_valid() and self.cleaned_data["viec"]
        return actions.ACTIONS[slug] if slug else None

    def initial_values(self) -> dict[str, Any]:
        """What the address says for the form."""
        into = self.is_valid() and self.cleaned_data["vao"]
        return {"into": into} if into else {}


class BulkForm(forms.Form):
    """Cases ticked in the inbox, each as reference or reference:version, and the way back."""

    case = forms.MultipleChoiceField(
        error_messages={"required": _("Xin chọn ít nhất một phản ánh.")}
    )
    target = GroupedChoiceField(
        label=_("Giao cho"), error_messages={"required": _("Xin chọn người hoặc khu phố để giao.")}
    )
    note = forms.CharField(
        label=_("Lời nhắn cho người nhận"),
        required=False,
        max_length=TEXT,
        widget=CountedTextarea(rows=2),
    )
    back = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.targets: dict[str, dict[str, Any]] = {}
        self.fields["case"].valid_value = lambda value: True  # looked up in `clean_case`
        for ward_id in sorted(user.reach(Permission.CASE_ASSIGN).wards)[:1]:
            self.targets, self.fields["target"].choices = targets_of(ward_id)

    def clean_case(self) -> list[tuple[Case, int]]:
        """The cases in reach, each with the version that was seen (now, where none was)."""
        typed = dict(value.partition(":")[::2] for value in self.cleaned_data["case"])
        if len(typed) > MOST:
            message = _("Mỗi lần giao nhiều nhất %(most)d phản ánh.")
            raise ValidationError(message, code="many", params={"most": MOST})
        cases = Case.objects.visible_to(self.user, Permission.CASE_ASSIGN)
        found = list(cases.filter(reference__in=typed).for_list().order_by("due_at", "pk"))
        if len(found) < len(typed):
            raise ValidationError(_("Có phản ánh không còn trong phạm vi của ông/bà."), code="gone")
        return [(case, _version(typed[case.reference], case)) for case in found]

    def clean_target(self) -> dict[str, Any]:
        """The service's argument for the choice."""
        return self.targets[self.cleaned_data["target"]]

    def clean_back(self) -> str:
        """Query of the inbox to return to; never another address."""
        return QueryDict(self.cleaned_data["back"]).urlencode()

    @property
    def chosen(self) -> list[tuple[Case, int]]:
        """The cases, once they have been looked up; also where the holder is still missing."""
        return getattr(self, "cleaned_data", {}).get("case", [])

    @property
    def way_back(self) -> str:
        """The query of the inbox one came from."""
        return getattr(self, "cleaned_data", {}).get("back", "")

    def target_label(self) -> str:
        """Who was chosen, in the words of the choice."""
        wanted = self["target"].value()
        groups = self.fields["target"].choices
        return next(
            (str(label) for _group, rows in groups for key, label in rows if key == wanted), ""
        )


def _version(typed: str, case: Case) -> int:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_VERSION
    return int(typed) if is_number else case.version


class SentAwayForm(forms.Form):
    """A search in what was sent away: by reference only, for that is all the ward keeps of it."""

    q = forms.CharField(
        label=_("Tìm theo mã phản ánh"), required=False, max_length=30, widget=SearchInput
    )

    def clean_q(self) -> str:
        """The reference as it is stored; empty for no search."""
        typed = self.cleaned_data["q"]
        return reference.normalise(typed) if typed else ""

    def found(self, cases: CaseQuerySet) -> CaseQuerySet:
        """The cases that are asked for; none for a reference that cannot be one."""
        if not self.is_valid():
            return cases.none()
        wanted = self.cleaned_data["q"]
        return cases.filter(reference=wanted) if wanted else cases
