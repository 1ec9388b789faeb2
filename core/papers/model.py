"""What a paper is, without a word on how it looks."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from decimal import Decimal

MOST_COLUMNS = 20
ROOM = "\u00a0" * 8  # for a number that is written by hand


class PaperError(ValueError):
    """A paper that Decree 30/2020 does not know. A mistake of the caller, never of who typed."""


class Family(enum.Enum):
    """Who speaks: an office of the State, or a khu phố, ấp, which is none."""

    OFFICE = "office"
    NEIGHBORHOOD = "neighborhood"


class Urgency(enum.Enum):
    """The stamp of urgency (Decree 30/2020, annex I, III.2b)."""

    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HỎA TỐC"


Value = str | int | float | Decimal | datetime.date | None
"""A cell of a table. A number is written as Vietnamese is (1.234,5); None leaves the cell empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. `places`: digits after the comma; without it as many as are needed.

    Neighbours with the same `group` stand below a heading of that name ("Trong đó").
    """

    label: str
    group: str = ""
    places: int | None = None
    is_centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a heading row that comes again on each page.

    `columns` may be plain texts. `total` is one more row, in bold. `title` stands above, centred;
    `unit` above on the right ("Đơn vị tính: hộ"). Raises PaperError for a row of another length.
    """

    columns: tuple[Column | str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    title: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        width = len(self.columns)
        if not 1 <= width <= MOST_COLUMNS:
            raise PaperError(f"a table of {width} columns; at most {MOST_COLUMNS} fit on a page")
        if any(len(row) != width for row in (*self.rows, *([self.total] if self.total else []))):
            raise PaperError("every row of a table has a cell for each column")

    @property
    def headed(self) -> list[Column]:
        """The columns, each as a Column."""
        return [
            column if isinstance(column, Column) else Column(label=column)
            for column in self.columns
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the text with its heading, without a number: I., 1. and a) are given by place.

    Below a) there is nothing. A section may be empty; then it has its heading only.
    """

    heading: str
    blocks: tuple[Block, ...] = ()


Block = str | Table | Section
"""A text (its line breaks part paragraphs; blank lines are dropped), a table or a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A part that is added, beginning on a page of its own, with page numbers of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs. `lead` are the lines before the function, such as ("TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH"); they and the function are put into capitals. `name` has no title, and is empty
    as long as it is not known. `note` stands below the function in brackets ("Ký, ghi rõ họ tên").
    """

    function: str
    name: str = ""
    lead: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as Decree 30/2020/NĐ-CP wants it; names and headings in ordinary letters.

    Capitals, "Số:", leading zeros, "Kính gửi:", "Nơi nhận:", dashes, final marks, "./.", numbers of
    sections and annexes, the hint at annexes and page numbers are all put by the portal.

    >>> paper = Paper(
    ...     kind="Báo cáo",
    ...     subject="Kết quả công tác khu phố tháng 01 năm 2026",
    ...     parent="Ủy ban nhân dân Quận 1",
    ...     issuer="Ủy ban nhân dân Phường Bến Nghé",
    ...     number=5, symbol="BC-UBND",  # Số: 05/BC-UBND; number=None leaves room for it
    ...     place="Phường Bến Nghé", date=datetime.date(2026, 1, 5),  # None: ngày … tháng … năm …
    ...     addressees=("Ủy ban nhân dân Quận 1",),
    ...     grounds=("Căn cứ Kế hoạch số 12/KH-UBND ngày 02 tháng 01 năm 2026",),
    ...     body=(
    ...         "Ủy ban nhân dân phường báo cáo như sau:",
    ...         Section(heading="Kết quả", blocks=(
    ...             Section(heading="Số liệu", blocks=(
    ...                 Table(columns=("Khu phố", "Số hộ"), rows=(("Khu phố 1", 1250),)),
    ...             )),
    ...         )),
    ...     ),
    ...     annexes=(Annex(title="Danh sách khu phố", blocks=("…",)),),
    ...     signers=(Signer(
    ...         lead=("TM. Ủy ban nhân dân", "KT. Chủ tịch"),
    ...         function="Phó Chủ tịch", name="Nguyễn Văn A",
    ...     ),),
    ...     recipients=("Thường trực Đảng ủy phường",), archive="NV",  # - Lưu: VT, NV.
    ...     urgency=Urgency.URGENT, drafter="NTM", copies=8,
    ... )
    >>> paper.code
    '05/BC-UBND'

    - A letter (công văn) has no `kind`; its subject stands below the number after "V/v".
    - With addressees "Như trên" comes first among the recipients by itself.
    - `archive` is the unit that drafted, after "VT" in the last line of the recipients.
    - `is_landscape` turns the pages; allowed only where tables stand in the text and no annex is added.
    - `is_roman` False numbers the sections 1., a) instead of I., 1., a): for short papers.
    - A khu phố (`Family.NEIGHBORHOOD`) has no seal, number, stamp or archive; its `parent` is the
      ward's name. All who take part sign; their places stand two in a row.

    Raises PaperError for what the decree does not know.
    """

    subject: str
    issuer: str
    signers: tuple[Signer, ...]
    kind: str = ""
    parent: str = ""
    family: Family = Family.OFFICE
    number: int | None = None
    symbol: str = ""
    place: str = ""
    date: datetime.date | None = None
    addressees: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = ()
    recipients: tuple[str, ...] = ()
    archive: str = ""
    urgency: Urgency | None = None
    drafter: str = ""
    copies: int | None = None
    is_landscape: bool = False
    is_roman: bool = True

    def __post_init__(self) -> None:
        _check_pages(self)
        if self.family is Family.OFFICE:
            _check_office(self)
        else:
            _check_neighborhood(self)

    @property
    def code(self) -> str:
        """Number and symbol, "05/BC-UBND"; room for the number while there is none."""
        number = ROOM if self.number is None else f"{self.number:02d}"
        return f"{number}/{self.symbol}"

    @property
    def tables(self) -> list[tuple[str, Table]]:
        """Every table in the order of reading, with the heading or title nearest above it."""
        found = _tables(self.body, self.subject)
        for annex in self.annexes:
            found += _tables(annex.blocks, annex.title)
        return found


