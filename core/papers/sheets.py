"""The tables of a paper as a workbook."""

from __future__ import annotations

from django.utils import translation

from core.export import Sheet, workbook
from core.papers.model import Column, Paper, PaperError
from core.papers.words import plain


def to_xlsx(paper: Paper) -> bytes:
    """One sheet for each table, named by its heading; numbers and days as such, a header that stays.

    Raises PaperError for a paper without a table.
    """
    if not paper.tables:
        raise PaperError("there is no table to be taken away")
    with translation.override("vi"):
        return workbook(
            Sheet(
                title=plain(title),
                header=[_label(column) for column in table.headed],
                rows=[*table.rows, *([table.total] if table.total else [])],
            )
            for title, table in paper.tables
        )


def _label(column: Column) -> str:
    """A sheet has one heading row, so that it can be sorted and filtered."""
    return ": ".join(filter(None, (plain(column.group), plain(column.label))))
