"""Reads one spreadsheet in a process that may fail alone.

Run as a script by `core.imports.reading`, never imported by the portal: no Django, no secrets in its
environment, little memory, little time. Standard input is the file as it came; standard output is
JSON: the rows of its first sheet and where formulas stand, or an error.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import resource
import sys
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 1024**3
CPU_SECONDS = 30
MOST_UNPACKED = 300 * 1024**2  # twenty thousand rows are 20 MB of XML
MOST_ROWS = 20_001
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
MOST_FORMULAS = 200
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")


class SheetError(Exception):
    """Why there will be no table; the text is a code that `core.imports.reading` has words for."""


def limit_resources() -> None:
    """Bound what a hostile file can cost: memory, time, files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, Any]:
    """The rows of the first sheet and its formulas. Raises SheetError."""
    if data.startswith(OLE):
        raise SheetError("old")
    rows, formulas = _workbook(data) if data.startswith(ZIP) else (_text(data), [])
    rows = _trimmed(rows)
    if len(rows) > MOST_ROWS:
        raise SheetError("too_many_rows")
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise SheetError("too_many_columns")
    formulas += [
        (at, column)
        for at, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if isinstance(value, str) and value.lstrip()[:1] in {"=", "@"}
    ]
    return {"rows": [[_plain(cell) for cell in row] for row in rows], "formulas": formulas}


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without what is blank at the ends; a template formatted to its last line is not a long table."""
    kept = [_without_blanks(row) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _without_blanks(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and (row[end - 1] is None or row[end - 1] == ""):
        end -= 1
    return row[:end]


def _workbook(data: bytes) -> tuple[list[list[Any]], list[tuple[int, int]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise SheetError("heavy")
            if "xl/workbook.xml" not in archive.namelist():
                raise SheetError("no_table")
            formulas = _formulas(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False), formulas
    except (
        zipfile.BadZipFile,
        CalamineError,
        ET.ParseError,
        KeyError,
        NotImplementedError,
    ) as error:
        raise SheetError("damaged") from error


def _formulas(archive: zipfile.ZipFile) -> list[tuple[int, int]]:
    """Where the first sheet has formulas: what a formula shows is not what somebody entered."""
    found: list[tuple[int, int]] = []
    with archive.open(_first_sheet(archive)) as xml:
        for _event, cell in ET.iterparse(xml):  # noqa: S314 - in this process, and expat knows its bombs
            if cell.tag == f"{SPREADSHEET}c":
                if cell.find(f"{SPREADSHEET}f") is not None and len(found) < MOST_FORMULAS:
                    found += _place(cell.get("r", ""))
                cell.clear()
            elif cell.tag == f"{SPREADSHEET}row":
                cell.clear()
    return found


def _first_sheet(archive: zipfile.ZipFile) -> str:
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - likewise
    wanted = book.find(f"{SPREADSHEET}sheets/{SPREADSHEET}sheet")
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - likewise
    for relation in relations:
        if wanted is not None and relation.get("Id") == wanted.get(RELATION):
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise SheetError("damaged")


def _place(name: str) -> list[tuple[int, int]]:
    match = PLACE.fullmatch(name)
    if match is None:
        return []
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return [(int(match[2]), column)]


def _text(data: bytes) -> list[list[Any]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decoded(data, "utf-16")
    elif BINARY.search(data):
        raise SheetError("no_table")
    else:
        text = _decoded(data, "utf-8-sig")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    if delimiter not in first:
        raise SheetError("no_table")
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetError("damaged") from error


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError("encoding") from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    return str(value)[:LONGEST_CELL]


def answer(data: bytes) -> dict[str, Any]:
    """The table, or why there is none."""
    try:
        return read(data)
    except SheetError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "heavy"}
    except Exception as error:  # a reader may raise anything over a file made to break it
        return {"error": "damaged", "kind": type(error).__name__}


if __name__ == "__main__":
    limit_resources()
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)
