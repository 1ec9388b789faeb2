"""Minutes of a consultation as a Word document with places to sign.

A khu phố is no administrative body: its minutes carry signatures, no seal (`Family.NEIGHBORHOOD`).
What must stand in them is said by the Law on grassroots democracy art. 20 (total, present, absent,
result; head, Front, two households).
"""

from __future__ import annotations

import datetime

from django.utils import translation

from core.numbers import percent
from core.papers import Block, Family, Paper, Section, Signer, Table, to_docx
from neighborhoods.models import Consultation, ConsultationCount, Form
from wards.models import Kind

NO_CLUSTER = "Toàn khu phố, ấp"
ONLINE = "Trả lời trực tuyến"
FORMS = {Form.MEETING: "Họp cộng đồng dân cư", Form.BALLOTS: "Lấy ý kiến bằng phiếu"}
COUNTS = {
    "agree": "Đồng ý",
    "against": "Không đồng ý",
    "other": "Ý kiến khác",
    "invalid": "Không hợp lệ",
}
HEADS = {False: "Trưởng khu phố", True: "Trưởng ấp"}
SIGNED = "Ký, ghi rõ họ tên"


def document(consultation: Consultation) -> bytes:
    """The minutes as .docx; always in Vietnamese, as the paper is an official one."""
    with translation.override("vi"):
        return to_docx(minutes(consultation))


def minutes(found: Consultation) -> Paper:
    """What the minutes of a counted consultation say; read it in the language they are written in."""
    form = FORMS[Form(found.form)]
    again = f" (lần thứ {found.round})" if found.round > 1 else ""
    return Paper(
        family=Family.NEIGHBORHOOD,
        kind="Biên bản",
        subject=f"{form} về việc {found.title}{again}",
        parent=found.ward_name,  # type: ignore[attr-defined]  # annotated
        issuer=found.unit_name,  # type: ignore[attr-defined]  # annotated
        is_roman=False,
        body=(
            *_opening(found),
            Section(heading="Thành phần", blocks=(_present(found),)),
            Section(heading="Kết quả", blocks=(_table(found), _share(found))),
            *_remarks(found),
            f"Kết luận: nội dung lấy ý kiến {_verdict(found)}.",
            "Biên bản được lập thành 02 bản, đã đọc cho những người có mặt cùng nghe và ký tên dưới đây.",
        ),
        signers=tuple(
            Signer(function=function, note=SIGNED)
            for function in (
                "Người ghi biên bản",
                head_of(found),
                "Trưởng Ban công tác Mặt trận",
                "Đại diện 02 hộ gia đình",
            )
        ),
    )


def _opening(found: Consultation) -> tuple[Block, ...]:
    place = f", tại {found.place}" if found.place else ""
    units = f"{found.unit_name}, {found.ward_name}"  # type: ignore[attr-defined]  # annotated
    asked = (
        f"Từ ngày {_day(found.starts_on)} đến ngày {_day(found.ends_on)}{place}, {units} "
        f"lấy ý kiến của {found.get_electorate_display()} về nội dung: {found.title}."
    )
    announced = f"Việc lấy ý kiến đã được thông báo ngày {_day(found.announced_on)}."
    return asked, f"{announced} Căn cứ: {found.matter.legal_source}."


def _present(found: Consultation) -> str:
    return (
        f"Tổng số {found.get_electorate_display()}: {found.total}. "
        f"Tham gia: {found.answered}. Vắng mặt: {found.absent}."
    )


def _table(found: Consultation) -> Table:
    totals = [getattr(found, name) for name in COUNTS]
    return Table(
        columns=("Cụm dân cư", *COUNTS.values(), "Tham gia"),
        rows=tuple(_row(row) for row in found.counts.all()),
        total=("Cộng", *totals, found.answered),
    )


def _row(row: ConsultationCount) -> tuple[str | int, ...]:
    counts = [getattr(row, name) for name in COUNTS]
    cluster = ONLINE if row.is_online else row.cluster or NO_CLUSTER
    return (cluster, *counts, sum(counts))


def _share(found: Consultation) -> str:
    approval = percent(found.approval).replace("%", " %")
    return (
        f"Số đồng ý: {found.agree} trên tổng số {found.total}, đạt {approval}. "
        f"Tỷ lệ cần đạt: {found.matter.share} tổng số, tương ứng {found.needed}."
    )


def _remarks(found: Consultation) -> tuple[Block, ...]:
    if not found.remarks:
        return ()
    return (Section(heading="Ý kiến đáng chú ý", blocks=(found.remarks,)),)


def _verdict(found: Consultation) -> str:
    return "ĐƯỢC TÁN THÀNH" if found.is_adopted else "KHÔNG ĐƯỢC TÁN THÀNH"


def head_of(found: Consultation) -> str:
    """What the head of the unit is called, who signs."""
    version = found.unit.version_on(found.starts_on or found.created_at.date())
    return HEADS[bool(version and version.kind == Kind.HAMLET)]


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
