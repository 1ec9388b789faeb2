"""The figures of the room: what came in, what was answered and when, how content the senders are.

All of them are counted by moments that never change (the events of a case, else its own), so that a
late count gives what one at the cut-off gave. Sealed cases are counted too: a number names nobody.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.indicators import Count, Indicator, Members
from core.listings import Listing
from feedback.listings import CASES_LISTED
from feedback.workflow import OPEN, REOPENING, SPEAKING, WAITING, Status
from wards.counting import WARD_THEN, Tally
from wards.models import Level

CONTENT = 4  # stars, of five

_TERRITORY_CHANGED = """
    (SELECT EXISTS (SELECT FROM wards_unit WHERE upper(valid) >= %(first)s::date - 1)
         OR EXISTS (SELECT FROM wards_unitversion WHERE lower(valid) >= %(first)s::date - 1))
"""
# How a case stood when the window ended: its last event before that, and the ward of it.
_THEN = """
    LEFT JOIN LATERAL (
        SELECT event.ward_id, event.status, event.due_at FROM feedback_caseevent event
        WHERE event.case_id = walked.id AND event.at < %(end)s
        ORDER BY event.at DESC, event.id DESC LIMIT 1
    ) stood ON true
    LEFT JOIN wards_unit place ON place.id = stood.ward_id
"""
# Who held it then. Only where something may have changed hands since the window began is the event
# asked (a third of a million lookups for a year): after a change of the territory, which moves what is
# closed without a word, and for cases that went on to another ward later.
_HELD = f"""
    LEFT JOIN LATERAL (
        SELECT event.ward_id FROM feedback_caseevent event
        WHERE event.case_id = walked.id AND event.at < %(end)s AND (
            {_TERRITORY_CHANGED}
            OR walked.id IN (
                SELECT gone.case_id FROM feedback_caseevent gone
                WHERE gone.from_ward_id IS NOT NULL AND gone.at >= %(end)s
            )
        )
        ORDER BY event.at DESC, event.id DESC LIMIT 1
    ) stood ON true
    LEFT JOIN wards_unit place ON place.id = stood.ward_id
"""  # noqa: S608 - our own constants
# What can be a figure of one ward: what it holds, what it has forwarded, and, where the territory has
# changed, whatever it had a hand in.
_NEAR = f"""
    walked.id IN (
        SELECT id FROM feedback_case WHERE ward_id = %(one)s
        UNION ALL
        SELECT case_id FROM feedback_caseevent WHERE from_ward_id = %(one)s
        UNION ALL
        SELECT case_id FROM feedback_caseevent WHERE ward_id = %(one)s AND {_TERRITORY_CHANGED}
    )
"""  # noqa: S608 - our own constants
# By ward, since that is how the index of receipt stands; of any ward there ever was.
_RECEIVED = f"""
    SELECT walked.id, {WARD_THEN} AS ward
    FROM wards_unit holder
    JOIN feedback_case walked ON walked.ward_id = holder.id
     AND walked.received_at >= %(start)s AND walked.received_at < %(end)s
    {_HELD}
    WHERE holder.level = {Level.WARD:d} AND {{near}}
"""  # noqa: S608 - our own constants
# Only these can have been open at the end: what is open now, and what was answered or merged later.
# (Whoever takes a case up again empties `answered_at`.)
_OPEN = f"""
    SELECT walked.id, {WARD_THEN} AS ward, stood.status, stood.due_at
    FROM (
        SELECT id, ward_id FROM feedback_case walked
        WHERE status IN %(open)s AND received_at < %(end)s AND {{near}}
        UNION ALL
        SELECT id, ward_id FROM feedback_case walked
        WHERE answered_at >= %(end)s AND received_at < %(end)s AND {{near}}
        UNION ALL
        SELECT id, ward_id FROM feedback_case walked
        WHERE merged_into_id IS NOT NULL AND closed_at >= %(end)s AND received_at < %(end)s AND {{near}}
    ) walked
    {_THEN}
    WHERE stood.status IN %(open)s
