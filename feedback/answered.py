"""Answers that wards have made public: what anybody may read, search and filter."""

from __future__ import annotations

import django_filters
from django.contrib.postgres.search import SearchQuery
from django.utils.translation import gettext_lazy as _

from core.forms import SearchInput
from feedback.models import Case, Category
from feedback.querysets import CaseQuerySet
from wards import tree
from wards.models import UnitVersion


def answering_wards() -> list[tuple[str, str]]:
    """Wards that have published something, by name: uuid and where they are."""
    published = Case.objects.published().order_by().values("ward")
    versions = UnitVersion.objects.today().filter(unit__in=published).order_by("sort_key")
    wards = dict(versions.values_list("unit_id", "unit__uuid"))
    labels = tree.path_labels(wards)
    return [(str(uuid), labels[unit]) for unit, uuid in wards.items()]


class PublishedFilterSet(django_filters.FilterSet):
    """What a reader looks for among the published answers; never in what citizens wrote."""

    q = django_filters.CharFilter(
        label=_("Tìm trong các trả lời (không cần dấu)"),
        method="by_words",
        max_length=200,
        widget=SearchInput,
    )
    ward = django_filters.ChoiceFilter(
        label=_("Phường, xã"),
        field_name="ward__uuid",
        choices=answering_wards,
        empty_label=_("Mọi phường, xã"),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Loại việc"),
        queryset=Category.objects.order_by("order", "name"),
        to_field_name="code",
        empty_label=_("Mọi loại việc"),
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def by_words(self, cases: CaseQuerySet, name: str, words: str) -> CaseQuerySet:
        """Every word, without accents, in what the ward has published."""
        return cases.filter(public_vector=SearchQuery(words, config="vietnamese_plain"))

    @property
    def in_use(self) -> int:
        """How many filters beside the words are set."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(bool(values.get(name)) for name in ("ward", "category"))
