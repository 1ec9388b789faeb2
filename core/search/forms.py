"""What the search page reads from its address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import SearchInput
from core.search import registry
from core.search.words import LONGEST, Words


class SearchForm(forms.Form):
    """The words, and perhaps the one kind of things that is wanted."""

    q = forms.CharField(
        label=_("Tìm trong mọi việc của ông/bà (không cần dấu)"),
        required=False,
        max_length=LONGEST,
        widget=SearchInput,
        error_messages={"max_length": _("Câu tìm dài hơn %(limit_value)d ký tự.")},
    )
    loai = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def words(self) -> Words:
        """What was typed; nothing where it makes no sense."""
        return Words(self.cleaned_data.get("q", "") if self.is_valid() else "")

    def only(self, sources: list[registry.Source]) -> registry.Source | None:
        """The one kind asked for, if it is one that the reader may search in."""
        wanted = self.cleaned_data.get("loai") if self.is_valid() else ""
        return next((source for source in sources if source.name == wanted), None)
