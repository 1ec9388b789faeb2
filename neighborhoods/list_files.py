"""Schemes and consultations as tables to take away: what stands in the lists, and the numbers behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.export import MOST_ROWS
from neighborhoods.models import ConsultationStatus
from neighborhoods.querysets import ConsultationQuerySet, SchemeQuerySet

SCHEMES = [
    gettext_lazy("Đề án"), gettext_lazy("Phường, xã"), gettext_lazy("Bước"),
    gettext_lazy("Tình trạng"), gettext_lazy("Hạn"), gettext_lazy("Dự kiến hiệu lực"),
    gettext_lazy("Lập lúc"),
]  # fmt: skip
CONSULTATIONS = [
    gettext_lazy("Nội dung"), gettext_lazy("Việc lấy ý kiến"), gettext_lazy("Phường, xã"),
    gettext_lazy("Khu phố, ấp"), gettext_lazy("Lần"), gettext_lazy("Hình thức"),
    gettext_lazy("Lấy ý kiến của"), gettext_lazy("Trạng thái"), gettext_lazy("Từ ngày"),
    gettext_lazy("Đến ngày"), gettext_lazy("Tổng số"), gettext_lazy("Đồng ý"),
    gettext_lazy("Không đồng ý"), gettext_lazy("Ý kiến khác"), gettext_lazy("Không hợp lệ"),
    gettext_lazy("Vắng mặt"), gettext_lazy("Cần đạt"), gettext_lazy("Kết quả"),
]  # fmt: skip


def scheme_rows(found: SchemeQuerySet) -> Iterator[list[Any]]:
    """The schemes of a list, the newest first; `found` as `for_list` makes it."""
    for scheme in found.order_by("-created_at", "-pk")[:MOST_ROWS]:
        yield [
            scheme.title, scheme.ward_name, scheme.step.get_kind_display(), _standing(scheme),
            scheme.due_on, scheme.decision.effective_on, scheme.created_at,
        ]  # fmt: skip


def consultation_rows(found: ConsultationQuerySet) -> Iterator[list[Any]]:
    """The consultations of a list, the newest first; `found` as `for_list` makes it."""
    for asked in found.order_by("-created_at", "-pk")[:MOST_ROWS]:
        is_closed = asked.status == ConsultationStatus.CLOSED
        yield [
            asked.title, asked.matter.name, asked.ward_name, asked.unit_name, asked.round,
            asked.get_form_display(), asked.get_electorate_display(), asked.get_status_display(),
            asked.starts_on, asked.ends_on, asked.total, asked.agree, asked.against, asked.other,
            asked.invalid, asked.absent if is_closed else None, asked.needed,
            asked.outcome if is_closed else "",
        ]  # fmt: skip


def _standing(scheme: Any) -> str:
    if scheme.stopped_at:
        return _("Đã dừng")
    if not scheme.is_open:
        return _("Đã áp dụng")
    return _("Quá hạn bước") if scheme.is_late else _("Đang thực hiện")
