"""A table against a resource: what would be new, changed or the same, and what is wrong where."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export.results import RowResult

from core.imports.reading import MESSAGES, Table
from core.imports.resource import SheetResource
from core.numbers import number as number_shown
from core.text import fold

MOST_ERRORS = 200  # that are kept to be read
MOST_ROWS = 100  # of a preview
KINDS = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "same",
}
Error = tuple[int, str, str]  # row of the file, header of the column, words


@dataclass
class Outcome:
    """What a table does, or would do."""

    header: list[str]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    errors: list[Error] = field(default_factory=list)
    warnings: list[Error] = field(default_factory=list)  # to be looked at; they stop nothing
    rows: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As it is kept with the job."""
        return {
            "header": self.header,
            "counts": self.counts,
            "errors": sorted(self.errors)[:MOST_ERRORS],
            "errors_count": len(self.errors),
            "warnings": sorted(self.warnings)[:MOST_ERRORS],
            "warnings_count": len(self.warnings),
            "rows": self.rows,
            "more": self.counts["new"] + self.counts["changed"] > len(self.rows),
        }


def examine(resource: SheetResource, table: Table) -> Outcome:
    """What the table would do; nothing is written."""
    return _run(resource, table, dry_run=True)


def perform(resource: SheetResource, table: Table) -> Outcome:
    """Write it. The caller's transaction must be given up where the outcome has errors."""
    return _run(resource, table, dry_run=False)


def _run(resource: SheetResource, table: Table, *, dry_run: bool) -> Outcome:
    columns = resource.columns()
    outcome = Outcome([column for column in columns if column not in resource.hidden])
    outcome.errors += _header_errors(table, columns)
    if outcome.errors:
        return outcome
    places = [_index(table.header, column) for column in columns]
    outcome.errors += _formula_errors(table, places, columns)
    dataset = _dataset(resource, table, places, columns)
    if not len(dataset):
        raise ValidationError(MESSAGES["no_rows"], code="no_rows")
    result = resource.import_data(
        dataset, dry_run=dry_run, raise_errors=False, use_transactions=False
    )
    outcome.errors += _row_errors(resource, result)
    outcome.warnings = list(resource.warnings)
    for number, row in enumerate(result.rows, 1):
        _note(outcome, resource.number_of(number), row)
    return outcome


def _note(outcome: Outcome, number: int, row: Any) -> None:
    kind = KINDS.get(row.import_type)
    if kind is None:
        return
    outcome.counts[kind] += 1
    if kind != "same" and len(outcome.rows) < MOST_ROWS:
        cells = [
            {
                "column": column,
                "now": shown(row.after.get(column)),
                "before": shown(row.before.get(column)),
            }
            for column in outcome.header
        ]
        outcome.rows.append({"number": number, "kind": kind, "cells": cells})


def shown(value: Any) -> str:
    """A cell as the preview writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return number_shown(value) if isinstance(value, int) else str(value)


def _index(header: list[str], column: str) -> int:
    return [fold(name) for name in header].index(fold(column))


def _header_errors(table: Table, columns: list[str]) -> Iterator[Error]:
    found = [fold(name) for name in table.header]
    wanted = {fold(column) for column in columns}
    for column in columns:
        if fold(column) not in found:
            yield (table.header_row, column, _("Thiếu cột này ở dòng tiêu đề; hãy dùng đúng mẫu."))
    for at, name in enumerate(table.header):
        if name and fold(name) not in wanted:
            yield (
                table.header_row,
                name,
                _("Cột này không có trong mẫu; hãy bỏ cột hoặc sửa tên cột."),
            )
        elif name and found.index(fold(name)) != at:
            yield (table.header_row, name, _("Cột này có hai lần."))


def _formula_errors(table: Table, places: list[int], columns: list[str]) -> Iterator[Error]:
    names = {place + 1: column for place, column in zip(places, columns, strict=True)}
    for row, column in sorted(table.formulas):
        if column in names and row > table.header_row:
            yield (row, names[column], _("Ô là công thức; hãy thay bằng giá trị (dán giá trị)."))


def _dataset(
    resource: SheetResource, table: Table, places: list[int], columns: list[str]
) -> tablib.Dataset:
    """The rows in the order of the template, without those that only have what it had filled in."""
    dataset = tablib.Dataset(headers=columns)
    own = [at for at, column in enumerate(columns) if column not in resource.prefilled]
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = [row[place] if place < len(row) else "" for place in places]
        if any(cells[at] != "" for at in own):
            dataset.append(cells)
            resource.numbers.append(number)
    return dataset


def _row_errors(resource: SheetResource, result: Any) -> Iterator[Error]:
    for invalid in result.invalid_rows:
        number = resource.number_of(invalid.number)
        error = invalid.error
        by_field = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {NON_FIELD_ERRORS: error.messages}
        )
        for name, messages in by_field.items():
            for message in messages:
                yield (number, resource.column_of(name), str(message))
    for failed in result.error_rows:
        yield (resource.number_of(failed.number), "", _("Không đọc được dòng này."))
    if result.base_errors:
        raise result.base_errors[0].error
