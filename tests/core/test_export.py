"""Tables that leave the portal: real numbers and dates, and nothing that a spreadsheet would run."""

from __future__ import annotations

import datetime
import html
import io
import re
import uuid
import zipfile
from decimal import Decimal

import pytest

from core import clock
from core.export import TABLES, Sheet, csv_response, safe_cell, workbook, xlsx_response
from tests import sheets

HEADER = ["Tên", "Số", "Ngày"]
DANGEROUS = ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "http://x.invalid", "{=1}"]  # fmt: skip


def test_a_workbook_holds_numbers_and_dates_as_such():
    moment = datetime.datetime(2024, 4, 3, 17, 30, tzinfo=datetime.UTC)
    rows = [["Khu phố 1", 1_250, datetime.date(2024, 4, 3)], [None, Decimal("1.5"), moment], [uuid.UUID(int=1), 10**18, True]]  # fmt: skip
    data = xlsx_response("x", HEADER, rows).content
    assert sheets.cells(data) == [
        HEADER,
        ["Khu phố 1", 1250.0, datetime.date(2024, 4, 3)],
        ["", 1.5, clock.local(moment).replace(tzinfo=None)],
        [str(uuid.UUID(int=1)), "1000000000000000000", "True"],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_is_text(text):
    data = xlsx_response("x", ["=A1"], [[text]]).content
    assert sheets.formulas(data) == 0
    assert [row[0] for row in sheets.cells(data)] == ["=A1", text]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any("_rels/sheet" in name for name in archive.namelist()), "no link either"


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1"])
def test_in_csv_an_apostrophe_stands_before_it(text):
    assert safe_cell(text) == f"'{text}"
    assert f"'{text}" in csv_response("x", ["a"], [[text]]).content.decode()


def test_the_header_stays_in_view_and_columns_are_wide_enough():
    data = xlsx_response("x", HEADER, [["Khu phố Hiệp Bình Chánh", 1, None]]).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A2"' in sheet
    assert 'state="frozen"' in sheet
    assert '<col min="1" max="1" width="25' in sheet


def test_both_kinds_are_files_with_a_name():
    for suffix, write in TABLES.items():
        answer = write("so-lieu", ["a"], [["b"]])
        assert answer["Content-Disposition"] == f'attachment; filename="so-lieu.{suffix}"'


def test_sheets_have_titles_that_a_spreadsheet_takes():
    titles = [
        "Khu phố [1]: a/b?",
        "History",
        "Số hộ gia đình theo từng khu phố của phường",
        "",
        "=1+1",
    ]
    titles += [titles[2]]
    data = workbook(Sheet(title, ["a"], [[1]]) for title in titles)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    found = [html.unescape(name) for name in re.findall(r'<sheet name="([^"]*)"', book)]
    assert found == [
        "Khu phố 1 a b",
        "History (2)",
        "Số hộ gia đình theo từng khu",
        "Bảng",
        "=1+1",
        "Số hộ gia đình theo từng (2)",
    ]
