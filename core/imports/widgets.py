"""What a cell of a spreadsheet says: a number, a day, a text, one of a few words."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from import_export.widgets import Widget

from core.numbers import parse_count
from core.text import clean, fold

DAY_SHAPES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


class CountWidget(Widget):
    """A whole number, as a cell holds it or as somebody typed it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """The number; None for a blank cell. Raises ValueError with words for people."""
        if value == "" or value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
            return int(value)
        text = str(value)
        try:
            return -parse_count(text[1:]) if text.startswith("-") else parse_count(text)
        except ValueError:
            raise ValueError(_("Phải là số nguyên, ví dụ 1250.")) from None


class DayWidget(Widget):
    """A day: a date cell, or dd/mm/yyyy as text. 03/04 is 3 April, never 4 March."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date:
        """The day. Raises ValueError with words for people."""
        if isinstance(value, datetime.date):
            return value
        for shape in DAY_SHAPES:
            try:
                return datetime.datetime.strptime(str(value), shape).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise ValueError(_("Phải là ngày có thật theo mẫu 31/12/2023."))


class DayOrNothingWidget(DayWidget):
    """A day that need not be known."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The day; None for a blank cell. Raises ValueError with words for people."""
        return None if value in {"", None} else super().clean(value, row, **kwargs)


class TextWidget(Widget):
    """A line of text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The text, cleaned."""
        return " ".join(clean(str(value)).split())


class WordWidget(Widget):
    """One of a few words, with or without accents."""

    def __init__(self, words: dict[str, Any]) -> None:
        super().__init__()
        self.words = words
        self.known = {fold(word): value for word, value in words.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """What the word stands for; empty for a blank cell. Raises ValueError with words for people."""
        if value in {"", None}:
            return ""
        try:
            return self.known[fold(str(value))]
        except KeyError:
            raise ValueError(_("Phải là một trong: %s.") % ", ".join(self.words)) from None
