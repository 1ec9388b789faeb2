"""Forms of directives: drafting, recipients, and every move of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core import clock
from core.calendar import WorkingCalendar
from core.forms import WRONG_DAY, CountedTextarea, DateInput, SearchInput, file_field
from reports.directives import timing
from reports.directives.audience import answerers_of
from reports.directives.workflow import Urgency
from reports.models import Directive, DirectiveTask
from reports.models.directive import WHOLE
from wards.models import Unit

if TYPE_CHECKING:
    from people.models import User
    from reports.directives.places import Group

USUAL_DAYS = 5  # working days that a new directive suggests
NO_PERSONS = _("Không ghi thông tin cá nhân của người dân.")
ALL, NONE, DROP, FIND, CLEAR = "all", "none", "drop", "find", "clear"


class DueForm(forms.Form):
    """Base of forms that set the due date."""

    due_on = forms.DateField(
        label=_("Hạn trả lời"),
        widget=DateInput,
        error_messages=WRONG_DAY,
        help_text=_("Một ngày làm việc. Các đơn vị được nhắc trước hạn 2 ngày làm việc."),
    )

    def clean_due_on(self) -> Any:
        """A working day from today on."""
        due_on = self.cleaned_data["due_on"]
        try:
            timing.require_working_day(due_on)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return due_on


class DirectiveForm(DueForm):
    """What a directive says; number and day may wait until it is signed."""

    issuer = forms.TypedChoiceField(label=_("Nơi ban hành"), coerce=int)
    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ: 125/UBND-NV. Có thể điền sau, trước khi phát hành."),
    )
    signed_on = forms.DateField(
        label=_("Ngày ký"), widget=DateInput, error_messages=WRONG_DAY, required=False
    )
    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=300,
        help_text=_("Ví dụ: V/v rà soát nơi sinh hoạt của khu phố sau sắp xếp."),
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL)
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=20_000,
        widget=CountedTextarea(rows=12),
        help_text=_("Cần làm gì, báo lại những gì. Không ghi thông tin cá nhân của người dân."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("issuer", "number", "signed_on", "subject", "urgency", "due_on", "text")

    def __init__(self, *args: Any, issuers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["issuer"].choices = issuers
        if len(issuers) == 1:
            fields["issuer"].initial = issuers[0][0]
            fields["issuer"].widget = forms.HiddenInput()
        today = clock.today()
        self.initial.setdefault("due_on", WorkingCalendar.load().day_after(today, USUAL_DAYS))

    @classmethod
    def of(cls, directive: Directive, data: Any = None) -> DirectiveForm:
        """The form of a draft that is there; who issues it stays."""
        names = ("number", "signed_on", "subject", "urgency", "due_on", "text", "version")
        initial = {name: getattr(directive, name) for name in names}
        form = cls(data, issuers=[], initial=initial)
        del form.fields["issuer"]
        return form

    def clean_signed_on(self) -> Any:
        """No letter is signed tomorrow."""
        day = self.cleaned_data["signed_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày ký không thể ở tương lai."))
        return day

    def clean_issuer(self) -> Unit:
        """The unit behind the choice."""
        return Unit.objects.get(pk=self.cleaned_data["issuer"])


class WordsForm(forms.Form):
    """Words that a list of units is looked through by."""

    q = forms.CharField(required=False, max_length=100)

    @property
    def words(self) -> str:
        """What was typed; nothing for nonsense."""
        return self.cleaned_data["q"] if self.is_valid() else ""


class RecipientsForm(forms.Form):
    """Which of the units on the page are ticked, and which button was pressed.

    `press` is empty for "save"; "all" and "none" are about everything shown, "add:7" and "drop:7"
    about the group 7, "find" looks for `words`, "clear" for nothing; all of them keep the other ticks.
    """

    words = forms.CharField(
        label=_("Tìm đơn vị hoặc quận, huyện"),
        required=False,
        max_length=100,
        widget=SearchInput({"placeholder": _("Không cần gõ dấu")}),
    )
    units = forms.TypedMultipleChoiceField(coerce=int, required=False)
    press = forms.RegexField(r"^(all|none|find|clear|(add|drop):\d{1,18})$", required=False)

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        shown = [(place.unit_id, place.name) for group in groups for place in group.places]
        fields: dict[str, Any] = self.fields
        fields["units"].choices = shown

    @property
    def shown(self) -> set[int]:
        """The units on the page."""
        return {place.unit_id for group in self.groups for place in group.places}

    @property
    def search(self) -> str:
        """What the next page is to look for."""
        words = {FIND: self.cleaned_data["words"], CLEAR: ""}
        return words.get(self.cleaned_data["press"], self.initial.get("words", ""))

    @property
    def chosen(self) -> set[int]:
        """The units that are to be ticked after the press."""
        ticked = set(self.cleaned_data["units"])
        press, _colon, number = self.cleaned_data["press"].partition(":")
        if press in (ALL, NONE):
            return self.shown if press == ALL else set()
        group = {
            place.unit_id
            for group in self.groups
            if str(group.unit_id) == number
            for place in group.places
        }
        return ticked - group if press == DROP else ticked | group


class PaperForm(forms.Form):
    """A file to be put to a draft."""

    title = forms.CharField(label=_("Tên văn bản"), max_length=200)
    file = file_field()


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=2000, widget=CountedTextarea(rows=4), help_text=NO_PERSONS
    )


class ExtendForm(DueForm, ReasonForm):
    """A later day, and why."""


class VersionForm(forms.Form):
    """The version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


