"""The measures of Decree 30/2020/NĐ-CP, annex I: one place, read by the Word and the PDF writer.

Where the decree leaves a range (12-13, 20-25 mm), the choice is here, and is one for all papers: its
own example goes together (heading 12, motto 13, date 13, text 14). Millimetres and points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]

FACE = "Times New Roman"  # I.4; cannot be shipped
PDF_FACE = "Tinos"  # of the same widths, free (core/papers/fonts)

PAGE = (210.0, 297.0)  # I.1: A4
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0  # I.3: 20-25, 20-25, 30-35, 15-20
HEADER = 10.0  # from the edge of the paper to the page number, within the top margin (I.7)
INDENT = 12.7  # II.6e: 1 or 1.27 cm
HEAD_SHARES = (0.42, 0.58)  # box 2 and box 1: the widest heading needs 88 mm of 165
CLOSE_SHARES = (0.45, 0.55)  # box 9b and box 7
SHORT_RULE = 0.4  # II.2b, II.5b: 1/3 to 1/2 of the line above
RULE_POINTS = 0.75
RULE_GAP = 3.0  # points between a line and the rule below it
SIGNATURE = 24.0  # mm left for hand and seal, or for the pictures of digital signatures (box 7c, 8)
HAND = 17.0  # mm left for a hand alone, at a khu phố
STAMP_HEIGHT = 8.0
STAMP_WIDTHS = {"KHẨN": 20.0, "THƯỢNG KHẨN": 40.0, "HỎA TỐC": 30.0}  # III.2b
STAMP_COLOUR = "FF0000"  # bright red; everything else is black (I.4)
CELL_PADDING = 1.5  # mm left and right in the cells of tables
CELL_AIR = 0.5  # mm above and below
LONG_CELL = 500  # letters from which a row may be broken by the end of a page
SMALL_FROM = (
    9  # columns from which a table is set in 11 points; the decree names no size for tables
)


@dataclass(frozen=True, slots=True)
class Look:
    """How one element is set. `before` and `indent` (first line) are in points and millimetres;
    `spacing` is in lines (1 to 1.5); `level` puts it into Word's outline; `keep`: with the next."""

    name: str
    size: float
    align: Align = "left"
    is_bold: bool = False
    is_italic: bool = False
    before: float = 0.0
    indent: float = 0.0
    hanging: float = 0.0
    spacing: float = 1.0
    level: int | None = None
    keep: bool = False


TEXT_SPACING = 1.15  # II.6e: single to 1.5 lines
LOOKS: dict[str, Look] = {
    "nation": Look("Quốc hiệu", 12, "center", is_bold=True),  # box 1: 12-13
    "motto": Look("Tiêu ngữ", 13, "center", is_bold=True),  # 13-14
    "parent": Look("Cơ quan chủ quản", 12, "center"),  # box 2: 12-13
    "issuer": Look("Cơ quan ban hành", 12, "center", is_bold=True),  # 12-13
    "number": Look("Số, ký hiệu", 13, "center", before=6),  # box 3: 13
    "place": Look("Địa danh, thời gian", 13, "center", is_italic=True, before=6),  # box 4: 13-14
    "about": Look("Trích yếu công văn", 12, "center", before=6),  # box 5b: 12-13, 6 pt below
    "stamp": Look("Dấu mức độ khẩn", 13, "center", is_bold=True),  # box 10b: 13-14
    "kind": Look("Tên loại văn bản", 14, "center", is_bold=True, before=14, keep=True),  # box 5a
    "subject": Look("Trích yếu", 14, "center", is_bold=True, keep=True),  # 13-14
    "to": Look("Kính gửi", 14, "center", before=12),  # box 9a: 13-14
    "to_many": Look("Kính gửi nhiều nơi", 14, before=12, keep=True),
    "to_item": Look("Nơi kính gửi", 14, hanging=3.0),
    "ground": Look(
        "Căn cứ", 14, "justify", is_italic=True, before=6, indent=INDENT, spacing=TEXT_SPACING
    ),
    "text": Look("Nội dung", 14, "justify", before=6, indent=INDENT, spacing=TEXT_SPACING),  # 6e
    "part": Look(
        "Mục I", 14, "justify", is_bold=True, before=8, indent=INDENT, spacing=TEXT_SPACING,
        level=1, keep=True,
    ),
    "clause": Look(
        "Khoản 1", 14, "justify", is_bold=True, before=6, indent=INDENT, spacing=TEXT_SPACING,
        level=2, keep=True,
    ),
    "point": Look(
        "Điểm a", 14, "justify", before=6, indent=INDENT, spacing=TEXT_SPACING, level=3, keep=True
    ),
    "table_title": Look("Tên bảng", 13, "center", is_bold=True, before=8, keep=True),
    "table_unit": Look("Đơn vị tính", 13, "right", is_italic=True, before=6, keep=True),
    "gap": Look("Khoảng trống", 1),
    "head": Look("Đầu bảng", 13, "center", is_bold=True, keep=True),
    "cell": Look("Ô bảng", 13),
    "small_head": Look("Đầu bảng nhỏ", 11, "center", is_bold=True, keep=True),
    "small_cell": Look("Ô bảng nhỏ", 11),
    "authority": Look("Quyền hạn, chức vụ", 14, "center", is_bold=True),  # box 7a
    "note": Look("Chỉ dẫn ký", 13, "center", is_italic=True),
    "signer": Look("Họ tên người ký", 14, "center", is_bold=True),  # box 7b
    "recipients": Look("Nơi nhận", 12, is_bold=True, is_italic=True, before=1.8),
    # box 9b: 12; lowered so that it is level with the function in 14
    "recipient": Look("Danh sách nơi nhận", 11),  # 11
    "drafter": Look("Ký hiệu người soạn thảo", 11),  # box 12: 11
    "annex": Look("Phụ lục", 14, "center", is_bold=True, level=1, keep=True),  # III.1b: 14
    "annex_title": Look("Tên phụ lục", 14, "center", is_bold=True, keep=True),  # 13-14
    "annex_source": Look("Kèm theo", 14, "center", is_italic=True, keep=True),  # III.1c: 13-14
    "page": Look("Số trang", 14, "center"),  # I.7: 13-14
}  # fmt: skip


def text_width(*, is_landscape: bool = False) -> float:
    """Millimetres between the side margins; a turned page keeps the names of its margins."""
    return PAGE[1 if is_landscape else 0] - LEFT - RIGHT