"""  # noqa: S608 - likewise
# The last word in the window. Whether it was in time the case knows as long as that word stands; of
# one that was taken up again the event tells.
_SPOKEN = f"""
    SELECT walked.id, {WARD_THEN} AS ward,
           CASE WHEN walked.answered_at >= %(start)s AND walked.answered_at < %(end)s
                THEN walked.answered_in_time ELSE spoken.at <= spoken.due_at END AS in_time
    FROM (
        SELECT DISTINCT ON (walked.id) walked.id AS case_id, event.ward_id, event.at, event.due_at
        FROM feedback_caseevent event CROSS JOIN LATERAL (SELECT event.case_id AS id) walked
        WHERE event.kind IN %(speaking)s AND event.at >= %(start)s AND event.at < %(end)s
          AND event.status <> %(merged)s AND {{near}}
        ORDER BY walked.id, event.at DESC, event.id DESC
    ) spoken
    JOIN feedback_case walked ON walked.id = spoken.case_id
    JOIN wards_unit place ON place.id = spoken.ward_id
"""  # noqa: S608 - likewise
_REOPENED = f"""
    SELECT walked.id, {WARD_THEN} AS ward
    FROM feedback_caseevent event
    JOIN feedback_case walked ON walked.id = event.case_id
    JOIN wards_unit place ON place.id = event.ward_id
    WHERE event.kind IN %(reopening)s AND event.at >= %(start)s AND event.at < %(end)s AND {{near}}
"""  # noqa: S608 - likewise
_RATED = f"""
    SELECT walked.id, {WARD_THEN} AS ward, walked.rating
    FROM feedback_case walked
    {_HELD}
    WHERE walked.rated_at >= %(start)s AND walked.rated_at < %(end)s AND {{near}}
