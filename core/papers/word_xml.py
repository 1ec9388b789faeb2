"""The parts of a Word document that python-docx has no name for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm

from core.papers.rules import CELL_AIR, CELL_PADDING, FACE, RULE_POINTS, STAMP_COLOUR, Look

EIGHTHS = 8  # borders are counted in eighths of a point
COMPATIBLE = "15"  # Word 2013 and newer: tables begin at the margin


def element(tag: str, **attributes: object) -> Any:
    """A w: element with w: attributes."""
    found = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), str(value))
    return found


def twips(mm: float) -> int:
    """Twentieths of a point, rounded up: a margin of 15 mm is not 14,99."""
    return -int(-mm / 25.4 * 1440 // 1)


def set_face(style: Any, look: Look) -> None:
    """Times New Roman for every script, whatever the theme says; size and weight of the look."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    names = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FACE)
    properties.insert(0, element("rFonts", **names))
    style.font.size = Length(int(look.size * 12700))
    style.font.bold, style.font.italic = look.is_bold, look.is_italic


def style_id(look: str) -> str:
    """What paragraphs call the style of a look; people see its name."""
    return f"Paper{look.title().replace('_', '')}"


def set_style(paragraph: Any, look: str) -> None:
    """By its id: python-docx looks a name up among all styles, which takes most of the time."""
    paragraph._p.style = style_id(look)  # noqa: SLF001


def forget_styles(document: Any) -> None:
    """Leave only what Word itself needs of python-docx's template; the rest would hide ours."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1":
            styles.remove(style)


def set_outline(style: Any, level: int) -> None:
    """Lists paragraphs of the style in Word's navigation."""
    style.element.get_or_add_pPr().append(element("outlineLvl", val=level - 1))


def draw_top(paragraph: Any) -> None:
    """A thin line along the top of a paragraph, as wide as its indents leave."""
    borders = element("pBdr")
    borders.append(
        element("top", val="single", sz=int(RULE_POINTS * EIGHTHS), space=0, color="000000")
    )
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx names no borders
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_field(paragraph: Any, instruction: str) -> None:
    """A field that Word computes, such as PAGE."""
    for kind, text in (
        ("begin", ""),
        ("", instruction),
        ("separate", ""),
        ("shown", "2"),
        ("end", ""),
    ):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind in {"begin", "separate", "end"}:
            run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001
        elif not kind:
            words = element("instrText")
            words.text = text
            run._r.append(words)  # noqa: SLF001


def shape_table(table: Any, widths: list[float], *, padding: float = CELL_PADDING) -> None:
    """Fixed widths in millimetres, from margin to margin; cells padded, or not at all."""
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx names no cell margins
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    sizes = [twips(width) for width in widths]
    properties.append(element("tblW", w=sum(sizes), type="dxa"))
    properties.append(element("tblInd", w=0, type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    air = CELL_AIR if padding else 0.0
    for side, size in (("top", air), ("left", padding), ("bottom", air), ("right", padding)):
        margins.append(element(side, w=twips(size), type="dxa"))
    properties.append(margins)
    _in_order(properties, TABLE_ORDER)
    grid = table._tbl.tblGrid  # noqa: SLF001
    for column, size in zip(grid.findall(qn("w:gridCol")), sizes, strict=True):
        column.set(qn("w:w"), str(size))
    for row in table._tbl.tr_lst:  # noqa: SLF001
        for cell, size in zip(row.tc_lst, sizes, strict=True):
            cell.width = Length(size * 635)


def draw_frame(table: Any, colour: str = "000000", points: float = 0.5) -> None:
    """Lines around and within a table."""
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=int(points * EIGHTHS), space=0, color=colour))
    table._tbl.tblPr.append(borders)  # noqa: SLF001
    _in_order(table._tbl.tblPr, TABLE_ORDER)  # noqa: SLF001


def mark_row(row: Any, *, is_head: bool = False, is_whole: bool = False) -> None:
    """A row that comes again on each page; a row that is never broken."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    if is_whole:
        properties.append(element("cantSplit"))
    if is_head:
        properties.append(element("tblHeader"))


def frame_stamp(table: Any, height: float) -> None:
    """The red frame of a stamp: exactly so high, its word in the middle."""
    draw_frame(table, STAMP_COLOUR, 1)
    table.rows[0].height = Mm(height)
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    properties.find(qn("w:trHeight")).set(qn("w:hRule"), "exact")


def prepare(document: Any) -> None:
    """What the decree's document has as a whole: one face, one language, no compatibility mode."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(properties):
        properties.remove(old)
    properties.append(
        element("rFonts", **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FACE))
    )
    properties.append(element("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = element("compat")
    compat.append(
        element(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=COMPATIBLE,
        )
    )
    following = settings.find(qn("w:rsids"))
    if following is not None:
        following.addprevious(compat)
    else:
        settings.append(compat)


def number_from_one(section: Any) -> None:
    """Pages of the section are counted from 1, and the first does not show it."""
    section.different_first_page_header_footer = True
    properties = section._sectPr  # noqa: SLF001 - python-docx names no page numbers
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    numbering = element("pgNumType", start=1)
    after = properties.find(qn("w:cols"))
    after.addprevious(numbering) if after is not None else properties.append(numbering)


TABLE_ORDER = (
    "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize",
    "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook",
)  # fmt: skip


def _in_order(properties: Any, order: tuple[str, ...]) -> None:
    """The schema wants the properties in its order; a later one of a name replaces the former."""
    last = {child.tag: child for child in properties}
    for child in list(properties):
        properties.remove(child)
    for name in order:
        if (child := last.get(qn(f"w:{name}"))) is not None:
            properties.append(child)
