"""The inbox as a table to take away: how cases stand, nothing of what people wrote or who they are.

What a citizen wrote may name people and places of theirs, so the file has neither text nor address:
it is for counting and for following up, the case itself is read where a reading leaves its trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.paging import KeysetPage
from feedback.filters import CaseFilterSet
from feedback.inbox import ORDERS

MOST_ROWS = 10_000
HEADER = [
    _("Mã phản ánh"), _("Nhận lúc"), _("Loại việc"), _("Loại đơn"), _("Kênh"), _("Phường, xã"),
    _("Khu phố, ấp"), _("Trạng thái"), _("Hạn"), _("Người xử lý"),
]  # fmt: skip


def rows(filters: CaseFilterSet) -> Iterator[list[Any]]:
    """The cases that the filters let through, in the order of the page; at most so many."""
    found = filters.rows.for_rows()
    page = KeysetPage(found, order=ORDERS[filters.order], size=MOST_ROWS, seeking=filters.seeking)
    for case in page:
        yield [
            case.reference, case.received_at, case.category.name, case.get_kind_display(),
            case.get_channel_display(), case.ward_name,
            case.unit_name if case.unit_name != case.ward_name else "",
            case.get_status_display(), case.due_at,
            case.assignee.get_full_name() if case.assignee else case.assigned_unit_name,
        ]  # fmt: skip
