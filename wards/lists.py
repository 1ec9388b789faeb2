"""Reading lists of units and of successions, and saying of every bad row what is wrong with it.

A list is a CSV file (UTF-8) with the columns code, name, type, parent_code: one day's state of a
province or city with its districts and wards. A succession has old_code, new_code, extent, area_only
and nq1685_clause. All rows are read before anything is reported, so that one run names every fault.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.text import clean
from wards.models import Extent, Kind, Level

UNIT_COLUMNS = ("code", "name", "type", "parent_code")
EDGE_COLUMNS = ("old_code", "new_code", "extent", "area_only", "nq1685_clause")
UNCHANGED = "unchanged"  # the unit goes on; not an extent of a transfer
LONGEST_NAME = 120

KINDS = {
    "Thành phố trực thuộc trung ương": Kind.CITY,
    "Tỉnh": Kind.PROVINCE,
    "Quận": Kind.URBAN_DISTRICT,
    "Huyện": Kind.RURAL_DISTRICT,
    "Thành phố": Kind.DISTRICT_CITY,
    "Thị xã": Kind.TOWN,
    "Phường": Kind.WARD,
    "Xã": Kind.COMMUNE,
    "Thị trấn": Kind.TOWNSHIP,
    "Đặc khu": Kind.SPECIAL_ZONE,
}
_BEGINS_WITH = {"Thành phố trực thuộc trung ương": "Thành phố"}
_CODE_LENGTH = {Level.CITY: 2, Level.DISTRICT: 3, Level.WARD: 5}


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of a list."""

    line: int
    code: str
    name: str
    kind: Kind
    parent_code: str

    @property
    def level(self) -> Level:
        """Where the unit stands in the tree."""
        return self.kind.level


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of a succession; `extent` is that of a transfer, or `unchanged`."""

    line: int
    old_code: str
    new_code: str
    extent: str
    area_only: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("%(file)s, dòng %(line)s, cột %(column)s: %(reason)s") % {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }


class BadListError(Exception):
    """A file cannot be loaded; `problems` names every fault."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class _Reader:
    """A file, its rows as dicts, and the faults noted so far."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.path, self.columns = path, columns
        self.problems: list[Problem] = []

    def note(self, line: int, column: str, reason: Any) -> None:
        self.problems.append(Problem(self.path.name, line, column, str(reason)))

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return self._unreadable(_("không có tệp này"))
        except (UnicodeDecodeError, OSError):
            return self._unreadable(_("không đọc được; tệp phải là văn bản UTF-8"))
        reader = csv.DictReader(text.splitlines(), strict=True)
        missing = [column for column in self.columns if column not in (reader.fieldnames or [])]
        if missing:
            return self._unreadable(_("thiếu cột %s") % ", ".join(missing))
        found = []
        try:
            for values in reader:
                if None in values or None in values.values():
                    self.note(reader.line_num, "-", _("số ô không khớp với dòng tiêu đề"))
                else:
                    found.append(
                        (reader.line_num, {key: _cell(values[key]) for key in self.columns})
                    )
        except csv.Error:
            self.note(reader.line_num + 1, "-", _("dấu ngoặc kép không khép"))
        if not found and not self.problems:
            return self._unreadable(_("tệp không có dòng nào"))
        return found

    def finish(self) -> None:
        if self.problems:
            raise BadListError(sorted(self.problems, key=lambda problem: problem.line))

    def _unreadable(self, reason: str) -> list[tuple[int, dict[str, str]]]:
        self.note(1, "-", reason)
        return []


def read_units(path: Path) -> list[Row]:
    """The units of a list, from the city downwards. Raises BadListError with every fault."""
    reader = _Reader(path, UNIT_COLUMNS)
    rows = [row for line, values in reader.rows() if (row := _row(line, values, reader.note))]
    _check_tree(rows, reader.note)
    reader.finish()
    return sorted(rows, key=lambda row: (row.level, row.line))


def read_edges(path: Path, old: Iterable[Row], new: Iterable[Row]) -> list[Edge]:
    """A succession between two lists. Raises BadListError with every fault."""
    reader = _Reader(path, EDGE_COLUMNS)
    known = {row.code: row for row in old}, {row.code: row for row in new}
    edges = [
        edge for line, values in reader.rows() if (edge := _edge(line, values, known, reader.note))
    ]
    _check_edges(edges, reader.note)
    reader.finish()
    return edges


Note = Callable[[int, str, Any], None]


def _cell(value: str) -> str:
    return " ".join(clean(value).split())


def _row(line: int, values: dict[str, str], note: Note) -> Row | None:
    """A row whose own cells are right; what is wrong with them is noted."""
    kind = KINDS.get(values["type"])
    if kind is None:
        note(line, "type", _("không có loại đơn vị “%s”") % values["type"])
        return None
    faults = {
        "code": _fault_of_code(values["code"], kind.level),
        "name": _fault_of_name(values["name"], values["type"]),
    }
    for column, fault in faults.items():
        if fault:
            note(line, column, fault)
    if any(faults.values()):
        return None
    return Row(line, values["code"], values["name"], kind, values["parent_code"])


def _fault_of_code(code: str, level: Level) -> str:
    length = _CODE_LENGTH[level]
    if len(code) == length and code.isascii() and code.isdigit():
        return ""
    return _("mã “%(code)s” phải gồm %(length)d chữ số") % {"code": code, "length": length}


def _fault_of_name(name: str, kind: str) -> str:
    begins_with = _BEGINS_WITH.get(kind, kind)
    if not name.startswith(f"{begins_with} "):
        return _("tên phải bắt đầu bằng “%s”") % begins_with
    if len(name) > LONGEST_NAME:
        return _("tên dài hơn %d ký tự") % LONGEST_NAME
    return ""


def _check_tree(rows: list[Row], note: Note) -> None:
    """Codes stand once, and every unit but the top hangs under a higher one of the same list."""
    by_code: dict[str, Row] = {}
    for row in rows:
        if row.code in by_code:
            note(row.line, "code", _("mã đã có ở dòng %d") % by_code[row.code].line)
        by_code.setdefault(row.code, row)
    for row in rows:
        fault = _fault_of_parent(row, by_code.get(row.parent_code))
        if fault:
            note(row.line, "parent_code", fault)


def _fault_of_parent(row: Row, parent: Row | None) -> str:
    if row.level == Level.CITY:
        return _("đơn vị cấp cao nhất không có đơn vị cấp trên") if row.parent_code else ""
    if parent is None:
        return _("không có đơn vị cấp trên mang mã “%s”") % row.parent_code
    return "" if parent.level < row.level else _("đơn vị cấp trên không ở cấp cao hơn")


def _edge(
    line: int,
    values: dict[str, str],
    known: tuple[dict[str, Row], dict[str, Row]],
    note: Note,
) -> Edge | None:
    faults = {
        "old_code": ""
        if values["old_code"] in known[0]
        else _("không có mã này trong danh sách cũ"),
        "new_code": ""
        if values["new_code"] in known[1]
        else _("không có mã này trong danh sách mới"),
        "extent": _fault_of_extent(values),
        "area_only": "" if values["area_only"] in {"", "1"} else _("chỉ để trống hoặc ghi 1"),
    }
    for column, fault in faults.items():
        if fault:
            note(line, column, fault)
    if any(faults.values()):
        return None
    area_only = values["area_only"] == "1"
    clause = values["nq1685_clause"]
    return Edge(line, values["old_code"], values["new_code"], values["extent"], area_only, clause)


def _fault_of_extent(values: dict[str, str]) -> str:
    extent = values["extent"]
    if extent not in {*Extent.values, UNCHANGED}:
        return _("phạm vi “%(extent)s” không thuộc %(allowed)s") % {
            "extent": extent,
            "allowed": ", ".join([*Extent.values, UNCHANGED]),
        }
    if extent == UNCHANGED and values["old_code"] != values["new_code"]:
        return _("đơn vị giữ nguyên phải có cùng mã ở hai cột")
    return ""


def _check_edges(edges: list[Edge], note: Note) -> None:
    """What goes as a whole goes nowhere else; what is divided has one remainder."""
    by_source: dict[str, list[Edge]] = {}
    for edge in edges:
        by_source.setdefault(edge.old_code, []).append(edge)
    for siblings in by_source.values():
        last = siblings[-1]
        extents = [edge.extent for edge in siblings]
        if len({edge.new_code for edge in siblings}) < len(siblings):
            note(last.line, "new_code", _("dòng chuyển này đã có"))
        elif len(siblings) > 1 and {Extent.WHOLE, UNCHANGED} & set(extents):
            note(last.line, "extent", _("đơn vị chuyển toàn bộ hoặc giữ nguyên chỉ có một dòng"))
        elif Extent.PART in extents and extents.count(Extent.REST) != 1:
            note(last.line, "extent", _("đơn vị bị chia phải có đúng một dòng “rest”"))
