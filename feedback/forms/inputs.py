"""Fields of the forms of a case that Django has not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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


class GroupedChoiceField(forms.ChoiceField):
    """A choice whose options are set for each case, perhaps in groups."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("Lựa chọn này không còn. Xin chọn lại.")
