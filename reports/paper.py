"""A report as an official paper: what stands in it; how it looks is decided by `core.papers`.

Legal source of the form: NĐ 30/2020/NĐ-CP, Phụ lục I (báo cáo).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import translation

from core import clock, papers
from core.papers import Annex, Block, Column, Paper, Section, Signer, Table, Urgency
from reports.models import Report, ReportFigure
from reports.numbering import split
from reports.pages import Part, ReportPage
from reports.services import moves
from wards.models import Level

USUAL_SYMBOL = "BC-UBND"
OFFICE = "Ủy ban nhân dân %s"  # the words of the decree; papers are Vietnamese for every reader
CHAIR, DEPUTY = "Chủ tịch", "Phó"
MOST_COLUMNS = 8  # of a table of units: with more the columns are too narrow to be read
WRITERS = {
    ".docx": papers.to_docx,
    ".pdf": papers.to_pdf,
    ".xlsx": papers.to_xlsx,
}
"""What a report may be taken away as, by the ending of the file."""


def of_report(page: ReportPage) -> Paper:
    """The paper of a report, as far as it is written; room is left for what is not known yet."""
    with translation.override("vi"):
        return _paper(page)


def _paper(page: ReportPage) -> Paper:
    report = page.report
    number, symbol = split(report.number) if report.number else (None, USUAL_SYMBOL)
    sent = page.versions[0] if page.versions and (report.is_sent or page.shows_version) else None
    facts = (sent.facts if sent else {}) or moves.facts_of(report, None)
    above = OFFICE % facts["above"] if facts["above"] else ""
    issuer = OFFICE % facts["issuer"]
    recipients = [line for line in page.period.type.recipients.splitlines() if line.strip()]
    return Paper(
        kind="Báo cáo",
        subject=page.period.subject,
        parent=above,
        issuer=issuer,
        number=number,
        symbol=symbol,
        place=facts["issuer"],
        date=clock.local(report.sent_at).date() if report.sent_at else None,
        addressees=(above,) if above else (),
        body=(_opening(page, issuer), *_sections(page)),
        annexes=_annexes(page),
        signers=(_signer(facts),),
        recipients=tuple(recipients),
        urgency=Urgency.URGENT if page.period.is_ad_hoc else None,
    )


def _opening(page: ReportPage, issuer: str) -> str:
    subject = page.period.subject
    about = subject[:1].lower() + subject[1:]
    place = "" if page.report.keeper_id == page.report.unit_id else f" của {page.report.unit_name}"
    return f"{issuer} báo cáo {about}{place} (số liệu {page.period.days}) như sau:"


def _sections(page: ReportPage) -> list[Block]:
    return [Section(heading=part.section.heading, blocks=_blocks(part)) for part in page.parts]


def _blocks(part: Part) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if part.text:
        blocks.append(part.text)
    if part.figures:
        blocks.append(_figures(part))
    return tuple(blocks) or ("Không.",)


def _figures(part: Part) -> Table:
    rows = tuple(
        (number, row.label, row.measure, row.raw, row.raw_previous, row.raw_year_ago)
        for number, row in enumerate(part.figures, start=1)
    )
    columns = (
        Column(label="STT", is_centred=True),
        Column(label="Chỉ tiêu"),
        Column(label="Đơn vị tính", is_centred=True),
        Column(label="Kỳ này"),
        Column(label="Kỳ trước"),
        Column(label="Cùng kỳ năm trước"),
    )
    return Table(columns=columns, rows=rows)


def _annexes(page: ReportPage) -> tuple[Annex, ...]:
    """Of a sum: each unit's figures, section by section, and who is missing."""
    if not page.report.is_roll_up:
        return ()
    members = page.members
    values: dict[int, dict[str, Decimal | None]] = {}
    for row in ReportFigure.objects.current().filter(report__in=members):
        values.setdefault(row.report_id, {})[row.code] = row.value
    tables: list[Block] = [
        _units(part, members, values) for part in page.parts if part.figures and members
    ]
    if missing := page.missing:
        names = "; ".join(f"{row.name} ({row.status.lower()})" for row in missing)
        tables.append(f"Đơn vị chưa có báo cáo được chấp nhận: {names}.")
    return (Annex(title="Số liệu của từng đơn vị", blocks=tuple(tables)),) if tables else ()


def _units(
    part: Part, members: list[Report], values: dict[int, dict[str, Decimal | None]]
) -> Table:
    shown = part.figures[:MOST_COLUMNS]
    rows = tuple(
        (number, member.short_name, *(values.get(member.pk, {}).get(row.code) for row in shown))
        for number, member in enumerate(members, start=1)
    )
    total = ("", "Cộng", *(row.raw for row in shown))
    columns = (
        Column(label="STT", is_centred=True),
        Column(label="Đơn vị"),
        *(Column(label=row.label) for row in shown),
    )
    return Table(columns=columns, rows=rows, total=total, title=part.section.heading)


def _signer(facts: dict[str, Any]) -> Signer:
    """Who sent it, with the function held then; room for a name as long as nobody has.

    The chair signs for the office, a deputy in the chair's stead (KT.), anybody else by order (TL.): NĐ 30/2020,
    Phụ lục I, II.7.
    """
    function = facts.get("function", "").partition(" UBND")[0].partition(" Ủy ban")[0] or CHAIR
    office = "TM. Ủy ban nhân dân"
    if function.startswith(CHAIR):
        lead: tuple[str, ...] = (office,)
    else:
        lead = (office, f"KT. {CHAIR}") if function.startswith(DEPUTY) else (f"TL. {CHAIR}",)
    return Signer(lead=lead, function=function, name=facts.get("signer", ""))


def write(page: ReportPage, suffix: str) -> tuple[str, bytes]:
    """The report as a file, and its name. Raises KeyError for an ending that is none of ours."""
    writer = WRITERS[suffix]
    report = page.report
    title = f"bao-cao-{page.period.type.code}-{page.period.end:%Y%m%d}"
    level = {Level.WARD: "", Level.DISTRICT: "-tong-hop", Level.CITY: "-thanh-pho"}
    name = f"{title}{level.get(Level(report.level), '')}"
    return name, writer(of_report(page))
