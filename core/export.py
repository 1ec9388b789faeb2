"""Tables that leave the portal: CSV and .xlsx that open in a spreadsheet, and JSON for programmes."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from core import clock

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, NARROWEST = 60, 8
MOST_DIGITS = 15  # a spreadsheet's numbers know no more; a longer one is text
LONGEST_CELL = 32_000
MOST_ROWS = 10_000  # of a list that grows without end

Rows = Iterable[Iterable[Any]]
LONGEST_TITLE = 31  # of a sheet
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook. Any title will do; what a spreadsheet refuses in it is left out."""

    title: str
    header: list[str]
    rows: Rows


def csv_response(name: str, header: list[str], rows: Rows) -> HttpResponse:
    """A CSV file (UTF-8, commas); cells that a spreadsheet would run are text."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return _file(text.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


def json_response(name: str, header: list[str], rows: Rows, **about: Any) -> HttpResponse:
    """One object: what `about` says, then `rows` as a list of objects with the names of the header."""
    found = {**about, "rows": [dict(zip(header, row, strict=True)) for row in rows]}
    text = json.dumps(found, ensure_ascii=False, default=str)
    return _file(text, f"{name}.json", "application/json; charset=utf-8")


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An .xlsx of several sheets, each as `xlsx_response` writes its one."""
    file = io.BytesIO()
    taken: set[str] = set()
    with _workbook(file) as book:
        for sheet in sheets:
            _Sheet(book, _title(sheet.title, taken), sheet.header).fill(sheet.rows)
    return file.getvalue()


def xlsx_response(name: str, header: list[str], rows: Rows) -> HttpResponse:
    """A workbook of one sheet: numbers and dates as such, a header that stays in view, no formula."""
    file = io.BytesIO()
    with _workbook(file) as book:
        _Sheet(book, _("Dữ liệu"), header).fill(rows)
    return _file(file.getvalue(), f"{name}.xlsx", XLSX)


def xlsx_template_response(
    name: str,
    header: list[str],
    rows: Rows,
    *,
    hints: Iterable[tuple[str, str]],
    date_columns: Sequence[str] = (),
) -> HttpResponse:
    """A workbook to be filled in: the table first, how to fill it in on a second sheet."""
    file = io.BytesIO()
    with _workbook(file) as book:
        _Sheet(book, _("Dữ liệu"), header, date_columns=date_columns).fill(rows)
        _Sheet(book, _("Hướng dẫn"), [_("Cột"), _("Cách điền")]).fill(hints)
    return _file(file.getvalue(), f"{name}.xlsx", XLSX)


TABLES: dict[str, Callable[[str, list[str], Rows], HttpResponse]] = {
    "xlsx": xlsx_response,
    "csv": csv_response,
}
"""What a list may be taken away as, by the ending of the file."""


def list_response(suffix: str, stem: str, header: Sequence[Any], rows: Rows) -> HttpResponse:
    """A list as a file named after the day. Raises Http404 for a kind of file that there is not."""
    if suffix not in TABLES:
        raise Http404
    return TABLES[suffix](
        f"{stem}-{clock.today():%Y-%m-%d}", [str(label) for label in header], rows
    )


def safe_cell(value: Any) -> str:
    """A value as a cell; a text that begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


class _Sheet:
    """One sheet of a workbook while it is written."""

    def __init__(
        self, book: Any, title: str, header: list[str], *, date_columns: Sequence[str] = ()
    ) -> None:
        self.sheet = book.add_worksheet(title)
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
        self.header = header
        self.dates = {header.index(column) for column in date_columns}
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, label in enumerate(header):
            self.sheet.write_string(0, column, str(label), bold)
        self.widths = [len(str(label)) for label in header]
        self.sheet.freeze_panes(1, 0)

    def fill(self, rows: Rows) -> None:
        """Write the rows, and give each column the width that its cells need."""
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._write(number, column, value)
        for column, width in enumerate(self.widths):
            chosen = self.day if column in self.dates else None
            self.sheet.set_column(column, column, max(NARROWEST, min(width + 2, WIDEST)), chosen)

    def _write(self, row: int, column: int, value: Any) -> None:
        """Never by guessing: what is not a number or a date is text, whatever it looks like."""
        if value is None or value == "":
            return
        text = str(value)[:LONGEST_CELL]
        if isinstance(value, datetime.datetime):
            local = clock.local(value).replace(tzinfo=None)
            self.sheet.write_datetime(row, column, local, self.moment)
        elif isinstance(value, datetime.date):
            self.sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int | float | Decimal) and _is_exact(value):
            self.sheet.write_number(row, column, value)
        else:
            self.sheet.write_string(row, column, text)
        self.widths[column] = max(self.widths[column], min(len(text), WIDEST))


def _title(text: str, taken: set[str]) -> str:
    """A title that no sheet of the workbook has yet; cut at a word, numbered where it comes again."""
    plain = " ".join(_NOT_IN_TITLES.sub(" ", text).strip("' ").split()) or _("Bảng")
    number, title = 1, _shortened(plain, LONGEST_TITLE)
    while title.lower() in taken or title.lower() == "history":  # a name that Excel keeps to itself
        number += 1
        ending = f" ({number})"
        title = _shortened(plain, LONGEST_TITLE - len(ending)) + ending
    taken.add(title.lower())
    return title


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text[: length + 1].rsplit(" ", 1)[0] if " " in text[: length + 1] else text
    return cut[:length].strip("' ")


def _is_exact(value: float | Decimal) -> bool:
    return not isinstance(value, bool) and len(str(value).strip("-")) <= MOST_DIGITS


def _workbook(file: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )


def _file(content: str | bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
