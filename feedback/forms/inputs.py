"""Fields of the forms of a case that Django has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from core.kept import Kept
from feedback.models import AnswerTemplate, Category


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


class KeptCategories(ModelChoiceIterator):
    """The categories there ever were, as they are kept (`core.kept`)."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from ((category.pk, str(category)) for category in _categories())


_categories = Kept(lambda: list(Category.objects.order_by("order", "name")))


class CategoryChoiceField(forms.ModelChoiceField):
    """A choice out of all categories; what is chosen is still looked up."""

    iterator = KeptCategories


class GroupedChoiceField(forms.ChoiceField):
    """A choice whose options are set for each case, perhaps in groups."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = _("Lựa chọn này không còn. Xin chọn lại.")
