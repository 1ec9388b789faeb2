"""The one filter of the inbox: page, fragment and links ask it, and nothing else reads the address."""

from __future__ import annotations

import datetime
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock, wall
from core.forms import DateInput, SearchInput
from core.paging import Seeking
from feedback import holders, reference
from feedback.forms.inputs import CategoryChoiceField
from feedback.models import Case, CaseKind, Category, Channel
from feedback.querysets import words_query
from feedback.workflow import FRESH, OPEN, WAITING, Status
from people.permissions import Permission
from wards import tree
from wards.models import Level, UnitVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedback.querysets import CaseQuerySet
    from people.models import User

GROUPS: dict[str, tuple[Any, frozenset[Status]]] = {
    "fresh": (_("Mới nhận"), FRESH),
    "working": (_("Đang xử lý"), OPEN - FRESH - WAITING),
    "waiting": (_("Chờ bổ sung"), WAITING),
    "done": (_("Đã trả lời, kết thúc"), frozenset({Status.ANSWERED, Status.CLOSED})),
    "other": (
        _("Không tiếp nhận, hướng dẫn, gộp"),
        frozenset({Status.REJECTED, Status.REFERRED, Status.MERGED}),
    ),
    "all": (_("Mọi trạng thái"), frozenset(Status)),
}
DUE = [
    ("late", _("Trễ hạn")),
    ("today", _("Hết hạn hôm nay")),
    ("week", _("Hết hạn trong 7 ngày")),
    ("month", _("Đã trả lời trong tháng này")),
]
SORTS = [("due", _("Hạn gần nhất")), ("newest", _("Mới nhất")), ("oldest", _("Cũ nhất"))]
NO_KHU_PHO = "none"
CURSORS = ("after", "before")  # of pages (core.paging)
LONGEST_ID = 18  # digits; a longer one is no number of a unit
FIRST_FIELDS = ("q", "unit", "assignee", "status")


