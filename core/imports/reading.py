"""A file from outside as a table of plain values, or words about why it is none.

Spreadsheets are zip archives of XML and may hold anything: they are parsed by a child process with
little memory and time and none of our secrets (`worker.py`). What comes back is text, numbers, dates
and the places of formulas, never a formula itself.
"""

from __future__ import annotations

import datetime
import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

MAX_BYTES = 10 * 1024 * 1024
WALL_SECONDS = 40
WORKER = str(Path(__file__).with_name("worker.py"))

MESSAGES = {
    "empty": _("Tệp rỗng. Hãy chọn lại tệp."),
    "too_large": _("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    "no_table": _("Tệp này không phải bảng tính .xlsx hoặc .csv. Hãy tải mẫu về và điền vào mẫu."),
    "old": _("Tệp là bảng tính kiểu cũ (.xls) hoặc có mật khẩu. Hãy lưu lại thành .xlsx, bỏ mật khẩu."),
    "encoding": _("Tệp .csv phải được lưu bằng bảng mã UTF-8. Hãy lưu lại, hoặc dùng .xlsx."),
    "heavy": _("Tệp nén lượng dữ liệu lớn bất thường nên không được mở. Hãy dùng mẫu để nhập."),
    "too_many_rows": _("Bảng có hơn 20.000 dòng. Hãy chia thành nhiều tệp nhỏ hơn."),
    "too_many_columns": _("Bảng có quá nhiều cột. Hãy dùng đúng mẫu."),
    "no_rows": _("Bảng không có dòng dữ liệu nào dưới dòng tiêu đề."),
    "damaged": _("Tệp bị hỏng hoặc không đọc được. Hãy mở và lưu lại thành .xlsx, rồi thử lại."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The first sheet: its header, and the rows that are not blank with their numbers in the file."""

    header: list[str]
    header_row: int
    rows: list[list[Any]]
    numbers: list[int]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # (row, column) from 1


def read_table(data: bytes) -> Table:
    """The table in a file. Raises ValidationError with words for people and a code of MESSAGES."""
    if not data:
        raise _refused("empty")
    if len(data) > MAX_BYTES:
        raise _refused("too_large")
    found = _parsed(data)
    if "error" in found:
        logger.info("import: file refused: %s %s", found["error"], found.get("kind", ""))
        raise _refused(found["error"])
    return _table(found)


def _table(found: dict[str, Any]) -> Table:
    filled = [
        (number, [_cell(value) for value in row])
        for number, row in enumerate(found["rows"], 1)
        if any(value != "" for value in row)
    ]
    if not filled:
        raise _refused("empty")
    header_row, header = filled[0]
    return Table(
        header=[" ".join(str(cell).split()) for cell in header],
        header_row=header_row,
        rows=[row for _number, row in filled[1:]],
        numbers=[number for number, _row in filled[1:]],
        formulas=frozenset((row, column) for row, column in found["formulas"]),
    )


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.date.fromisoformat(value["date"])
    return value.strip() if isinstance(value, str) else value


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script under our own interpreter
            [sys.executable, "-I", WORKER],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={},
            check=True,
        )
    except subprocess.TimeoutExpired:
        logger.warning("import: reading took more than %s s", WALL_SECONDS)
        return {"error": "heavy"}
    except subprocess.CalledProcessError as error:
        logger.warning("import: the reader ended with %s", error.returncode)
        return {"error": "heavy"}
    return json.loads(done.stdout)


def _refused(code: str) -> ValidationError:
    return ValidationError(MESSAGES[code], code=code)
