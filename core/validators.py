"""Checks on values that no form widget can make safe."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.json import BadJsonError, check


def bounded_json(value: Any) -> None:
    """Refuse JSON that is too large or too deep, or that PostgreSQL cannot store."""
    try:
        check(value)
    except BadJsonError as error:
        raise ValidationError(
            _("Dữ liệu JSON không hợp lệ hoặc quá lớn."), code="bounded_json"
        ) from error
