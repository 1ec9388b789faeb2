"""Model fields with a meaning of their own.

`Personal…Field` marks a column as personal data: `core.retention` demands a line in the retention
register for each of them (and for columns whose name says the same).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import phones


class PersonalMixin:
    """A column about a person; its retention must be registered."""

    personal = True


class PersonalCharField(PersonalMixin, models.CharField):
    """A short text about a person."""


class PersonalTextField(PersonalMixin, models.TextField):
    """A text about a person."""


class PersonalEmailField(PersonalMixin, models.EmailField):
    """Somebody's e-mail address."""


class PhoneField(PersonalMixin, models.CharField):
    """A telephone number, any spelling in, E.164 stored."""

    description = _("Số điện thoại")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return super().clean(phones.normalise(value) if value else value, model_instance)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options: dict[str, Any] = {"form_class": PhoneFormField, "max_length": 40} | kwargs
        return super().formfield(**options)


class PhoneFormField(forms.CharField):
    """A telephone number as people write it; cleans to E.164, shows 0901 234 567."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return phones.normalise(typed) if typed else ""

    def prepare_value(self, value: Any) -> Any:
        return phones.display(value) if isinstance(value, str) and value.startswith("+") else value
