"""A file from outside as a table, or words about why it is none."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from core.imports.reading import MAX_BYTES, MESSAGES, read_table
from tests import sheets

ROWS = [["Tên", "Ngày", "Số"], ["Khu phố 1", datetime.date(2024, 4, 3), 512], [None, None, None], ["Khu phố 2", "03/04/2024", 1.5]]  # fmt: skip


def refused(data: bytes) -> str:
    with pytest.raises(ValidationError) as error:
        read_table(data)
    assert error.value.messages == [str(MESSAGES[error.value.code])]
    return error.value.code


def test_a_workbook_is_read_with_its_numbers_and_dates():
    table = read_table(sheets.xlsx(ROWS))
    assert table.header == ["Tên", "Ngày", "Số"]
    assert table.rows == [["Khu phố 1", datetime.date(2024, 4, 3), 512], ["Khu phố 2", "03/04/2024", 1.5]]  # fmt: skip
    assert table.numbers == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_ways_spreadsheets_write_it(delimiter, encoding):
    rows = [["Tên", "Số"], ["Khu phố Đình", "7"]]
    table = read_table(sheets.csv(rows, delimiter, encoding))
    assert (table.header, table.rows) == (["Tên", "Số"], [["Khu phố Đình", "7"]])


def test_blank_lines_before_the_header_count_as_lines():
    table = read_table(sheets.xlsx([[None], ["Tên", "Số"], ["A", 1]]))
    assert (table.header_row, table.numbers) == (2, [3])


def test_formulas_are_found_and_never_run():
    table = read_table(sheets.xlsx([["Tên", "Số"], ["A", "=1+1"]]))
    assert table.formulas == {(2, 2)}
    assert read_table(sheets.csv([["Tên", "Số"], ["A", "=1+1"]])).formulas == {(2, 2)}


def _zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _without(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheets.xlsx(ROWS))) as source, zipfile.ZipFile(out, "w") as to:
        for part in source.namelist():
            if part != name:
                to.writestr(part, source.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "empty"),
        (lambda: sheets.xlsx([]), "empty"),
        (lambda: b"x" * (MAX_BYTES + 1), "too_large"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "no_table"),
        (lambda: b"Chi la mot cau.", "no_table"),
        (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "encoding"),
        (lambda: _zip(doc=b"x"), "no_table"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old"),
        (lambda: sheets.csv([["Tên", "So"], ["Chánh", "1"]], encoding="latin-1"), "encoding"),
        (lambda: sheets.xlsx(ROWS)[:-400], "damaged"),
        (lambda: _without("xl/worksheets/sheet1.xml"), "damaged"),
        (lambda: sheets.csv([["a", "b"]] * 20_002), "too_many_rows"),
        (lambda: sheets.csv([["a"] * 101]), "too_many_columns"),
        (sheets.bomb, "heavy"),
    ],
)
def test_what_is_no_table_is_refused_in_words(make, code):
    assert refused(make()) == code


def test_a_sheet_with_one_cell_at_its_far_end_does_not_fill_the_memory():
    file = sheets.xlsx([["a", "b"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w") as to:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            to.writestr(part, content)
    assert refused(out.getvalue()) in {"heavy", "too_many_rows", "too_many_columns"}
