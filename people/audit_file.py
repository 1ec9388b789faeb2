"""The three logs as tables to take away: what their pages show, personal values hidden as there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.export import MOST_ROWS
from people import attempts, audit

CHANGES = [
    gettext_lazy("Đối tượng"), gettext_lazy("Lúc"), gettext_lazy("Người thực hiện"),
    gettext_lazy("Việc"), gettext_lazy("Trước và sau"),
]  # fmt: skip
READS = [
    gettext_lazy("Người xem"), gettext_lazy("Lúc"), gettext_lazy("Đã xem"), gettext_lazy("Lý do"),
]  # fmt: skip
SIGN_INS = [gettext_lazy("Tài khoản của"), gettext_lazy("Lúc"), gettext_lazy("Kết quả")]
KINDS = {
    "insert": gettext_lazy("thêm mới"),
    "update": gettext_lazy("sửa"),
    "delete": gettext_lazy("xóa"),
}


def change_rows(table: audit.Table, found: QuerySet[Any]) -> Iterator[list[Any]]:
    """Who changed what, before and after, in words."""
    for entry in audit.entries(table, list(found[:MOST_ROWS])):
        changes = "; ".join(_in_words(change) for change in entry.changes)
        yield [entry.title, entry.at, entry.who, str(KINDS.get(entry.kind, entry.kind)), changes]


def read_rows(found: QuerySet[Any]) -> Iterator[list[Any]]:
    """Who looked at contact data, and why."""
    for row in found.order_by("-at", "-pk")[:MOST_ROWS]:
        yield [row.user_name, row.at, row.about, row.why]


def sign_in_rows(found: QuerySet[Any]) -> Iterator[list[Any]]:
    """Who tried to sign in, and how it went."""
    for attempt, name in attempts.with_names(list(found.order_by("-at", "-pk")[:MOST_ROWS])):
        known = name or _("Tên không có trong hệ thống")
        yield [known, attempt.at, attempt.get_outcome_display()]


def _in_words(change: audit.Change) -> str:
    sides = [side for side in (change.before, change.after) if side is not None]
    return f"{change.label}: {' → '.join(sides)}"
