"""The public list: what wards have marked, in the words they wrote for everybody, and nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from core.forms import SearchInput
from core.paging import KeysetPage
from feedback.models import Obstacle, ObstacleKind
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.obstacles.workflow import SETTLED, UNSETTLED
from wards import lookup, tree
from wards.lineage import fates
from wards.models import Level, Unit
from wards.words import LONGEST_QUERY

SIZE = 20
MOST_PLACES = 20  # that the words of one question may mean
SHOWN = (
    "pk", "unit_id", "ward_id", "kind_id", "kind__name", "kind__name_en",
    "public_text", "state", "due_on", "reported_at", "resolved_at",
)  # fmt: skip


class PublicFilterSet(django_filters.FilterSet):
    """By a place, under its old or new name, by kind, and by whether it is settled."""

    q = django_filters.CharFilter(
        label=_("Nơi (tên cũ hoặc mới)"),
        method="by_place",
        max_length=LONGEST_QUERY,
        widget=SearchInput({"placeholder": _("Phường, khu phố")}),
    )
    unit = django_filters.UUIDFilter(method="by_unit", widget=HiddenInput)
    kind = django_filters.ModelChoiceFilter(
        label=_("Loại vướng mắc"),
        queryset=ObstacleKind.objects.order_by("order", "name"),
        to_field_name="code",
        empty_label=_("Mọi loại"),
    )
    state = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        method="by_state",
        choices=[("open", _("Đang giải quyết")), ("settled", _("Đã giải quyết"))],
        empty_label=_("Tất cả"),
    )

    class Meta:
        model = Obstacle
        fields: list[str] = []

    def by_place(self, found: ObstacleQuerySet, _name: str, words: str) -> ObstacleQuerySet:
        """Where the units meant by the words stand today."""
        hits = lookup.find(words, levels=[Level.WARD, Level.NEIGHBORHOOD], limit=MOST_PLACES)
        known = fates(hit.unit_id for hit in hits)
        units = {hit.unit_id for hit in hits}
        units |= {s.unit_id for fate in known.values() for s in fate.successors}
        return found.filter(Q(unit__in=units) | Q(ward__in=units))

    def by_unit(self, found: ObstacleQuerySet, _name: str, uuid: Any) -> ObstacleQuerySet:
        """Of the unit whose public page leads here."""
        unit = Unit.objects.filter(uuid=uuid).first()
        return found.at_unit(unit.pk) if unit else found.none()

    def by_state(self, found: ObstacleQuerySet, _name: str, state: str) -> ObstacleQuerySet:
        """Settled ones or the others."""
        return found.filter(state__in=sorted(SETTLED if state == "settled" else UNSETTLED))

    @cached_property
    def place(self) -> str:
        """The full name of the unit whose public page led here; empty where none did."""
        uuid = self.form.cleaned_data.get("unit") if self.form.is_valid() else None
        unit = Unit.objects.filter(uuid=uuid).first() if uuid else None
        return tree.path_label(unit) if unit else ""

    @property
    def in_use(self) -> int:
        """How many filters beside the words are set."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(bool(values.get(name)) for name in ("kind", "state", "unit"))


@login_not_required
@require_GET
@gzip_page
def public_obstacles(request: HttpRequest) -> HttpResponse:
    """Obstacles that wards have made public, the newest first; no title, owner or inner word."""
    marked = Obstacle.objects.public().select_related("kind").only(*SHOWN)
    filters = PublicFilterSet(request.GET, marked)
    page = KeysetPage(filters.qs, data=request.GET, order=["-reported_at"], size=SIZE)
    places = tree.path_labels({row.unit_id for row in page.rows})
    rows = [(row, places.get(row.unit_id, "")) for row in page.rows]
    context = {"filters": filters, "page": page, "rows": rows}
    return render(request, "feedback/obstacles/public.html", context)
