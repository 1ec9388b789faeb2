"""What stands where on the pages of a PDF: millimetres from the top left corner, sizes in points."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

MM = 25.4 / 72
COLUMN_GAP = 9.0  # mm without a letter: another column
CELL_GAP = 2.0
SAME_LINE = 0.3
NAME_LENGTH = 200


@dataclass
class Char:
    """A letter with its origin on the baseline."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str
    colour: tuple[int, int, int]


@dataclass
class Line:
    """Letters that follow each other on one baseline without a wide gap."""

    page: int
    chars: list[Char] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars).strip()

    @property
    def inked(self) -> list[Char]:
        return [char for char in self.chars if char.text.strip()]

    @property
    def left(self) -> float:
        return self.inked[0].left

    @property
    def right(self) -> float:
        return self.inked[-1].right

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.chars[0].baseline

    @property
    def look(self) -> tuple[float, str]:
        """Size and style of all its letters: (13.0, "bold italic")."""
        looks = {(round(char.size, 1), _style(char.font)) for char in self.inked}
        assert len(looks) == 1, f"{self.text!r} is set in {looks}"
        return looks.pop()

    def cells(self) -> list[Line]:
        """Its parts where a gap wider than a blank is between them: cells of a table."""
        parts: list[Line] = []
        for char in self.inked:
            if not parts or char.left - parts[-1].right > CELL_GAP:
                parts.append(Line(self.page))
            elif char.left - parts[-1].right > CELL_GAP / 4:
                parts[-1].chars.append(replace(char, text=" ", left=parts[-1].right))
            parts[-1].chars.append(char)
        return parts


@dataclass
class Box:
    """The bounds of something drawn; a rule has next to no height."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass
class Page:
    """One page."""

    width: float
    height: float
    lines: list[Line]
    boxes: list[Box]

    def rules_below(self, line: Line, within: float = 4.0) -> list[Box]:
        """Thin lines drawn between this line of letters and `within` mm below it."""
        return [
            box
            for box in self.boxes
            if box.height < 0.6
            and line.baseline < box.top < line.baseline + within
            and box.left < line.centre < box.right
        ]


def read(data: bytes) -> list[Page]:
    """The pages of a PDF."""
    document = pdfium.PdfDocument(data)
    return [_page(document[number], number + 1) for number in range(len(document))]


def find(pages: list[Page], start: str, nth: int = 0) -> Line:
    """The nth line that begins with these words."""
    found = [line for page in pages for line in page.lines if line.text.startswith(start)]
    assert len(found) > nth, f"{start!r} is not there"
    return found[nth]


def words(pages: list[Page]) -> str:
    """All the text, each blank once, so that line breaks do not matter."""
    return " ".join(" ".join(line.text for page in pages for line in page.lines).split())


def _style(font: str) -> str:
    name = font.lower()
    return " ".join(word for word in ("bold", "italic") if word in name) or "regular"


def _page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = (side * MM for side in page.get_size())
    lines: list[Line] = []
    for char in _chars(page, height):
        line = lines[-1] if lines else None
        last = line.chars[-1] if line else None
        follows = (
            last is not None
            and abs(char.baseline - last.baseline) < SAME_LINE
            and -1 < char.left - last.right < COLUMN_GAP
        )
        if follows and line:
            line.chars.append(char)
        elif char.text.strip():
            lines.append(Line(number, [char]))
    boxes = [_box(found, height) for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
    return Page(width, height, lines, boxes)


def _chars(page: pdfium.PdfPage, height: float) -> list[Char]:
    text = page.get_textpage()
    return [
        _char(text, at, height)
        for at in range(text.count_chars())
        if raw.FPDFText_IsGenerated(text, at) != 1
    ]


def _char(text: pdfium.PdfTextPage, at: int, height: float) -> Char:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, at, x, y)
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, at, loose)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, at, matrix)
    name, flags = ctypes.create_string_buffer(NAME_LENGTH), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, NAME_LENGTH, flags)
    rgba = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetFillColor(text, at, *rgba)
    return Char(
        text=chr(raw.FPDFText_GetUnicode(text, at)),
        left=x.value * MM,
        right=max(loose.left, loose.right) * MM,
        baseline=height - y.value * MM,
        size=raw.FPDFText_GetFontSize(text, at) * abs(matrix.d),
        font=name.value.decode(),
        colour=(rgba[0].value, rgba[1].value, rgba[2].value),
    )


def _box(found: pdfium.PdfObject, height: float) -> Box:
    left, bottom, right, top = (side * MM for side in found.get_bounds())
    rgba = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetStrokeColor(found, *rgba)
    stroke = tuple(part.value for part in rgba[:3])
    raw.FPDFPageObj_GetFillColor(found, *rgba)
    fill = tuple(part.value for part in rgba[:3])
    colour = max(stroke, fill)
    return Box(left, height - top, right, height - bottom, (colour[0], colour[1], colour[2]))
