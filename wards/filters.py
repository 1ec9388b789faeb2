"""Filters of the list of units."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from core.forms import SearchInput
from wards.models import Level, LookupEntry
from wards.words import LONGEST_QUERY


class UnitFilterSet(FilterSet):
    """By the words of the whole path, and by level."""

    q = CharFilter(
        label=_("Tìm đơn vị"), method="with_words", max_length=LONGEST_QUERY, widget=SearchInput
    )
    cap = ChoiceFilter(
        label=_("Cấp"),
        field_name="level",
        empty_label=_("Mọi cấp"),
        choices=[choice for choice in Level.choices if choice[0] != Level.CELL],
        error_messages={"invalid_choice": _("Hãy chọn một cấp trong danh sách.")},
    )

    class Meta:
        model = LookupEntry
        fields: list[str] = []

    def with_words(self, entries: QuerySet, name: str, words: str) -> QuerySet:
        """Entries that hold every word typed; numbers by the kind before them."""
        return entries.with_words(words)

    @property
    def kept(self) -> dict[str, str]:
        """What the filters say, to be carried from page to page; nothing where they say nonsense."""
        if not self.form.is_valid():
            return {}
        return {name: str(value) for name, value in self.form.cleaned_data.items() if value}

    @property
    def in_use(self) -> int:
        """How many filters say something."""
        return len(self.kept)
