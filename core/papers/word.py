"""A paper as a Word document.

python-docx and no template: a paper is a tree of any depth with sections of their own for annexes,
which loops in a template cannot say; what an office wants otherwise it changes in the document itself.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Emu, Mm, Pt, RGBColor

from core import clock
from core.papers import word_xml as xml
from core.papers.layout import layout
from core.papers.model import Paper
from core.papers.parts import Cell, Grid, Leaf, Line, Pair, Part, Rule, Stamp
from core.papers.rules import (
    BOTTOM,
    HEADER,
    LEFT,
    LONG_CELL,
    LOOKS,
    PAGE,
    RIGHT,
    RULE_GAP,
    STAMP_COLOUR,
    STAMP_HEIGHT,
    TOP,
    Look,
    text_width,
)
from core.papers.words import plain

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def to_docx(paper: Paper) -> bytes:
    """The paper as .docx, to be edited in Word or LibreOffice."""
    document = Document()
    xml.prepare(document)
    _add_styles(document)
    for number, leaf in enumerate(layout(paper)):
        section = document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0]
        _shape_page(section, leaf)
        if number:
            _shrink(document.paragraphs[-1])
        _Writer(document, text_width(is_landscape=leaf.is_landscape)).write(leaf.parts)
    header = document.sections[0].header.paragraphs[0]
    xml.set_style(header, "page")
    xml.add_field(header, "PAGE")
    _describe(document, paper)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Draws parts into the body of a document or into a cell."""

    def __init__(self, place: Any, room: float) -> None:
        self.place = place
        self.room = room

    def write(self, parts: list[Part] | list[Line | Rule | Stamp]) -> None:
        for part in parts:
            match part:
                case Line():
                    self.line(part)
                case Rule():
                    self.rule(part)
                case Stamp():
                    self.stamp(part)
                case Grid():
                    self.grid(part)
                case Pair():
                    self.pair(part)

    def line(self, line: Line) -> None:
        look = LOOKS[line.look]
        paragraph = self._paragraph(line.look)
        if line.text:
            paragraph.add_run(line.text)  # a line feed becomes a line break
        layout_ = paragraph.paragraph_format
        if line.left:
            layout_.left_indent = Mm(line.left + look.hanging)
        if line.before is not None:
            layout_.space_before = Pt(line.before)
        if line.keep:
            layout_.keep_with_next = True

    def rule(self, rule: Rule) -> None:
        paragraph = self._paragraph("gap")
        layout_ = paragraph.paragraph_format
        layout_.space_before = Pt(RULE_GAP)
        layout_.left_indent = layout_.right_indent = Mm((self.room - rule.length) / 2)
        layout_.keep_with_next = rule.keep or None
        xml.draw_top(paragraph)

    def stamp(self, stamp: Stamp) -> None:
        self._paragraph("gap").paragraph_format.space_before = Pt(6)
        table = self.place.add_table(1, 1)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        xml.shape_table(table, [stamp.width], padding=0)
        xml.frame_stamp(table, STAMP_HEIGHT)
        cell = table.cell(0, 0)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        xml.set_style(paragraph, "stamp")
        paragraph.add_run(stamp.text).font.color.rgb = RGBColor.from_string(STAMP_COLOUR)
        _shrink(self.place.paragraphs[-1])  # python-docx adds one after a table in a cell

    def grid(self, grid: Grid) -> None:
        prefix = "small_" if grid.is_small else ""
        heads = 2 if grid.groups else 1
        table = self.place.add_table(heads + len(grid.rows), len(grid.widths))
        xml.shape_table(table, grid.widths)
        xml.draw_frame(table)
        rows = list(table.rows)
        for row in rows[:heads]:
            _fill(row, [Cell(label, "center") for label in grid.head], f"{prefix}head")
            xml.mark_row(row, is_head=True, is_whole=True)
        if grid.groups:
            _group(table, grid)
        for number, (row, cells) in enumerate(zip(rows[heads:], grid.rows, strict=True), 1):
            is_last = number == len(grid.rows)
            _fill(
                row, cells, f"{prefix}cell",
                is_bold=grid.has_total and is_last,
                keep=is_last and grid.keep,
            )  # fmt: skip
            xml.mark_row(row, is_whole=max(len(cell.text) for cell in cells) < LONG_CELL)

    def pair(self, pair: Pair) -> None:
        table = self.place.add_table(len(pair.rows), 2)
        xml.shape_table(table, list(pair.widths), padding=0)
        for row, cells in zip(table.rows, pair.rows, strict=True):
            xml.mark_row(row, is_whole=True)
            for cell, parts, room in zip(row.cells, cells, pair.widths, strict=True):
                _Writer(cell, room).write(parts)
                _drop_first_blank(cell)
        if not hasattr(self.place, "width"):
            _shrink(self.place.add_paragraph())  # Word wants a paragraph after a table

    def _paragraph(self, look: str) -> Any:
        paragraph = self.place.add_paragraph()
        xml.set_style(paragraph, look)
        return paragraph