def _tables(blocks: tuple[Block, ...], above: str) -> list[tuple[str, Table]]:
    found: list[tuple[str, Table]] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append((block.title or above, block))
        elif isinstance(block, Section):
            found += _tables(block.blocks, block.heading or above)
    return found


def _depth(blocks: tuple[Block, ...]) -> int:
    return max(
        (1 + _depth(block.blocks) for block in blocks if isinstance(block, Section)), default=0
    )


def _check_pages(paper: Paper) -> None:
    deepest = 3 if paper.is_roman else 2
    if max(_depth(blocks) for blocks in (paper.body, *(a.blocks for a in paper.annexes))) > deepest:
        raise PaperError("below a) there is no section")
    if paper.is_landscape and (paper.annexes or not _tables(paper.body, "")):
        raise PaperError("pages are turned only for tables in the text that are no annex (I.2)")


def _check_office(paper: Paper) -> None:
    if len(paper.signers) != 1:
        raise PaperError("one person signs the paper of an office")
    if not paper.symbol or " " in paper.symbol:
        raise PaperError("an office's paper has a symbol such as BC-UBND, without blanks")
    if paper.number is not None and paper.number < 1:
        raise PaperError("papers are numbered from 1")
    if not paper.place:
        raise PaperError("an office's paper says its place")
    if not paper.kind and not paper.addressees:
        raise PaperError("a letter says to whom it goes")


def _check_neighborhood(paper: Paper) -> None:
    if not paper.signers:
        raise PaperError("somebody signs a khu phố's paper")
    if not paper.kind:
        raise PaperError("a khu phố's paper says what it is")
    if paper.symbol or paper.number or paper.archive or paper.urgency or paper.drafter:
        raise PaperError("a khu phố is no office: no number, archive, stamp or code of a drafter")
