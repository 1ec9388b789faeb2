"""The figures of the room: khu phố and ấp, what was counted in them, their rearrangement, consultations.

What has days is counted by these days, what has moments by its events; never by how things stand now.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.indicators import Count, Indicator, Members, Window
from core.listings import Listing
from neighborhoods.figures.overview import old_before
from neighborhoods.listings import (
    CONSULTATIONS_LISTED,
    COUNTED_UNITS_LISTED,
    SCHEMES_LISTED,
    UNITS_LISTED,
)
from neighborhoods.workflow import MoveName
from wards.counting import WARD_OF_UNIT, WARD_THEN, Tally, last_full_day
from wards.models import Level

# The khu phố and ấp of the last day, each with its newest figures until then and its standard.
_LIVING = f"""
    SELECT unit.id, version.parent_id AS ward, figure.day, figure.households, figure.residents,
           standard.households AS standard
    FROM wards_unitversion version
    JOIN wards_unit unit ON unit.id = version.unit_id AND unit.level = {Level.NEIGHBORHOOD:d}
    LEFT JOIN LATERAL (
        SELECT day, households, residents FROM neighborhoods_figure
        WHERE unit_id = version.unit_id AND day <= %(day)s ORDER BY day DESC LIMIT 1
    ) figure ON true
    LEFT JOIN wards_householdstandard standard
      ON standard.kind = version.kind AND standard.valid @> %(day)s::date
    WHERE version.valid @> %(day)s::date AND version.parent_id = ANY(%(areas)s)
"""  # noqa: S608 - our own constants
_UNITS = f"SELECT unit.id, held.ward FROM wards_unit unit {WARD_OF_UNIT} WHERE unit.level = {Level.NEIGHBORHOOD:d}"  # noqa: S608 - our own constants
_FOUNDED = f"{_UNITS} AND lower(unit.valid) BETWEEN %(first)s AND %(last)s"
_ENDED = f"{_UNITS} AND upper(unit.valid) BETWEEN %(first)s AND %(last)s"

# A scheme when the window ended: its last event before that, and the step it was in. Steps have days,
# so where the window ends at noon the step is that of the day before, whatever the afternoon brought.
_SCHEMES = f"""
    SELECT walked.id, {WARD_THEN} AS ward, stage.due_on
    FROM neighborhoods_scheme walked
    CROSS JOIN LATERAL (
        SELECT event.ward_id, event.kind FROM neighborhoods_schemeevent event
        WHERE event.scheme_id = walked.id AND event.at < %(end)s
        ORDER BY event.at DESC, event.id DESC LIMIT 1
    ) stood
    JOIN wards_unit place ON place.id = stood.ward_id
    LEFT JOIN LATERAL (
        SELECT passed.due_on FROM neighborhoods_schemestage passed
        WHERE passed.scheme_id = walked.id AND passed.started_on <= %(full)s
        ORDER BY passed.id DESC LIMIT 1
    ) stage ON true
    WHERE NOT stood.kind IN %(over)s
"""  # noqa: S608 - likewise
_DONE = f"""
    SELECT walked.id, {WARD_THEN} AS ward
    FROM neighborhoods_schemeevent event
    JOIN neighborhoods_scheme walked ON walked.id = event.scheme_id
    JOIN wards_unit place ON place.id = event.ward_id
    WHERE event.kind = %(apply)s AND event.at >= %(start)s AND event.at < %(end)s
"""  # noqa: S608 - likewise
_HELD = f"""
    SELECT walked.id, {WARD_THEN} AS ward, walked.is_adopted
    FROM neighborhoods_consultation walked
    JOIN wards_unit unit ON unit.id = walked.unit_id
    {WARD_OF_UNIT}
    LEFT JOIN wards_unit place ON place.id = held.ward
    WHERE walked.status = 'closed' AND walked.closed_at >= %(start)s AND walked.closed_at < %(end)s
