"""Spreadsheets for tests, good and bad ones, and what a workbook of ours holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook


def xlsx(rows: Iterable[Iterable[Any]]) -> bytes:
    """A workbook of one sheet; dates as dates, and "=…" as a real formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}
    ) as book:
        sheet = book.add_worksheet("Bảng")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    return file.getvalue()


def csv(rows: Iterable[Iterable[Any]], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The same as text."""
    lines = (delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def cells(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """What a workbook shows."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def formulas(data: bytes) -> int:
    """How many formulas a workbook holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    return sum(part.count(b"<f>") + part.count(b"<f ") for part in parts)


def bomb(size: int = 400 * 1024**2) -> bytes:
    """A workbook of a few hundred kilobytes that unpacks to very much more."""
    good = io.BytesIO(xlsx([["a", "b"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(size // 1024**2):
                part.write(b" " * 1024**2)
    return out.getvalue()
