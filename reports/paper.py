"""A report as an official paper: what stands in it; how it looks is decided by `core.papers`.

Legal source of the form: NĐ 30/2020/NĐ-CP, Phụ lục I (báo cáo).
"""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from core import clock, papers
from core.papers import Annex, Block, Column, Paper, Section, Signer, Table, Urgency
from people.models import Term, User
from reports.models import Report, ReportFigure
from reports.numbering import split
from reports.pages import Part, ReportPage
from wards import tree
from wards.models import Level

USUAL_SYMBOL = "BC-UBND"
OFFICE = "Ủy ban nhân dân %s"  # the words of the decree; papers are Vietnamese for every reader
CHAIR = "Chủ tịch"
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
    chain = tree.chain(report.unit, report.last_day)
    above = OFFICE % chain[1].name if len(chain) > 1 else ""
    issuer = OFFICE % report.short_name
    recipients = [line for line in page.period.type.recipients.splitlines() if line.strip()]
    return Paper(
        kind="Báo cáo",
        subject=page.period.subject,
        parent=above,
        issuer=issuer,
        number=number,
        symbol=symbol,
        place=report.short_name,
        date=clock.local(report.sent_at).date() if report.sent_at else None,
        addressees=(above,) if above else (),
        body=(_opening(page, issuer), *_sections(page)),
        annexes=_annexes(page),
        signers=(_signer(page),),
        recipients=tuple(recipients),
        urgency=Urgency.URGENT if page.period.is_ad_hoc else None,
    )


def _opening(page: ReportPage, issuer: str) -> str:
    subject = page.period.subject
    about = subject[:1].lower() + subject[1:]
    return f"{issuer} báo cáo {about} (số liệu {page.period.days}) như sau:"


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


def _signer(page: ReportPage) -> Signer:
    """Who sent it, with the function held then; room for a name as long as nobody has."""
    by = page.versions[0].by if page.versions and page.report.is_sent else None
    lead: tuple[str, ...] = ("TM. Ủy ban nhân dân",)
    function = _function(page.report, by) if by else CHAIR
    if not function.startswith(CHAIR):
        lead = (*lead, f"KT. {CHAIR}")
    return Signer(lead=lead, function=function, name=str(by.person) if by and by.person else "")


def _function(report: Report, by: User) -> str:
    """The function of the sender in the unit on that day, without the name of the office."""
    day = clock.local(report.sent_at).date() if report.sent_at else clock.today()
    term = Term.objects.on(day).filter(person=by.person_id, unit=report.keeper_id).first()
    name = term.role.name if term else CHAIR
    return name.partition(" UBND")[0].partition(" Ủy ban")[0]


def write(page: ReportPage, suffix: str) -> tuple[str, bytes]:
    """The report as a file, and its name. Raises KeyError for an ending that is none of ours."""
    writer = WRITERS[suffix]
    report = page.report
    title = f"bao-cao-{page.period.type.code}-{page.period.end:%Y%m%d}"
    level = {Level.WARD: "", Level.DISTRICT: "-tong-hop", Level.CITY: "-thanh-pho"}
    name = f"{title}{level.get(Level(report.level), '')}"
    return name, writer(of_report(page))
