"""Fields of the forms of a case that Django has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.models import AnswerTemplate


class TemplateField(forms.ModelChoiceField):
    """A ready text to begin with."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "queryset": AnswerTemplate.objects.none(),
            "label": _("Mẫu có sẵn"),
            "required": False,
            "empty_label": _("Chọn mẫu"),
        }
        super().__init__(**defaults | kwargs)

    def text_of(self, value: str) -> str:
        """The text of a chosen template; empty for none, or one that is not offered."""
        try:
            chosen = self.clean(value)
        except ValidationError:
            return ""
        return chosen.body if chosen else ""


class RememberedIterator(ModelChoiceIterator):
    """The choices of a catalogue that hardly ever changes: read at most once a minute, not each time."""

    SECONDS = 60

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        key = f"choices:{self.queryset.model._meta.label}:{get_language()}"  # noqa: SLF001 - documented Meta API
        found = cache.get(key)
        if found is None:
            found = [(row.pk, str(row)) for row in self.queryset.all()]
            cache.set(key, found, self.SECONDS)
        yield from found


class RememberedChoiceField(forms.ModelChoiceField):
    """A choice out of a whole catalogue; what is chosen is still looked up."""

    iterator = RememberedIterator


class GroupedChoiceField(forms.ChoiceField):
    """A choice whose options are set for each case, perhaps in groups."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("Lựa chọn này không còn. Xin chọn lại.")
