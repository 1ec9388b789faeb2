"""Tables that leave the portal: CSV that opens in a spreadsheet, and JSON for programmes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, header: list[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A CSV file (UTF-8, commas); cells that a spreadsheet would run are text."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return _file(text.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


def json_response(
    name: str, header: list[str], rows: Iterable[Iterable[Any]], **about: Any
) -> HttpResponse:
    """One object: what `about` says, then `rows` as a list of objects with the names of the header."""
    found = {**about, "rows": [dict(zip(header, row, strict=True)) for row in rows]}
    text = json.dumps(found, ensure_ascii=False, default=str)
    return _file(text, f"{name}.json", "application/json; charset=utf-8")


def safe_cell(value: Any) -> str:
    """A value as a cell; a text that begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
