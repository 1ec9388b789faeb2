"""Tables that leave the portal: CSV that opens in a spreadsheet, and JSON for programmes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_response(
    name: str, header: list[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """A CSV file (UTF-8, commas), sent as it is made; cells that a spreadsheet would run are text."""
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def json_response(
    name: str, header: list[str], rows: Iterable[Iterable[Any]], **about: Any
) -> StreamingHttpResponse:
    """One object: what `about` says, then `rows` as a list of objects with the names of the header."""
    response = StreamingHttpResponse(
        _objects(header, rows, about), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def safe_cell(value: Any) -> str:
    """A value as a cell; a text that begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _lines(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for chunk in _chunks(rows):
        yield "".join(writer.writerow(map(safe_cell, row)) for row in chunk)


def _objects(
    header: list[str], rows: Iterable[Iterable[Any]], about: dict[str, Any]
) -> Iterator[str]:
    opening = json.dumps(about, ensure_ascii=False)[:-1]
    yield f'{opening}{", " if about else ""}"rows": ['
    is_first = True
    for chunk in _chunks(rows):
        text = ",\n".join(_object(header, row) for row in chunk)
        yield text if is_first else f",\n{text}"
        is_first = False
    yield "]}"


def _object(header: list[str], row: Iterable[Any]) -> str:
    return json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False, default=str)


def _chunks(rows: Iterable[Iterable[Any]]) -> Iterator[list[Iterable[Any]]]:
    chunk: list[Iterable[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
