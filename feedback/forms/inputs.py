"""Fields of the forms of a case that Django has not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.models import AnswerTemplate


class FillSelect(forms.Select):
    """A choice whose text a script may put into a box: `texts` by value, kept in data-text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts: dict[str, str] = {}

    def text_of(self, value: Any) -> str:
        """The text behind a choice."""
        if isinstance(value, forms.models.ModelChoiceIteratorValue):
            return value.instance.body
        return self.texts.get(str(value), "")

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if text := self.text_of(value):
            option["attrs"]["data-text"] = text
        return option


class TemplateField(forms.ModelChoiceField):
    """A ready text to begin with."""

    widget = FillSelect

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "queryset": AnswerTemplate.objects.none(),
            "label": _("Mẫu có sẵn"),
            "required": False,
            "empty_label": _("Chọn mẫu để chèn"),
        }
        super().__init__(**defaults | kwargs)

    def text_of(self, value: str) -> str:
        """The text of a chosen template; empty for none, or one that is not offered."""
        try:
            chosen = self.clean(value)
        except ValidationError:
            return ""
        return chosen.body if chosen else ""


class GroupedChoiceField(forms.ChoiceField):
    """A choice whose options are set for each case, perhaps in groups."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("Lựa chọn này không còn. Xin chọn lại.")
