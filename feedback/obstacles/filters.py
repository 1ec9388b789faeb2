"""The filter of the list of obstacles; nothing else reads its address."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import SearchInput
from feedback.filters import CategoryFilter, place_of
from feedback.models import Obstacle, ObstacleKind
from feedback.obstacles.audience import owners_of
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.obstacles.workflow import SETTLED, State
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User

NO_KHU_PHO = "none"
WEEK = datetime.timedelta(days=7)


class ObstacleFilterSet(django_filters.FilterSet):
    """What somebody looks for. Without a state it shows what is not settled."""

    q = django_filters.CharFilter(
        label=_("Tìm vướng mắc (không cần dấu)"),
        method="by_words",
        max_length=200,
        widget=SearchInput({"placeholder": _("Nội dung hoặc số")}),
    )
    state = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        method="by_state",
        choices=[
            *State.choices,
            ("settled", _("Đã giải quyết, kết thúc")),
            ("all", _("Mọi trạng thái")),
        ],
        empty_label=_("Chưa giải quyết"),
    )
    kind = CategoryFilter(
        label=_("Loại vướng mắc"),
        queryset=ObstacleKind.objects.order_by("order", "name"),
        empty_label=_("Mọi loại"),
    )
    unit = django_filters.ChoiceFilter(label=_("Khu phố, ấp"), method="by_unit")
    due = django_filters.ChoiceFilter(
        label=_("Hạn"),
        method="by_due",
        choices=[("late", _("Trễ hạn")), ("week", _("Trong 7 ngày tới"))],
        empty_label=_("Mọi hạn"),
    )
    owner = django_filters.ChoiceFilter(
        label=_("Người phụ trách"), method="by_owner", empty_label=_("Mọi người")
    )

    class Meta:
        model = Obstacle
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, clock.today()
        self.place = place_of(user, Permission.OBSTACLE_VIEW)
        whole = [(NO_KHU_PHO, _("Cả phường, xã"))] if self.place.ward_id else []
        self.filters["unit"].label = self.place.label
        self.filters["unit"].extra |= {
            "choices": whole + [(str(unit), name) for unit, name in self.place.choices],
            "empty_label": _("Mọi phường, xã") if self.shows_ward else _("Mọi nơi"),
        }
        if len(self.place.choices) <= 1:
            del self.filters["unit"]
        self._offer_owners()

    def _offer_owners(self) -> None:
        if not (self.user.may(Permission.OBSTACLE_MANAGE) and self.place.ward_id):
            del self.filters["owner"]
            return
        owners = [
            (str(user.pk), user.get_full_name()) for user, _role in owners_of(self.place.ward_id)
        ]
        choices = [("me", _("Tôi")), ("none", _("Chưa giao")), *owners]
        self.filters["owner"].extra["choices"] = choices

    @property
    def shows_ward(self) -> bool:
        """Whether the rows lie in more than one ward."""
        return self.place.ward_id is None

    def filter_queryset(self, queryset: ObstacleQuerySet) -> ObstacleQuerySet:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.unsettled()

    def by_words(self, found: ObstacleQuerySet, _name: str, words: str) -> ObstacleQuerySet:
        return found.search(words)

    def by_state(self, found: ObstacleQuerySet, _name: str, state: str) -> ObstacleQuerySet:
        if state == "all":
            return found
        return found.filter(state__in=sorted(SETTLED) if state == "settled" else [state])

    def by_unit(self, found: ObstacleQuerySet, _name: str, unit: str) -> ObstacleQuerySet:
        return found.of_the_ward() if unit == NO_KHU_PHO else found.at_unit(int(unit))

    def by_due(self, found: ObstacleQuerySet, _name: str, due: str) -> ObstacleQuerySet:
        if due == "late":
            return found.late(self.today)
        return found.due_between(self.today, self.today + WEEK)

    def by_owner(self, found: ObstacleQuerySet, _name: str, who: str) -> ObstacleQuerySet:
        if who == "none":
            return found.filter(owner__isnull=True)
        return found.filter(owner=self.user if who == "me" else int(who))

    @property
    def order(self) -> list[str]:
        """The most late first; what is settled by the day it was entered, the newest first."""
        is_settled = self.params.get("state") in {*SETTLED, "settled", "all"}
        return ["-reported_at"] if is_settled else ["due_on"]

    @cached_property
    def params(self) -> dict[str, str]:
        """The valid filters in use, as they stand in the address."""
        if self.is_bound:
            self.form.is_valid()
        valid = getattr(self.form, "cleaned_data", {})
        said = {name: str(self.form[name].value() or "") for name in valid}
        return {name: value for name, value in said.items() if value and valid[name]}

    def address(self, **changes: str | None) -> str:
        """This list with some filters changed (None drops one), from its first page on."""
        params = {name: value for name, value in (self.params | changes).items() if value}
        return f"?{urlencode(params)}"

    @property
    def active(self) -> int:
        """How many filters are in use besides the search box."""
        return sum(name != "q" for name in self.params)
