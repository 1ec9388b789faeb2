"""A report as an official paper: what stands in it, in Word, PDF and tables."""

from __future__ import annotations

import io

import docx
import pytest
from django.urls import reverse

from core.papers import Table
from reports import numbering, paper
from reports.models import Report
from reports.pages import ReportPage
from reports.services import moves, rolling, writing
from tests.reports.conftest import texts
from tests.reports.test_review import sent

pytestmark = pytest.mark.django_db


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


@pytest.mark.parametrize("typed", ["", "BC-UBND", "0/BC", "5 BC", "5/", "x/BC", "5/B C"])
def test_a_number_is_written_as_the_decree_has_it(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - the text typed is all it says
        numbering.tidy(typed)


def test_a_number_gets_its_zero():
    assert numbering.tidy(" 5 / BC-UBND") == "05/BC-UBND"


def test_a_draft_leaves_room_for_what_is_not_known(report):
    made = paper.of_report(ReportPage(report))
    assert (made.number, made.symbol, made.date, made.signers[0].name) == (
        None,
        "BC-UBND",
        None,
        "",
    )
    assert made.parent == "Ủy ban nhân dân Quận Nhất"
    assert made.issuer == "Ủy ban nhân dân Phường Bến Nghé"


def test_what_was_sent_stands_in_the_paper(report, officer, leader):
    report = sent(report, officer, leader)
    page = ReportPage(Report.objects.select_related("period__type").get(pk=report.pk))
    name, content = paper.write(page, ".docx")
    words = words_of(content)
    for said in ("05/BC-UBND", "Ổn định.", leader.person.name, "BÁO CÁO", "Phản ánh tiếp nhận"):
        assert said in words, said
    assert name.startswith("bao-cao-thang-")
    assert paper.write(page, ".pdf")[1].startswith(b"%PDF")
    assert paper.write(page, ".xlsx")[1].startswith(b"PK")


def test_a_sum_lists_its_units_and_names_who_is_missing(
    report, officer, leader, reviewer, district
):
    moves.accept(report=sent(report, officer, leader), by=reviewer)
    total = rolling.roll_up(period=report.period, unit=district, by=reviewer)
    writing.write(report=total, texts=texts(total), by=reviewer)
    annex = paper.of_report(ReportPage(total)).annexes[0]
    table = next(block for block in annex.blocks if isinstance(block, Table))
    assert [row[1] for row in table.rows] == ["Phường Bến Nghé"]
    assert table.total[1] == "Cộng"
    assert paper.write(ReportPage(total), ".docx")[1]


@pytest.mark.parametrize(
    ("suffix", "status"), [("docx", 200), ("pdf", 200), ("xlsx", 200), ("exe", 404)]
)
def test_files_are_downloads_in_few_queries(
    client, report, officer, suffix, status, django_assert_max_num_queries
):
    client.force_login(officer)
    address = reverse("reports:report_file", args=[report.uuid, suffix])
    with django_assert_max_num_queries(14):  # the page's, and the chain of the unit
        answer = client.get(address)
    assert answer.status_code == status
    if status == 200:
        assert "attachment" in answer["Content-Disposition"]
