"""What figures must be to be believed: one set of rules for the form, the import and the service."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from neighborhoods.models.figure import BOUNDS
from wards.models import Level

COUNTED = (Level.WARD, Level.NEIGHBORHOOD)
LONGEST_SOURCE = 200


def faults(
    *, life: Any, day: datetime.date, source: str, **numbers: int | None
) -> dict[str, list[str]]:
    """What is wrong, by field; empty where all is well. `life` is the range of days of the unit."""
    found: dict[str, list[str]] = {}
    for field, fault in (
        ("day", _day_fault(day, life)),
        ("source", _source_fault(source)),
        *((name, number_fault(name, numbers[name])) for name in BOUNDS),
    ):
        if fault:
            found[field] = [fault]
    return found or _together(**numbers)


def _day_fault(day: datetime.date, life: Any) -> str:
    if day > clock.today():
        return _("Ngày tính số liệu không thể ở tương lai.")
    if day < life.lower or (life.upper is not None and day >= life.upper):
        return _("Đơn vị không tồn tại vào ngày này.")
    return ""


def _source_fault(source: str) -> str:
    if not source:
        return _("Hãy ghi nguồn số liệu.")
    if len(source) > LONGEST_SOURCE:
        return _("Nguồn số liệu dài hơn %d ký tự.") % LONGEST_SOURCE
    return ""


def number_fault(name: str, value: int | None) -> str:
    """What is wrong with one number of households, residents or m²; empty where nothing is."""
    if value is None:
        return ""
    smallest, largest = BOUNDS[name]
    if value < smallest:
        return _("Số phải từ %d trở lên.") % smallest
    if value > largest:
        return _("Số này lớn quá mức có thể có; hãy kiểm tra lại.")
    return ""


def _together(
    *, households: int | None, residents: int | None, area: int | None
) -> dict[str, list[str]]:
    if households is None and residents is None and area is None:
        return {
            "households": [_("Hãy nhập ít nhất một trong ba số: số hộ, số nhân khẩu, diện tích.")]
        }
    if households is not None and residents is not None and residents < households:
        return {
            "residents": [
                _("Số nhân khẩu không thể nhỏ hơn số hộ; có thể hai số đã đổi chỗ cho nhau.")
            ]
        }
    return {}
