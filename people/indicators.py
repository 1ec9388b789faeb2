"""The figures of the room: seats of a ward with its khu phố and ấp, who came, who went, whose term ends.

Posts have days and no hours, so what is counted depends on the days entered, never on today's.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from core.indicators import Counts, Indicator, Window
from people.models.role import DUE_SOON, empty_seats
from wards.counting import WARD_OF_UNIT, by_ward, rows
from wards.models import Level

# Seats of a role and how many hold it, in how many places of a ward that is so.
_SEATS = f"""
    WITH place AS (
        SELECT unit.id, unit.level, unit.id AS ward FROM wards_unit unit
        WHERE unit.id = ANY(%(areas)s) AND unit.valid @> %(day)s::date
        UNION ALL
        SELECT unit.id, unit.level, version.parent_id FROM wards_unitversion version
        JOIN wards_unit unit ON unit.id = version.unit_id AND unit.level = {Level.NEIGHBORHOOD:d}
        WHERE version.parent_id = ANY(%(areas)s) AND version.valid @> %(day)s::date
    ), held AS (
        SELECT unit_id, role_id, count(*) AS people FROM people_term
        WHERE valid @> %(day)s::date GROUP BY unit_id, role_id
    )
    SELECT place.ward, role.seats, coalesce(held.people, 0), count(*)
    FROM place
    JOIN people_role role ON role.level = place.level AND role.seats > 0
    LEFT JOIN held ON held.unit_id = place.id AND held.role_id = role.id
    GROUP BY 1, 2, 3
"""  # noqa: S608 - our own constants
_TERMS = f"""
    SELECT held.ward FROM people_term term
    JOIN wards_unit unit ON unit.id = term.unit_id AND unit.level IN ({Level.WARD:d}, {Level.NEIGHBORHOOD:d})
    {WARD_OF_UNIT}
    WHERE
"""  # noqa: S608 - our own constants
_APPOINTED = f"{_TERMS} lower(term.valid) BETWEEN %(first)s AND %(last)s"
_ENDED = f"{_TERMS} upper(term.valid) BETWEEN %(first)s AND %(last)s"
_ENDING = f"""{_TERMS} term.valid @> %(day)s::date AND (
    (term.due_on > %(day)s AND term.due_on <= %(soon)s)
    OR (upper(term.valid) > %(day)s AND upper(term.valid) <= %(soon)s)
)"""


def count_seats(window: Window, areas: Collection[int]) -> Counts:
    """All seats there are on the last day."""
    return _summed(window, areas, filled=True, vacant=True)


def count_filled(window: Window, areas: Collection[int]) -> Counts:
    """The seats that somebody holds on the last day."""
    return _summed(window, areas, filled=True)


def count_vacant(window: Window, areas: Collection[int]) -> Counts:
    """The seats that nobody holds on the last day, as the register says it."""
    return _summed(window, areas, vacant=True)


def count_appointed(window: Window, areas: Collection[int]) -> Counts:
    """Terms that begin on a day of the window."""
    return by_ward(_APPOINTED, window, areas)


def count_ended(window: Window, areas: Collection[int]) -> Counts:
    """Terms that are no longer held from a day of the window on."""
    return by_ward(_ENDED, window, areas)


def count_ending(window: Window, areas: Collection[int]) -> Counts:
    """Terms held on the last day whose planned or decided end is near."""
    return by_ward(_ENDING, window, areas, soon=window.last_day + DUE_SOON)


def _summed(
    window: Window, areas: Collection[int], *, filled: bool = False, vacant: bool = False
) -> Counts:
    sums: dict[int, int] = {}
    for ward, seats, held, places in rows(_SEATS, window, areas):
        empty = empty_seats(seats, held)
        wanted = filled * (seats - empty) + vacant * empty
        sums[ward] = sums.get(ward, 0) + places * wanted
    return {ward: total for ward, total in sums.items() if total}


SEATS, TERMS = _("vị trí"), _("lượt")
CATALOGUE = _("Danh mục chức danh của Cổng; căn cứ về số người ghi ở từng chức danh")
REGISTER = _("Sổ nhân sự của Cổng")

INDICATORS = (
    Indicator(
        "people.seats",
        _("Vị trí chức danh"),
        SEATS,
        _(
            "Tổng số người theo danh mục của các chức danh có giới hạn số người, ở phường, xã và ở mọi khu "
            "phố, ấp trực thuộc vào ngày cuối kỳ. Chức danh không giới hạn số người không tính."
        ),
        CATALOGUE,
        count_seats,
    ),
    Indicator(
        "people.filled",
        _("Vị trí đã có người"),
        SEATS,
        _(
            "Trong số vị trí chức danh: số vị trí có người đang giữ vào ngày cuối kỳ, kể cả lâm thời. Người giữ "
            "nhiều chức danh được tính ở từng chức danh; người vượt quá số vị trí của một chức danh không tính."
        ),
        REGISTER,
        count_filled,
    ),
    Indicator(
        "people.filled_share",
        _("Tỷ lệ vị trí đã có người"),
        "%",
        _("Số vị trí đã có người chia cho số vị trí chức danh vào ngày cuối kỳ."),
        REGISTER,
        share=("people.filled", "people.seats"),
    ),
    Indicator(
        "people.vacant",
        _("Vị trí còn trống"),
        SEATS,
        _("Trong số vị trí chức danh: số vị trí chưa có ai giữ vào ngày cuối kỳ."),
        REGISTER,
        count_vacant,
    ),
    Indicator(
        "people.appointed",
        _("Lượt nhận chức danh"),
        TERMS,
        _(
            "Số nhiệm kỳ bắt đầu vào một ngày trong kỳ (ngày có 0 giờ nằm trong kỳ) ở phường, xã và các khu "
            "phố, ấp trực thuộc, mọi chức danh, mọi hình thức (bầu, bổ nhiệm, phân công, lâm thời)."
        ),
        REGISTER,
        count_appointed,
    ),
    Indicator(
        "people.ended",
        _("Lượt thôi giữ chức danh"),
        TERMS,
        _(
            "Số nhiệm kỳ thôi giữ từ một ngày trong kỳ (ngày đầu tiên không còn giữ, có 0 giờ nằm trong kỳ), kể "
            "cả do đơn vị kết thúc khi sắp xếp. Khu phố, ấp đã kết thúc tính cho phường, xã quản lý vào ngày "
            "cuối cùng của nó."
        ),
        REGISTER,
        count_ended,
    ),
    Indicator(
        "people.ending",
        _("Nhiệm kỳ sắp hết"),
        _("nhiệm kỳ"),
        _(
            "Số nhiệm kỳ còn giữ vào ngày cuối kỳ mà ngày dự kiến hết nhiệm kỳ, hoặc ngày thôi giữ đã quyết "
            "định, rơi vào 60 ngày liền sau ngày cuối kỳ."
        ),
        _(
            "Ngày dự kiến hết nhiệm kỳ ghi trong sổ nhân sự; trưởng khu phố, ấp: Nghị định 59/2023/NĐ-CP"
        ),
        count_ending,
    ),
)