"""  # noqa: S608 - likewise
_OVER = tuple(sorted({MoveName.STOP, MoveName.APPLY, MoveName.WITHDRAW}))


def _params(window: Window) -> dict[str, Any]:
    return {
        "old": old_before(window.last_day),
        "full": last_full_day(window),
        "over": _OVER,
        "apply": MoveName.APPLY.value,
    }


def _tallied(
    listing: Listing, sql: str, where: str = "true", amount: str = "1"
) -> tuple[Count, Members, Listing]:
    tally = Tally(sql, where, amount, params=_params)
    return tally.count, tally.members, listing


UNITS, SCHEMES, TIMES = _("khu phố, ấp"), _("đề án"), _("cuộc")
TERRITORY = _("Sổ đơn vị của Cổng, theo các văn bản sắp xếp đã áp dụng")
FIGURES = _("Số liệu khu phố, ấp của Cổng, kèm nguồn ở từng số liệu")
PROCEDURE = _("Trình tự và căn cứ ghi ở từng đề án")
DEMOCRACY = _(
    "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, Điều 16–21; Nghị định 59/2023/NĐ-CP; căn cứ của tỷ lệ "
    "ghi ở từng việc lấy ý kiến"
)

INDICATORS = (
    Indicator(
        "units.neighborhoods",
        _("Khu phố, ấp"),
        UNITS,
        _(
            "Số khu phố, ấp đang hoạt động vào ngày cuối kỳ, tính cho phường, xã trực tiếp quản lý ngày đó."
        ),
        TERRITORY,
        *_tallied(UNITS_LISTED, _LIVING),
    ),
    Indicator(
        "units.founded",
        _("Khu phố, ấp thành lập mới"),
        UNITS,
        _(
            "Số khu phố, ấp bắt đầu hoạt động vào một ngày trong kỳ (ngày có 0 giờ nằm trong kỳ), theo ngày "
            "có hiệu lực của văn bản. Khu phố, ấp đổi tên, nhận thêm địa bàn hoặc chuyển sang phường, xã khác "
            "không phải là thành lập mới."
        ),
        TERRITORY,
        *_tallied(UNITS_LISTED, _FOUNDED),
    ),
    Indicator(
        "units.ended",
        _("Khu phố, ấp kết thúc"),
        UNITS,
        _(
            "Số khu phố, ấp không còn hoạt động từ một ngày trong kỳ (ngày có 0 giờ nằm trong kỳ), tính cho "
            "phường, xã quản lý vào ngày cuối cùng của khu phố, ấp nếu phường, xã đó còn hoạt động cuối kỳ."
        ),
        TERRITORY,
        *_tallied(UNITS_LISTED, _ENDED),
    ),
    Indicator(
        "figures.households",
        _("Số hộ"),
        _("hộ"),
        _(
            "Tổng số hộ theo số liệu mới nhất, tính đến ngày cuối kỳ, của từng khu phố, ấp đang hoạt động ngày "
            "đó. Khu phố, ấp chưa có số hộ không được cộng; số liệu được sửa hoặc nhập muộn cho một ngày trước "
            "đó làm thay đổi số này."
        ),
        FIGURES,
        *_tallied(COUNTED_UNITS_LISTED, _LIVING, "households IS NOT NULL", "households"),
    ),
    Indicator(
        "figures.residents",
        _("Số nhân khẩu"),
        _("người"),
        _(
            "Tổng số nhân khẩu theo số liệu mới nhất, tính đến ngày cuối kỳ, của từng khu phố, ấp đang hoạt "
            "động ngày đó. Khu phố, ấp chưa có số nhân khẩu không được cộng; số liệu được sửa hoặc nhập muộn "
            "cho một ngày trước đó làm thay đổi số này."
        ),
        FIGURES,
        *_tallied(COUNTED_UNITS_LISTED, _LIVING, "residents IS NOT NULL", "residents"),
    ),
    Indicator(
        "figures.missing",
        _("Khu phố, ấp cần cập nhật số liệu"),
        UNITS,
        _(
            "Số khu phố, ấp đang hoạt động vào ngày cuối kỳ mà chưa có số liệu nào của 12 tháng (365 ngày) đến "
            "ngày đó."
        ),
        FIGURES,
        *_tallied(COUNTED_UNITS_LISTED, _LIVING, "day IS NULL OR day < %(old)s"),
    ),
    Indicator(
        "figures.small",
        _("Khu phố, ấp dưới tiêu chuẩn số hộ"),
        UNITS,
        _(
            "Số khu phố, ấp đang hoạt động vào ngày cuối kỳ có số hộ, theo số liệu mới nhất đến ngày đó, thấp hơn "
            "tiêu chuẩn số hộ của loại đơn vị đang áp dụng ngày đó. Chưa có số hộ thì không tính."
        ),
        _(
            "Tiêu chuẩn số hộ theo ngày đã nhập vào Cổng: Thông tư 04/2012/TT-BNV, sửa đổi bởi Thông tư "
            "14/2018/TT-BNV; sau đó là Nghị định 185/2026/NĐ-CP"
        ),
        *_tallied(COUNTED_UNITS_LISTED, _LIVING, "households < standard"),
    ),
    Indicator(
        "schemes.open",
        _("Đề án sắp xếp đang thực hiện cuối kỳ"),
        SCHEMES,
        _(
            "Số đề án sắp xếp khu phố, ấp đã lập mà lúc hết kỳ chưa áp dụng, chưa dừng và nghị quyết chưa bị "
            "rút, dựng lại theo diễn biến đã ghi."
        ),
        PROCEDURE,
        *_tallied(SCHEMES_LISTED, _SCHEMES),
    ),
    Indicator(
        "schemes.late",
        _("Đề án sắp xếp chậm bước cuối kỳ"),
        SCHEMES,
        _(
            "Trong số đề án đang thực hiện cuối kỳ: số có bước đang làm đã qua hạn (hạn của bước trước ngày cuối "
            "kỳ). Kỳ kết thúc giữa ngày thì xét bước ở cuối ngày liền trước."
        ),
        PROCEDURE,
        *_tallied(SCHEMES_LISTED, _SCHEMES, "due_on < %(day)s"),
    ),
    Indicator(
        "schemes.done",
        _("Đề án sắp xếp đã áp dụng"),
        SCHEMES,
        _("Số đề án sắp xếp có nghị quyết được áp dụng trên Cổng trong kỳ; đề án dừng không tính."),
        PROCEDURE,
        *_tallied(SCHEMES_LISTED, _DONE),
    ),
    Indicator(
        "consultations.held",
        _("Cuộc lấy ý kiến đã có kết quả"),
        TIMES,
        _(
            "Số cuộc lấy ý kiến cộng đồng dân cư được ghi kết quả trong kỳ, mỗi khu phố, ấp và mỗi lần lấy ý kiến "
            "là một cuộc, tính cho phường, xã quản lý khu phố, ấp đó cuối kỳ. Cuộc đã hủy không tính."
        ),
        DEMOCRACY,
        *_tallied(CONSULTATIONS_LISTED, _HELD),
    ),
    Indicator(
        "consultations.passed",
        _("Cuộc lấy ý kiến được tán thành"),
        TIMES,
        _(
            "Trong số cuộc lấy ý kiến đã có kết quả trong kỳ: số cuộc đạt tỷ lệ tán thành theo quy định, tính trên "
            "toàn bộ hộ (hoặc cử tri), không chỉ người tham gia."
        ),
        DEMOCRACY,
        *_tallied(CONSULTATIONS_LISTED, _HELD, "is_adopted"),
    ),
)
