"""Schemes of tests, drafted by the services as an official would."""

from __future__ import annotations

import datetime
import io

from docx import Document

from core import clock
from neighborhoods.balance import Size
from neighborhoods.models import Consultation, Scheme
from neighborhoods.services import consultations, schemes, steps
from neighborhoods.services.schemes import Source, Wanted
from neighborhoods.services.steps import Paper
from wards.models import Action, Extent, Kind

AHEAD = datetime.timedelta(days=60)


def a_pdf() -> io.BytesIO:
    """The smallest file that is taken for a PDF."""
    return io.BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def drafted(ward, by, *, title="Sắp xếp khu phố 1, 2 và 3", effective_on=None) -> Scheme:
    """A scheme without a line."""
    return schemes.draft_scheme(
        ward=ward,
        title=title,
        reason="Ít hộ, chung trụ sở.",
        effective_on=effective_on or clock.today() + AHEAD,
        by=by,
    )


def three_into_two(ward, places, by, **more) -> Scheme:
    """Khu phố 1 and the half of 2 become a new one; 3 stays and takes the rest of 2."""
    scheme = drafted(ward, by, **more)
    first, second, third = places
    new = Wanted(
        Action.FOUND,
        name="Khu phố 10",
        kind=Kind.NEIGHBORHOOD,
        sources=[Source(first.pk), Source(second.pk, Extent.PART, 120, 400)],
    )
    kept = Wanted(Action.CHANGE, unit=third, sources=[Source(second.pk, Extent.REST)])
    schemes.save_line(scheme=scheme, wanted=new, by=by)
    schemes.save_line(scheme=scheme, wanted=kept, by=by)
    sizes = {first.pk: Size(400, 1500), second.pk: Size(300, 1100), third.pk: Size(350, 1200)}
    schemes.set_sizes(scheme=scheme, sizes=sizes, by=by)
    return Scheme.objects.get(pk=scheme.pk)


def paper(number: str = "12/TTr-UBND") -> Paper:
    """A paper of today."""
    return Paper(number=number, on=clock.today())


def resolution(effective_on: datetime.date) -> Paper:
    """A resolution signed today."""
    return Paper(
        number="7/NQ-HĐND",
        on=clock.today(),
        issuer="Hội đồng nhân dân Thành phố",
        effective_on=effective_on,
    )


def held(consultation: Consultation, by, agree: int, against: int = 0) -> Consultation:
    """A consultation that is planned, announced and, as its days come, counted."""
    today = clock.today()
    plan = consultations.Plan(
        consultation.title,
        total=consultation.total,
        starts_on=consultations.earliest_start(consultation.matter),
        ends_on=today + datetime.timedelta(days=10),
    )
    consultations.edit_consultation(consultation=consultation, plan=plan, by=by)
    consultations.announce_consultation(consultation=consultation, by=by)
    Consultation.objects.filter(pk=consultation.pk).update(starts_on=today)
    count = consultations.Count(agree, against, 0, 0)
    return consultations.close_consultation(
        consultation=consultation, counts=[count], remarks="", by=by
    )


def consent(scheme: Scheme, by) -> None:
    """Every khu phố of a scheme agrees."""
    for consultation in scheme.consultations.running():
        held(consultation, by, agree=consultation.total or 0)


def advance(scheme, by, *times, **more) -> Scheme:
    """One step further."""
    steps.advance(scheme=scheme, by=by, **more)
    return Scheme.objects.select_related("step", "procedure", "decision").get(pk=scheme.pk)


def words_of(data: bytes) -> str:
    """Everything that a Word document says, its tables too."""
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
