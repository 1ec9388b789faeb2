"""The figures of obstacles, by their events: what a late count gives is what one at the cut-off gave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.indicators import Count, Indicator, Members
from core.listings import Listing
from feedback.listings import OBSTACLES_LISTED
from feedback.obstacles.workflow import UNSETTLED, MoveName, State
from wards.counting import WARD_THEN, Tally

# How an obstacle stood when the window ended: its last event before that.
_THEN = """
    LEFT JOIN LATERAL (
        SELECT event.ward_id, event.state, event.due_on FROM feedback_obstacleevent event
        WHERE event.obstacle_id = walked.id AND event.at < %(end)s
        ORDER BY event.at DESC, event.id DESC LIMIT 1
    ) stood ON true
    LEFT JOIN wards_unit place ON place.id = stood.ward_id
"""
_NEW = f"""
    SELECT walked.id, {WARD_THEN} AS ward FROM feedback_obstacle walked {_THEN}
    WHERE walked.reported_at >= %(start)s AND walked.reported_at < %(end)s
"""  # noqa: S608 - our own constants
_UNSETTLED = f"""
    SELECT walked.id, {WARD_THEN} AS ward, stood.state, stood.due_on FROM feedback_obstacle walked {_THEN}
    WHERE walked.reported_at < %(end)s AND stood.state IN %(unsettled)s
"""  # noqa: S608 - likewise
# Every obstacle is resolved before it is closed, so the resolution alone is looked for.
_SETTLED = f"""
    SELECT walked.id, {WARD_THEN} AS ward
    FROM (
        SELECT DISTINCT ON (obstacle_id) obstacle_id, ward_id FROM feedback_obstacleevent
        WHERE kind = %(resolve)s AND at >= %(start)s AND at < %(end)s
        ORDER BY obstacle_id, at DESC, id DESC
    ) settled
    JOIN feedback_obstacle walked ON walked.id = settled.obstacle_id
    JOIN wards_unit place ON place.id = settled.ward_id
"""  # noqa: S608 - likewise
_PARAMS = {
    "unsettled": tuple(sorted(UNSETTLED)),
    "above": State.WAITING_ABOVE.value,
    "resolve": MoveName.RESOLVE.value,
}


def _obstacles(sql: str, where: str = "true") -> tuple[Count, Members, Listing]:
    tally = Tally(sql, where, params=lambda _window: _PARAMS)
    return tally.count, tally.members, OBSTACLES_LISTED


OBSTACLES = _("vướng mắc")
BOOK = _("Sổ vướng mắc sau sắp xếp của Cổng")

INDICATORS = (
    Indicator(
        "obstacles.new",
        _("Vướng mắc mới ghi nhận"),
        OBSTACLES,
        _(
            "Số vướng mắc sau sắp xếp được ghi nhận trong kỳ ở phường, xã và các khu phố, ấp trực thuộc, "
            "tính cho phường, xã theo dõi vướng mắc ở cuối kỳ."
        ),
        BOOK,
        *_obstacles(_NEW),
    ),
    Indicator(
        "obstacles.settled",
        _("Vướng mắc đã giải quyết"),
        OBSTACLES,
        _(
            "Số vướng mắc được ghi là giải quyết xong trong kỳ, mỗi vướng mắc tính một lần, kể cả khi sau "
            "đó được mở lại. Việc kết thúc hồ sơ sau khi giải quyết xong không tính thêm."
        ),
        BOOK,
        *_obstacles(_SETTLED),
    ),
    Indicator(
        "obstacles.open",
        _("Vướng mắc chưa giải quyết cuối kỳ"),
        OBSTACLES,
        _(
            "Số vướng mắc mà lúc hết kỳ còn mới ghi nhận, đang xử lý hoặc chờ cấp trên, dựng lại theo diễn "
            "biến đã ghi nên tính muộn vẫn ra số của lúc hết kỳ."
        ),
        BOOK,
        *_obstacles(_UNSETTLED),
    ),
    Indicator(
        "obstacles.late",
        _("Vướng mắc quá hạn cuối kỳ"),
        OBSTACLES,
        _(
            "Trong số vướng mắc chưa giải quyết cuối kỳ: số có hạn giải quyết (hạn đang có lúc hết kỳ) trước "
            "ngày cuối kỳ. Thời gian chờ cấp trên vẫn tính vào hạn."
        ),
        _("Hạn do phường, xã đặt hoặc theo gợi ý của Cổng cho từng loại vướng mắc"),
        *_obstacles(_UNSETTLED, "due_on < %(day)s"),
    ),
    Indicator(
        "obstacles.above",
        _("Vướng mắc chờ cấp trên cuối kỳ"),
        OBSTACLES,
        _("Trong số vướng mắc chưa giải quyết cuối kỳ: số đang chờ cấp trên trả lời lúc hết kỳ."),
        BOOK,
        *_obstacles(_UNSETTLED, "state = %(above)s"),
    ),
)