# --- Moves of a task ------------------------------------------------------------------------------


class MoveForm(forms.Form):
    """Base: the version of the task that was seen."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, task: DirectiveTask, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_move_%s")
        super().__init__(*args, **kwargs)
        self.task = task
        self.fields["version"].initial = task.version


class PlainForm(MoveForm):
    """A move that needs no words."""


class AcceptForm(MoveForm):
    """Perhaps a word of thanks."""

    note = forms.CharField(
        label=_("Lời nhắn"), required=False, max_length=2000, widget=CountedTextarea(rows=3)
    )


class BackForm(ReasonForm, MoveForm):
    """Why an answer is returned, or none is needed."""


class AssignForm(MoveForm):
    """To whom a task goes."""

    assignee = forms.ChoiceField(label=_("Người thực hiện"))
    note = forms.CharField(
        label=_("Lời nhắn"), required=False, max_length=2000, widget=CountedTextarea(rows=3)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = answerers_of(self.task)
        self.users: dict[str, User] = {str(user.pk): user for user, _role in people}
        fields: dict[str, Any] = self.fields
        fields["assignee"].choices = [
            ("", _("Chọn người")),
            *((str(user.pk), f"{user.get_full_name()} – {role}") for user, role in people),
        ]
        fields["assignee"].initial = self.task.assignee_id

    def clean_assignee(self) -> User:
        """The user behind the choice."""
        return self.users[self.cleaned_data["assignee"]]


class ProgressForm(MoveForm):
    """How far it is."""

    text = forms.CharField(
        label=_("Đã làm đến đâu"),
        max_length=4000,
        widget=CountedTextarea(rows=4),
        help_text=NO_PERSONS,
    )
    percent = forms.IntegerField(
        label=_("Tiến độ (%)"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(WHOLE)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages={"invalid": _("Hãy nhập số từ 0 đến 100.")},
    )
    file = file_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["percent"].initial = self.task.percent or None


class AnswerForm(MoveForm):
    """The answer."""

    text = forms.CharField(
        label=_("Nội dung trả lời"),
        max_length=10_000,
        widget=CountedTextarea(rows=6),
        help_text=NO_PERSONS,
    )
    file = file_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = self.task.answer
