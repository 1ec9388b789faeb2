"""Papers to be looked at; every office, person and figure in them is made up."""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal

from core.papers import Annex, Column, Family, Paper, Section, Signer, Table, Urgency

LONG = (
    "Trong kỳ báo cáo, Ủy ban nhân dân phường đã chỉ đạo các khu phố rà soát, cập nhật số hộ, nhân khẩu; "
    "tổ chức tiếp nhận, xử lý phản ánh của người dân đúng quy trình, đúng thời hạn, công khai kết quả giải "
    "quyết tại trụ sở và trên cổng thông tin, kịp thời nhắc nhở các đơn vị còn để quá hạn."
)
DISTRICT = "Ủy ban nhân dân Quận Ví Dụ"


def wards_report(**changes: object) -> Paper:
    """A ward's report to the district with everything that a report may have."""
    rows = tuple((f"Khu phố {at}", 1200 + at, Decimal("97.5"), None) for at in range(1, 9))
    many = tuple((at, f"Khu phố {at}", 400 + at, 12 * at) for at in range(1, 61))
    facts: dict[str, object] = {
        "kind": "Báo cáo",
        "subject": "Kết quả công tác quản lý địa bàn khu phố và tiếp nhận, xử lý phản ánh của người dân tháng 01 năm 2026",
        "parent": DISTRICT,
        "issuer": "Ủy ban nhân dân Phường Hòa Bình Minh Tân Phú Trung",
        "number": 5,
        "symbol": "BC-UBND",
        "place": "Phường Hòa Bình",
        "date": datetime.date(2026, 1, 5),
        "addressees": (DISTRICT, "Phòng Nội vụ Quận Ví Dụ"),
        "grounds": (
            "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022",
            "Căn cứ Kế hoạch số 12/KH-UBND ngày 02 tháng 01 năm 2026 của Ủy ban nhân dân Quận Ví Dụ về công tác khu phố năm 2026;",
        ),
        "body": (
            "Ủy ban nhân dân phường báo cáo kết quả công tác khu phố tháng 01 năm 2026 như sau:",
            Section(
                heading="Tình hình chung",
                blocks=(
                    LONG,
                    Section(
                        heading="Hộ gia đình, nhân khẩu",
                        blocks=(
                            LONG,
                            Section(heading="Số hộ", blocks=(LONG, "- Tăng so với tháng trước: 12 hộ.\n- Giảm: 3 hộ.")),
                            Section(heading="Số nhân khẩu", blocks=(LONG,)),
                            Table(
                                title="Số hộ theo khu phố",
                                unit="Đơn vị tính: hộ",
                                columns=("Khu phố", "Số hộ", Column(label="Tỷ lệ đúng hạn (%)", places=1), "Ghi chú"),
                                rows=rows,
                                total=("Cộng", 9636, Decimal("97.5"), None),
                            ),
                        ),
                    ),
                    Section(heading="An ninh, trật tự", blocks=(LONG, LONG)),
                ),
            ),
            Section(heading="Khó khăn, vướng mắc"),
            Section(heading="Phương hướng tháng 02 năm 2026", blocks=(LONG, LONG)),
            "Trên đây là báo cáo kết quả công tác khu phố tháng 01 năm 2026 của Ủy ban nhân dân phường.",
        ),
        "annexes": (
            Annex(title="Danh sách khu phố", blocks=(Table(columns=("STT", "Khu phố", "Số hộ", "Phản ánh"), rows=many),)),
            Annex(title="Thuyết minh số liệu", blocks=(LONG, LONG)),
        ),
        "signers": (
            Signer(lead=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), function="Phó Chủ tịch", name="Nguyễn Văn Mẫu"),
        ),
        "recipients": ("Thường trực Đảng ủy phường", "Các khu phố thuộc phường"),
        "archive": "NV",
        "urgency": Urgency.VERY_URGENT,
        "drafter": "ntm",
        "copies": 8,
    }  # fmt: skip
    return Paper(**(facts | changes))  # type: ignore[arg-type]


def letter(**changes: object) -> Paper:
    """A letter (công văn) of one page to one office."""
    facts: dict[str, object] = {
        "subject": "báo cáo số liệu khu phố quý I năm 2026",
        "issuer": "Ủy ban nhân dân Phường Hòa Bình",
        "number": 127,
        "symbol": "UBND-NV",
        "place": "Phường Hòa Bình",
        "date": datetime.date(2026, 3, 15),
        "addressees": ("Trưởng các khu phố thuộc phường",),
        "body": (LONG, LONG),
        "signers": (Signer(function="Chủ tịch", name="Trần Thị Mẫu"),),
        "archive": "NV",
        "urgency": Urgency.EXPRESS,
    }
    return Paper(**(facts | changes))  # type: ignore[arg-type]


