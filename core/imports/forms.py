"""The file that somebody brings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.imports.reading import MAX_BYTES, MESSAGES


class ImportForm(forms.Form):
    """One spreadsheet; its size is judged before anything looks into it."""

    file = forms.FileField(
        label=_("Tệp bảng tính"),
        help_text=_("Tệp .xlsx hoặc .csv, không quá 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Hãy chọn một tệp."),
            "empty": MESSAGES["empty"],
            "missing": _("Hãy chọn một tệp."),
        },
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(MESSAGES["too_large"], code="too_large")
        return file
