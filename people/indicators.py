"""The figures of the room: seats of a ward with its khu phố and ấp, who came, who went, whose term ends.

Posts have days and no hours, so what is counted depends on the days entered, never on today's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from core.indicators import Count, Counts, Detail, Indicator, Members, Window
from core.listings import Listing
from people.listings import PLACES_LISTED, TERMS_LISTED
from people.models.role import DUE_SOON, empty_seats
from wards.counting import WARD_OF_UNIT, Tally, rows
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
    SELECT {{by}}, {{about}}, role.seats, coalesce(held.people, 0), count(*)
    FROM place
    JOIN people_role role ON role.level = place.level AND role.seats > 0
    LEFT JOIN held ON held.unit_id = place.id AND held.role_id = role.id
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2
"""  # noqa: S608 - our own constants
_TERMS = f"""
    SELECT term.id, held.ward FROM people_term term
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


class _Seats:
    """Seats on the last day, as the register says it: those that are held, those that are not, or both."""

    def __init__(self, *, filled: bool = False, vacant: bool = False) -> None:
        self.filled, self.vacant = filled, vacant

    def count(self, window: Window, areas: Collection[int]) -> Counts:
        """How many there are in each ward with its khu phố and ấp."""
        sums: dict[int, int] = {}
        for ward, _role, seats in self._found(window, areas, by="place.ward"):
            sums[ward] = sums.get(ward, 0) + seats
        return sums

    def members(self, window: Window, ward: int) -> Counts:
        """How many there are in each place of a ward that has any."""
        sums: dict[int, int] = {}
        for place, _role, seats in self._found(window, [ward], by="place.id"):
            sums[place] = sums.get(place, 0) + seats
        return sums

    def posts(self, window: Window, ward: int) -> dict[int, str]:
        """Which posts they are in each place: "Trưởng khu phố; Phó trưởng khu phố (2)"."""
        words: dict[int, list[str]] = {}
        for place, role, seats in self._found(window, [ward], by="place.id", about="role.name"):
            words.setdefault(place, []).append(role if seats == 1 else f"{role} ({seats})")
        return {place: "; ".join(posts) for place, posts in words.items()}

    def _found(
        self, window: Window, areas: Collection[int], *, by: str, about: str = "''"
    ) -> Iterator[tuple[int, str, int]]:
        """Where, what about it, and how many; only where there are some."""
        for key, words, seats, held, places in rows(
            _SEATS.format(by=by, about=about), window, areas
        ):
            empty = empty_seats(seats, held)
            wanted = self.filled * (seats - empty) + self.vacant * empty
            if wanted:
                yield key, words, places * wanted


def _seats(**kind: bool) -> tuple[Count, Members, Listing, Detail]:
    seats = _Seats(**kind)
    return seats.count, seats.members, PLACES_LISTED, Detail(_("Chức danh"), seats.posts)


def _terms(sql: str) -> tuple[Count, Members, Listing]:
    tally = Tally(sql, params=lambda window: {"soon": window.last_day + DUE_SOON})
    return tally.count, tally.members, TERMS_LISTED


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
        *_seats(filled=True, vacant=True),
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
        *_seats(filled=True),
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
        *_seats(vacant=True),
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
        *_terms(_APPOINTED),
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
        *_terms(_ENDED),
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
        *_terms(_ENDING),
    ),
)