def wide_report(**changes: object) -> Paper:
    """A report on turned pages, as its table of twelve columns is in the text."""
    quarters = ("Quý I", "Quý II", "Quý III", "")
    months = (
        Column(label=f"Tháng {month}", group=quarters[(month - 1) // 3]) for month in range(1, 11)
    )
    labels = ("STT", "Khu phố", *months)
    rows = tuple(
        (at, f"Khu phố {at}", *(at * month for month in range(1, 11))) for at in range(1, 41)
    )
    facts: dict[str, object] = {
        "is_landscape": True,
        "annexes": (),
        "body": (LONG, Table(columns=labels, rows=rows), LONG),
        "urgency": None,
    }  # fmt: skip
    return wards_report(**(facts | changes))


def khu_pho_minutes(**changes: object) -> Paper:
    """Minutes of a khu phố, signed by those who took part."""
    note = "Ký, ghi rõ họ tên"
    facts: dict[str, object] = {
        "family": Family.NEIGHBORHOOD,
        "kind": "Biên bản",
        "subject": "Họp cộng đồng dân cư về việc sửa hẻm",
        "parent": "Phường Hòa Bình",
        "issuer": "Khu phố 3",
        "is_roman": False,
        "body": (
            LONG,
            Section(heading="Thành phần", blocks=("Tổng số đại diện hộ gia đình: 300.",)),
            Section(heading="Kết quả", blocks=(Table(columns=("Cụm", "Đồng ý"), rows=(("Cụm A", 120),)),)),
            "Biên bản được lập thành 02 bản.",
        ),
        "signers": (
            Signer(function="Người ghi biên bản", note=note),
            Signer(function="Trưởng khu phố", note=note),
            Signer(function="Đại diện hộ gia đình", note=note),
        ),
    }  # fmt: skip
    return Paper(**(facts | changes))  # type: ignore[arg-type]


HOSTILE = (
    "#let x = 1; #panic() #import \"/etc/passwd\" $x^2$ *đậm* _nghiêng_ `mã` <nhãn> @nguồn \\ // ~ [ ]",
    "<w:p>&amp; ]]> <!-- --> \"'\" {{ 7*7 }} {% if %} & < >",
    "chữ\x00 điều\x07 khiển\x1f \x0b\x0c\ud800\ufffe\u202eở giữa",
    "Tie\u0302\u0301ng Vie\u0323\u0302t to\u0302\u0309 ho\u031b\u0323p",  # NFD
    "=1+1",
)  # fmt: skip


def as_shown(text: str) -> str:
    """A text as it may be printed."""
    unwanted = dict.fromkeys(map(ord, "\x00\x07\x1f\ud800\ufffe\u202e"))
    return unicodedata.normalize("NFC", text.translate(unwanted | {0x0B: " ", 0x0C: " "}))


def hostile(**changes: object) -> Paper:
    """A report by somebody who types anything, with 200 rows and words without an end."""
    endless = "Ữ" * 300
    rows = tuple((at, f"Dòng {at}", endless if at == 3 else "x") for at in range(1, 201))
    facts: dict[str, object] = {
        "subject": "#strong[<b>] $x$ & \x01 " + "trích yếu dài " * 12,
        "issuer": "Ủy ban nhân dân Phường <#Hòa & Bình>",
        "addressees": ("<a> & #b",),
        "grounds": (),
        "body": (
            "",
            " \n\n ",
            endless,
            Section(heading="<#Mục> " + "rất dài " * 30, blocks=(*HOSTILE,)),
            Section(heading="Trống"),
            Section(heading="Bảng", blocks=(Table(columns=("TT", "Tên", "Giá trị"), rows=rows),)),
            Section(heading="Không có dòng", blocks=(Table(columns=("a", "b"), rows=()),)),
        ),
        "annexes": (),
        "recipients": ("#x", "<y>"),
    }
    return wards_report(**(facts | changes))


def draft(**changes: object) -> Paper:
    """A report before it has a number, a day and a name below it."""
    facts: dict[str, object] = {
        "number": None,
        "date": None,
        "signers": (Signer(function="Chủ tịch"),),
        "annexes": (Annex(title="Số liệu", blocks=("…",)),),
    }
    return wards_report(**(facts | changes))