"""  # noqa: S608 - likewise
_PARAMS = {
    "open": tuple(sorted(OPEN)),
    "waiting": tuple(sorted(WAITING)),
    "speaking": tuple(sorted(SPEAKING)),
    "reopening": tuple(sorted(REOPENING)),
    "merged": Status.MERGED.value,
    "content": CONTENT,
}


def _cases(sql: str, where: str = "true") -> tuple[Count, Members, Listing]:
    tally = Tally(sql, where, near=_NEAR, params=lambda _window: _PARAMS)
    return tally.count, tally.members, CASES_LISTED


CASES, PERCENT = _("phản ánh"), "%"
BOOK = _("Sổ phản ánh của Cổng")
TIMES = _(
    "Luật Tiếp công dân 2013, Điều 28; Quy chế tiếp nhận, xử lý phản ánh qua Cổng 1022 của Thành phố "
    "(tháng 9/2025); thời hạn áp dụng ghi ở từng phản ánh"
)

INDICATORS = (
    Indicator(
        "feedback.received",
        _("Phản ánh tiếp nhận"),
        CASES,
        _(
            "Số phản ánh, kiến nghị người dân gửi (mọi kênh) trong kỳ, tính theo lúc Cổng nhận, cho "
            "phường, xã đang giữ phản ánh ở cuối kỳ; phản ánh chuyển từ nơi khác đến tính theo lúc người "
            "dân gửi. Gồm cả phản ánh sau đó được gộp hoặc không tiếp nhận, và khiếu nại, tố cáo được "
            "bảo mật (chỉ tính số lượng)."
        ),
        BOOK,
        *_cases(_RECEIVED),
    ),
    Indicator(
        "feedback.answered",
        _("Phản ánh đã trả lời"),
        CASES,
        _(
            "Số phản ánh được phường, xã trả lời, thông báo không tiếp nhận hoặc hướng dẫn nơi giải quyết "
            "trong kỳ. Mỗi phản ánh tính một lần theo lần trả lời sau cùng trong kỳ, cho nơi đã trả lời, "
            "kể cả khi sau đó được mở lại. Phản ánh đã gộp không tính riêng. Gồm cả khiếu nại, tố cáo "
            "được bảo mật (chỉ tính số lượng)."
        ),
        BOOK,
        *_cases(_SPOKEN),
    ),
    Indicator(
        "feedback.dated",
        _("Phản ánh đã trả lời có hạn"),
        CASES,
        _(
            "Trong số phản ánh đã trả lời trong kỳ: số phản ánh có thời hạn trả lời. Gồm cả khiếu nại, "
            "tố cáo được bảo mật (chỉ tính số lượng)."
        ),
        TIMES,
        *_cases(_SPOKEN, "in_time IS NOT NULL"),
    ),
    Indicator(
        "feedback.in_time",
        _("Trả lời đúng hạn"),
        CASES,
        _(
            "Trong số phản ánh đã trả lời trong kỳ có thời hạn: số trả lời không muộn hơn hạn lúc đó. Thời "
            "gian chờ người gửi bổ sung không tính vào hạn; gia hạn theo quy định thì theo hạn mới. Gồm cả "
            "khiếu nại, tố cáo được bảo mật (chỉ tính số lượng)."
        ),
        TIMES,
        *_cases(_SPOKEN, "in_time"),
    ),
    Indicator(
        "feedback.in_time_share",
        _("Tỷ lệ trả lời đúng hạn"),
        PERCENT,
        _(
            "Số trả lời đúng hạn chia cho số phản ánh đã trả lời có hạn trong kỳ; không có phản ánh nào "
            "như vậy thì để trống."
        ),
        TIMES,
        share=("feedback.in_time", "feedback.dated"),
    ),
    Indicator(
        "feedback.open",
        _("Phản ánh đang giải quyết cuối kỳ"),
        CASES,
        _(
            "Số phản ánh mà ngay trước lúc hết kỳ phường, xã còn phải trả lời (mới nhận, đã phân loại, đã "
            "phân công, đang xử lý, chờ bổ sung, nơi khác chuyển đến, mở lại), dựng lại theo diễn biến đã "
            "ghi nên tính muộn vẫn ra số của lúc hết kỳ. Gồm cả khiếu nại, tố cáo được bảo mật (chỉ tính "
            "số lượng)."
        ),
        BOOK,
        *_cases(_OPEN),
    ),
    Indicator(
        "feedback.late",
        _("Phản ánh quá hạn cuối kỳ"),
        CASES,
        _(
            "Trong số phản ánh đang giải quyết cuối kỳ: số đã qua hạn trả lời lúc hết kỳ. Phản ánh đang chờ "
            "người gửi bổ sung (tạm dừng tính hạn) không phải là quá hạn. Gồm cả khiếu nại, tố cáo được bảo "
            "mật (chỉ tính số lượng)."
        ),
        TIMES,
        *_cases(_OPEN, "due_at < %(end)s AND NOT status IN %(waiting)s"),
    ),
    Indicator(
        "feedback.reopened",
        _("Lượt mở lại phản ánh"),
        _("lượt"),
        _(
            "Số lượt phản ánh được mở lại trong kỳ, do phường, xã hoặc theo đề nghị xem lại của người gửi; "
            "một phản ánh mở lại hai lần là hai lượt. Gồm cả khiếu nại, tố cáo được bảo mật (chỉ tính số "
            "lượng)."
        ),
        BOOK,
        *_cases(_REOPENED),
    ),
    Indicator(
        "feedback.rated",
        _("Phản ánh được đánh giá"),
        CASES,
        _(
            "Số phản ánh mà người gửi đánh giá trả lời trong kỳ, tính theo lúc đánh giá. Trả lời lại sau "
            "khi mở lại mà được đánh giá lần nữa thì chỉ tính lần đánh giá gần nhất. Gồm cả khiếu nại, tố "
            "cáo được bảo mật (chỉ tính số lượng)."
        ),
        BOOK,
        *_cases(_RATED),
    ),
    Indicator(
        "feedback.satisfied",
        _("Đánh giá hài lòng"),
        CASES,
        _(
            "Trong số phản ánh được đánh giá trong kỳ: số được 4 hoặc 5 trên 5. Gồm cả khiếu nại, tố cáo "
            "được bảo mật (chỉ tính số lượng)."
        ),
        _("Quy ước của Cổng: từ 4 trên 5 là hài lòng"),
        *_cases(_RATED, "rating >= %(content)s"),
    ),
    Indicator(
        "feedback.satisfied_share",
        _("Tỷ lệ hài lòng"),
        PERCENT,
        _(
            "Số đánh giá hài lòng chia cho số phản ánh được đánh giá trong kỳ; không có đánh giá nào thì "
            "để trống."
        ),
        _("Quy ước của Cổng: từ 4 trên 5 là hài lòng"),
        share=("feedback.satisfied", "feedback.rated"),
    ),
)
