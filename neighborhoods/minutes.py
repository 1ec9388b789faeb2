"""Minutes of a consultation as a Word document with places to sign.

A khu phố is no administrative body: its minutes carry signatures, no seal. What must stand in them is
said by the Law on grassroots democracy art. 20 (total, present, absent, result; head, Front, two
households). An office may edit the template `data/minutes.docx` in Word.
"""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from django.utils import translation
from docxtpl import DocxTemplate

from neighborhoods.models import Consultation, ConsultationCount, Form
from wards.models import Kind

TEMPLATE = Path(__file__).parent / "data" / "minutes.docx"
NO_CLUSTER = "Toàn khu phố, ấp"
FORMS = {Form.MEETING: "Họp cộng đồng dân cư", Form.BALLOTS: "Lấy ý kiến bằng phiếu"}


def document(consultation: Consultation) -> bytes:
    """The filled-in template; always in Vietnamese, as the paper is an official one."""
    template = DocxTemplate(TEMPLATE)
    with translation.override("vi"):
        facts = _facts(consultation)
    # Whatever was typed is text: a tag in it is neither markup nor an instruction.
    template.render(facts, autoescape=True)
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


def _facts(found: Consultation) -> dict[str, Any]:
    version = found.unit.version_on(found.starts_on or found.created_at.date())
    is_hamlet = bool(version and version.kind == Kind.HAMLET)
    rows = list(found.counts.all())
    return {
        "ward": found.ward_name,  # type: ignore[attr-defined]  # annotated
        "unit": found.unit_name,  # type: ignore[attr-defined]  # annotated
        "form": FORMS[Form(found.form)],
        "title": found.title,
        "round": found.round,
        "starts_on": _day(found.starts_on),
        "ends_on": _day(found.ends_on),
        "announced_on": _day(found.announced_on),
        "place": found.place,
        "electorate": str(found.get_electorate_display()),
        "legal_source": found.matter.legal_source,
        "share": found.matter.share,
        "rows": [_row(row) for row in rows],
        "approval": f"{found.approval:.1f}".replace(".", ","),
        "remarks": found.remarks,
        "is_adopted": found.is_adopted,
        "head": "Trưởng ấp" if is_hamlet else "Trưởng khu phố",
        **{
            name: getattr(found, name)
            for name in (
                "total",
                "answered",
                "absent",
                "needed",
                "agree",
                "against",
                "other",
                "invalid",
            )
        },
    }


def _row(row: ConsultationCount) -> dict[str, Any]:
    counts = {name: getattr(row, name) for name in ("agree", "against", "other", "invalid")}
    return {"cluster": row.cluster or NO_CLUSTER, "sum": sum(counts.values()), **counts}


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