def _fill(
    row: Any, cells: list[Cell], look: str, *, is_bold: bool = False, keep: bool = False
) -> None:
    for target, cell in zip(row.cells, cells, strict=True):
        target.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = target.paragraphs[0]
        xml.set_style(paragraph, look)
        if cell.align != LOOKS[look].align:
            paragraph.alignment = ALIGN[cell.align]
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(cell.text).bold = is_bold or None


def _group(table: Any, grid: Grid) -> None:
    """Of the two heading rows, which both hold the labels, join what belongs together."""
    alone = set(range(len(grid.head)))
    for first, last, name in grid.groups:
        alone -= set(range(first, last + 1))
        cells = [table.cell(0, at) for at in range(first, last + 1)]
        for cell in cells:
            cell.paragraphs[0].clear()
        cells[0].merge(cells[-1]).paragraphs[0].add_run(name)
    for at in alone:
        table.cell(1, at).paragraphs[0].clear()
        table.cell(0, at).merge(table.cell(1, at))


def _drop_first_blank(cell: Any) -> None:
    """A new cell has an empty paragraph, which stays only where it is the last."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1:
        first._p.getparent().remove(first._p)  # noqa: SLF001 - python-docx removes nothing


def _shrink(paragraph: Any) -> None:
    """A paragraph that the format wants and nobody should see."""
    xml.set_style(paragraph, "gap")


def _shape_page(section: Any, leaf: Leaf) -> None:
    wide, high = (PAGE[1], PAGE[0]) if leaf.is_landscape else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if leaf.is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.top_margin, section.bottom_margin = _at_least(TOP), _at_least(BOTTOM)
    section.left_margin, section.right_margin = _at_least(LEFT), _at_least(RIGHT)
    section.header_distance = section.footer_distance = Mm(HEADER)
    xml.number_from_one(section)


def _at_least(mm: float) -> Emu:
    return Emu(xml.twips(mm) * 635)


def _add_styles(document: Any) -> None:
    """One style for each look, named in Vietnamese; headings have a level in Word's outline."""
    normal = document.styles["Normal"]
    xml.forget_styles(document)
    xml.set_face(normal, Look("", 14))
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    for name, look in LOOKS.items():
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = xml.style_id(name)
        style.base_style = normal
        style.quick_style = True
        xml.set_face(style, look)
        layout_ = style.paragraph_format
        layout_.alignment = ALIGN[look.align]
        layout_.space_before, layout_.space_after = Pt(look.before), Pt(0)
        layout_.first_line_indent = Mm(look.indent - look.hanging)
        layout_.left_indent = Mm(look.hanging)
        layout_.keep_with_next = look.keep
        layout_.widow_control = True
        layout_.line_spacing = look.spacing
        if look.level:
            xml.set_outline(style, look.level)
    gap = document.styles[LOOKS["gap"].name].paragraph_format
    gap.line_spacing_rule, gap.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _describe(document: Any, paper: Paper) -> None:
    """What the file says about itself: the office, never a person or a program."""
    about = document.core_properties
    about.title = plain(f"{paper.kind} {paper.subject}")[:255]
    about.author = about.last_modified_by = plain(paper.issuer)[:255]
    about.comments, about.language = "", "vi-VN"
    day = paper.date or clock.today()
    about.created = about.modified = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001
