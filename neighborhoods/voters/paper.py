"""The list to be signed, as a paper of the khu phố (`core.papers`)."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from core.papers import Column, Family, Paper, Signer, Table, to_docx
from neighborhoods.minutes import SIGNED, head_of
from neighborhoods.models import Consultation, Voter

OPEN_DAY = "…/…/……"


def document(consultation: Consultation, voters: list[Voter]) -> bytes:
    """The list as .docx; always in Vietnamese, as the paper is an official one."""
    found: Any = consultation  # with the names of its places, as the pages fetch it
    with translation.override("vi"):
        return to_docx(_paper(found, voters))


def _paper(found: Any, voters: list[Voter]) -> Paper:
    again = f" (lần thứ {found.round})" if found.round > 1 else ""
    starts, ends = (
        f"{day:%d/%m/%Y}" if day else OPEN_DAY for day in (found.starts_on, found.ends_on)
    )
    table = Table(
        columns=(
            Column(label="STT", is_centred=True),
            Column(label="Đại diện hộ"),
            Column(label="Địa chỉ"),
            Column(label="Ký tên"),
        ),
        rows=tuple((voter.number, voter.name, voter.address, "") for voter in voters),
    )
    return Paper(
        family=Family.NEIGHBORHOOD,
        kind="Danh sách",
        subject=f"Hộ gia đình được lấy ý kiến về việc {found.title}{again}",
        parent=found.ward_name,
        issuer=found.unit_name,
        is_roman=False,
        body=(
            f"Lấy ý kiến từ ngày {starts} đến ngày {ends}.",
            f"Danh sách có {len(voters)} hộ; tổng số đã ghi: {found.total}.",
            table,
        ),
        signers=(
            Signer(function="Người lập danh sách", note=SIGNED),
            Signer(function=head_of(found), note=SIGNED),
        ),
    )