class Place(NamedTuple):
    """Where one inbox lies: the places one can choose from, and the one ward if it is one."""

    choices: list[tuple[int, str]]
    ward_id: int | None
    label: Any
    khu_pho: tuple[UnitVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: what it is, what it says, and the address without it."""

    name: str
    label: Any
    value: Any
    remove: str


class CategoryFilter(django_filters.ModelChoiceFilter):
    """Any category there ever was; the list of them is kept for a minute."""

    field_class = CategoryChoiceField


class CaseFilterForm(forms.Form):
    """Checks the filters against each other."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("since"), values.get("until")
        if first and last and first > last:
            self.add_error("until", _("Ngày cuối phải sau hoặc bằng ngày đầu."))
        return values


class CaseFilterSet(django_filters.FilterSet):
    """What an official looks for. Without a state it shows what is open."""

    q = django_filters.CharFilter(
        label=_("Tìm (không cần dấu)"),
        method="by_words",
        max_length=200,
        widget=SearchInput({"placeholder": _("Nội dung, nơi, mã")}),
    )
    unit = django_filters.ChoiceFilter(label=_("Khu phố, ấp"), method="by_unit")
    assignee = django_filters.ChoiceFilter(
        label=_("Người xử lý"), method="by_assignee", empty_label=_("Mọi người")
    )
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        method="by_group",
        choices=[(name, label) for name, (label, _states) in GROUPS.items()],
        empty_label=_("Đang mở"),
    )
    due = django_filters.ChoiceFilter(
        label=_("Hạn"), method="by_due", choices=DUE, empty_label=_("Mọi hạn")
    )
    category = CategoryFilter(
        label=_("Loại việc"),
        queryset=Category.objects.order_by("order", "name"),
        empty_label=_("Mọi loại việc"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Loại đơn"), choices=CaseKind.choices, empty_label=_("Mọi loại đơn")
    )
    channel = django_filters.ChoiceFilter(
        label=_("Kênh"), choices=Channel.choices, empty_label=_("Mọi kênh")
    )
    since = django_filters.DateFilter(label=_("Nhận từ ngày"), method="nothing", widget=DateInput)
    until = django_filters.DateFilter(label=_("Nhận đến ngày"), method="nothing", widget=DateInput)
    sort = django_filters.ChoiceFilter(
        label=_("Sắp xếp"), method="nothing", choices=SORTS, empty_label=None, null_label=None
    )

    data: Any

    class Meta:
        model = Case
        form = CaseFilterForm
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.place = place_of(user)
        if self.place.ward_id and self.data.get("unit") == str(self.place.ward_id):
            # A link for whoever watches several wards; here it is all there is.
            self.data = {name: value for name, value in self.data.items() if name != "unit"}
        unknown = [(NO_KHU_PHO, _("Chưa rõ khu phố, ấp"))] if self.place.ward_id else []
        choices = [*self.place.choices, *self._named(user)]
        self.filters["unit"].extra |= {
            "choices": unknown + [(str(unit), name) for unit, name in choices],
            "empty_label": _("Mọi phường, xã") if self.shows_ward else _("Mọi khu phố, ấp"),
        }
        self.filters["unit"].label = self.place.label
        if len(self.place.choices) <= 1:
            del self.filters["unit"]
        if user.may(Permission.CASE_ANSWER):
            self.filters["assignee"].extra["choices"] = [
                ("me", _("Giao cho tôi")),
                ("none", _("Chưa giao")),
            ]
        else:
            del self.filters["assignee"]

    def _named(self, user: User) -> list[tuple[int, str]]:
        """A khu phố that a link names (from the boards), where one chooses among wards."""
        asked = self.data.get("unit") or ""
        is_number = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_ID
        if not is_number or self.place.ward_id is not None:
            return []
        unit_id = int(asked)
        if unit_id in dict(self.place.choices) or unit_id not in user.reach(Permission.CASE_VIEW):
            return []
        return list(tree.path_labels([unit_id]).items())

    @property
    def shows_ward(self) -> bool:
        """Whether the rows lie in more than one ward."""
        return self.place.ward_id is None

    @classmethod
    def schema_fields(cls) -> dict[str, forms.Field]:
        """The filters as fields of a form, without what depends on the reader; and the cursors."""
        cursors = {name: forms.CharField(required=False) for name in CURSORS}
        filters = deepcopy(cls.base_filters)  # a filter keeps the field it once made
        return {name: one.field for name, one in filters.items()} | cursors

    def offer_officials(self, officials: list[tuple[str, str]]) -> None:
        """Let the filter choose among the ward's officials; must precede the first use of `form`."""
        if "assignee" in self.filters:
            self.filters["assignee"].extra["choices"] += officials

    @classmethod
    def shows_only_open(cls, data: Mapping[str, Any]) -> bool:
        """Whether all that an address can show are open cases, nobody looks for words in them, and
        nothing stands in it that no inbox knows."""
        group = data.get("status") or "working"
        is_open = group in GROUPS and GROUPS[group][1] <= OPEN and data.get("due") != "month"
        is_known = set(data) <= {*cls.base_filters, *CURSORS}
        return is_open and is_known and not data.get("q")

    # What each filter means

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        values = self.form.cleaned_data
        cases = super().filter_queryset(queryset)
        if not (values.get("status") or values.get("due") == "month"):
            cases = cases.open()
        return cases.received_between(values.get("since"), values.get("until"))

    def nothing(self, cases: CaseQuerySet, _name: str, _value: Any) -> CaseQuerySet:
        """Looked at in `filter_queryset` or by the page."""
        return cases

    def by_words(self, cases: CaseQuerySet, _name: str, words: str) -> CaseQuerySet:
        return cases.search(words)

    def by_unit(self, cases: CaseQuerySet, _name: str, unit_id: str) -> CaseQuerySet:
        return cases.without_khu_pho() if unit_id == NO_KHU_PHO else cases.at_unit(int(unit_id))

    def by_assignee(self, cases: CaseQuerySet, _name: str, who: str) -> CaseQuerySet:
        if who == "none":
            return cases.unassigned()
        return cases.held_by(self.user) if who == "me" else cases.filter(assignee=int(who))

    def by_group(self, cases: CaseQuerySet, _name: str, group: str) -> CaseQuerySet:
        return cases if group == "all" else cases.in_states(GROUPS[group][1])

    def by_due(self, cases: CaseQuerySet, _name: str, due: str) -> CaseQuerySet:
        now = clock.now()
        if due == "late":
            return cases.overdue(now)
        if due == "month":
            return cases.answered_between(*month_of(now))
        days = 1 if due == "today" else 7
        return cases.due_between(now, _midnight_after(now, days))

    # What the page shows of it

    @cached_property
    def exact(self) -> str:
        """The reference that was typed into the search box, if it is one; else empty."""
        try:
            return reference.normalise(self._value("q"))
        except ValidationError:
            return ""

    @property
    def seeking(self) -> Seeking | None:
        """The words that a page looks for by itself among its `rows` (see `core.paging`).

        Behind the database's own wall PostgreSQL does not use the index of words (it might tell of
        rows it hides), so they are looked for outside, among what `visible_to` lets through.
        """
        query = words_query(self._value("q"))
        return Seeking(query, "search_vector", wall.lifted()) if query else None

    @property
    def rows(self) -> CaseQuerySet:
        """The rows under all filters; without the words where a page looks for them (`seeking`)."""
        if self.seeking is None:
            return self.qs
        values = self.form.cleaned_data
        words, values["q"] = values["q"], ""
        found = self.filter_queryset(self.queryset.all())
        values["q"] = words
        return found

    @property
    def order(self) -> str:
        """How the rows stand; by due time only while they are open."""
        wanted = self._value("sort")
        if self._value("status") in {"done", "other", "all"} or self._value("due") == "month":
            return wanted if wanted == "oldest" else "newest"
        return wanted or "due"

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the address that drops it."""
        return [
            Chip(name, self.form.fields[name].label, self._said(name), self.address(**{name: None}))
            for name in self.params
            if name != "sort"
        ]

    @cached_property
    def params(self) -> dict[str, str]:
        """The valid filters in use, as they stand in the address."""
        if not self.is_bound or not self.form.is_valid():
            valid = getattr(self.form, "cleaned_data", {})
        else:
            valid = self.form.cleaned_data
        return {name: self._raw(name) for name, value in valid.items() if value not in (None, "")}

    def address(self, **changes: str | None) -> str:
        """This list with some filters changed (None drops one), from its first page on."""
        params = {name: value for name, value in (self.params | changes).items() if value}
        return f"?{urlencode(params)}"

    @property
    def first_fields(self) -> list[Any]:
        """The fields that are always in view, the search box first."""
        return [self.form[name] for name in FIRST_FIELDS if name in self.form.fields]

    @property
    def extra_fields(self) -> list[Any]:
        """The fields that are folded away until somebody wants them."""
        return [field for field in self.form if field.name not in FIRST_FIELDS]

    @property
    def shown(self) -> tuple[Any, ...]:
        """All that the drawn filters depend on, besides language and address: choices and values."""
        choices = {name: one.extra.get("choices", ()) for name, one in self.filters.items()}
        return (
            *(f"{name}={self.data.get(name, '')}" for name in self.filters),
            *(pair for name in ("unit", "assignee") for pair in choices.get(name, ())),
            *iter(
                self.form.fields["category"].choices
            ),  # unpacked itself, it counts its rows first
            str(self.place.label),
            self.shows_ward,
        )

    @property
    def extra_in_use(self) -> bool:
        """Whether what is folded away says something, or is wrong."""
        return any(field.name in self.params or field.errors for field in self.extra_fields)

    @property
    def active(self) -> int:
        """How many filters are in use besides the search box."""
        return sum(chip.name != "q" for chip in self.chips)

    @property
    def query(self) -> str:
        """The filters in use as the query of an address."""
        return urlencode(self.params)

    @property
    def everywhere(self) -> str:
        """The same search over every state."""
        return self.address(status="all", due=None)

    def _raw(self, name: str) -> str:
        return str(self.form[name].value() or "")

    def _value(self, name: str) -> str:
        return self.params.get(name, "")

    def _said(self, name: str) -> Any:
        value, field = self.form.cleaned_data[name], self.form.fields[name]
        choices = getattr(field, "choices", None)
        if choices is None or isinstance(value, Category):
            return self._raw(name) if choices is None else value
        return dict(choices).get(value, value)


def place_of(user: User, permission: str = Permission.CASE_VIEW) -> Place:
    """The places a user's cases (or what else a permission is about) can lie in; one query."""
    reach = user.reach(permission)
    if reach.neighborhoods and not reach.wards:
        names = _names(UnitVersion.objects.filter(unit__in=reach.neighborhoods))
        return Place(names, 0, _("Khu phố, ấp"))
    if len(reach.wards) == 1:
        ward_id = next(iter(reach.wards))
        khu_pho = tuple(holders.places_in(ward_id))
        names = [(place.unit_id, place.name) for place in khu_pho]
        return Place(names, ward_id, _("Khu phố, ấp"), khu_pho)
    wards = UnitVersion.objects.today().filter(unit__level=Level.WARD)
    ids = wards.values_list("unit", flat=True) if reach.everywhere else reach.wards
    labels = tree.path_labels(ids)
    return Place(sorted(labels.items(), key=lambda item: item[1]), None, _("Phường, xã"))


def month_of(now: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """The city's calendar month that a moment lies in, as [start, end)."""
    first = clock.local(now).date().replace(day=1)
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    return clock.at(first, datetime.time.min), clock.at(following, datetime.time.min)


def _names(versions: Any) -> list[tuple[int, str]]:
    return list(versions.today().order_by("sort_key").values_list("unit", "name"))


def _midnight_after(now: datetime.datetime, days: int) -> datetime.datetime:
    day = clock.local(now).date() + datetime.timedelta(days=days)
    return clock.at(day, datetime.time.min)
