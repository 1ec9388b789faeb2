"""From what a paper is to what stands on its pages (Decree 30/2020/NĐ-CP, annex I, part I)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import translation

from core.papers import measure
from core.papers.grids import grid
from core.papers.model import Annex, Block, Family, Paper, Section, Signer, Table
from core.papers.parts import Grid, Leaf, Line, Pair, Part, Rule, Stamp
from core.papers.rules import (
    CLOSE_SHARES,
    HAND,
    HEAD_SHARES,
    INDENT,
    LOOKS,
    SHORT_RULE,
    SIGNATURE,
    STAMP_WIDTHS,
    text_width,
)
from core.papers.words import ANNEX, COMMITTEES, MOTTO, NATION, letter, paragraphs, plain, roman

Cells = list[Line | Rule | Stamp]
HEADINGS = ("part", "clause", "point")
ENDINGS = " .;,/"
AIR = 8.0  # points between the text and who signs


def layout(paper: Paper) -> list[Leaf]:
    """The paper and its annexes; always in Vietnamese, as the paper is an official one."""
    with translation.override("vi"):
        room = text_width(is_landscape=paper.is_landscape)
        main = Leaf(paper.is_landscape)
        main.parts += [_head(paper, room), *_title(paper, room), *_addressees(paper, room)]
        main.parts.append(Line("gap", "", before=4))
        main.parts += [Line("ground", text) for text in _listed(paper.grounds)]
        main.parts += _body(paper, room)
        main.parts += [Line("gap", "", before=AIR, keep=True), _closing(paper, room)]
        return [
            main,
            *(_annex(paper, number, annex) for number, annex in enumerate(paper.annexes, 1)),
        ]


# --- above the text ---------------------------------------------------------------------------


def _head(paper: Paper, room: float) -> Pair:
    """Boxes 1 to 4: who issues on the left; the nation on the right; below them number and day."""
    left, right = widths = (room * HEAD_SHARES[0], room * HEAD_SHARES[1])
    nation: Cells = [Line("nation", NATION), Line("motto", MOTTO)]
    nation.append(Rule(measure.width(MOTTO, LOOKS["motto"])))
    rows = [(_issuer(paper, left), nation)]
    place = plain(paper.place)
    below: Cells = [] if not place else [_broken("place", f"{place}, {_day(paper.date)}", right)]
    number = [] if paper.family is Family.NEIGHBORHOOD else _number(paper, left)
    if number or below:
        rows.append((number, below))
    return Pair(widths, rows)


def _issuer(paper: Paper, room: float) -> Cells:
    cells: Cells = []
    if paper.parent:
        cells.append(_broken("parent", plain(paper.parent).upper(), room))
    issuer = _broken("issuer", plain(paper.issuer).upper(), room)
    return [*cells, issuer, _short_rule(issuer, room)]


def _number(paper: Paper, room: float) -> Cells:
    cells: Cells = [Line("number", f"Số: {paper.code}")]
    if not paper.kind:
        cells.append(_broken("about", f"V/v {plain(paper.subject)}", room))
    if paper.urgency:
        word = paper.urgency.value
        cells.append(Stamp(word, STAMP_WIDTHS[word]))
    return cells


def _title(paper: Paper, room: float) -> list[Part]:
    """Box 5a: what it is and what it is about; a letter has that below its number."""
    if not paper.kind:
        return []
    kind = Line("kind", plain(paper.kind).upper())
    # Two thirds of the width: a title is read as a block, not as a line of the text.
    subject = _broken("subject", plain(paper.subject), room * 0.8)
    return [kind, subject, _short_rule(subject, room)]


def _addressees(paper: Paper, room: float) -> list[Part]:
    """Box 9a: one on the same line; several below each other, their dashes under the colon."""
    names = _listed(paper.addressees)
    if not names:
        return []
    words = "Kính gửi"
    if len(names) == 1:
        return [Line("to", f"{words}: {names[0].rstrip('.')}")]
    colon = measure.width(words, LOOKS["to"])
    widest = max(measure.width(f"- {name}", LOOKS["to_item"]) for name in names)
    start = max(INDENT, (room - colon - widest) / 2)
    items = [Line("to_item", f"- {name}", left=start + colon, keep=True) for name in names]
    return [Line("to_many", f"{words}:", left=start), *items]


# --- the text ---------------------------------------------------------------------------------


def _body(paper: Paper, room: float) -> list[Part]:
    parts = _blocks(paper.body, 0 if paper.is_roman else 1, room)
    if paper.annexes and not _speaks_of_annexes(parts):
        numbers = ", ".join(roman(number) for number in range(1, len(paper.annexes) + 1))
        several = f"các {ANNEX} {numbers}" if len(paper.annexes) > 1 else ANNEX
        parts.append(Line("text", f"Chi tiết theo {several} kèm theo."))
    if paper.family is Family.OFFICE:
        _end(parts)
    for part in parts[-2:]:  # the place of the signature never stands on a page alone
        if isinstance(part, Line | Grid):
            part.keep = part is parts[-1] or isinstance(part, Grid)
    return parts


def _end(parts: list[Part]) -> None:
    """The sign after the last word of an office's text and of its annexes (annex III)."""
    last = parts[-1] if parts else None
    if isinstance(last, Line) and last.look == "text":
        last.text = f"{last.text.rstrip(ENDINGS)}./."


def _blocks(blocks: Iterable[Block], level: int, room: float) -> list[Part]:
    parts: list[Part] = []
    number = 0
    for block in blocks:
        if isinstance(block, Section):
            number += 1
            parts.append(Line(HEADINGS[level], _heading(level, number, plain(block.heading))))
            parts += _blocks(block.blocks, level + 1, room)
        elif isinstance(block, Table):
            parts += grid(block, room)
        else:
            parts += [Line("text", text) for text in paragraphs(block)]
    return parts


def _heading(level: int, number: int, text: str) -> str:
    """I. KẾT QUẢ, 1. Số liệu, a) Số hộ."""
    if level == 0:
        return f"{roman(number)}. {text.upper()}"
    return f"{number}. {text}" if level == 1 else f"{letter(number)}) {text}"


def _speaks_of_annexes(parts: list[Part]) -> bool:
    return any(isinstance(part, Line) and ANNEX.lower() in part.text.lower() for part in parts)


# --- below the text ---------------------------------------------------------------------------


def _closing(paper: Paper, room: float) -> Pair:
    """Boxes 7, 9b and 12: recipients on the left, level with the function of who signs."""
    if paper.family is Family.NEIGHBORHOOD:
        return _places_to_sign(paper.signers, room)
    widths = (room * CLOSE_SHARES[0], room * CLOSE_SHARES[1])
    return Pair(widths, [(_recipients(paper), _signer(paper.signers[0], widths[1], SIGNATURE))])


def _recipients(paper: Paper) -> Cells:
    above = ("Như trên",) if paper.addressees else ()
    given = [name for name in _named(paper.recipients) if name.lower() != "như trên"]
    archive = ", ".join(["VT", *([plain(paper.archive)] if paper.archive else [])])
    names = _listed((*above, *given, f"Lưu: {archive}"))
    cells: Cells = [Line("recipients", "Nơi nhận:")]
    cells += [Line("recipient", f"- {name}") for name in names]
    if paper.drafter or paper.copies:
        copies = f".({paper.copies})" if paper.copies else ""
        cells.append(Line("drafter", f"{plain(paper.drafter).upper()}{copies}".lstrip(".")))
    return cells


def _signer(signer: Signer, room: float, air: float) -> Cells:
    above = [*signer.lead, signer.function]
    cells: Cells = [_broken("authority", plain(words).upper(), room) for words in above]
    if signer.note:
        cells.append(Line("note", f"({plain(signer.note)})"))
    points = air / measure.MM_PER_POINT
    return [*cells, Line("signer", plain(signer.name), before=points)]


def _places_to_sign(signers: tuple[Signer, ...], room: float) -> Pair:
    """Two in a row; one who signs alone stands on the right, as at an office."""
    half = room / 2
    cells = [_signer(signer, half, HAND) for signer in signers]
    if len(cells) % 2:
        cells.insert(len(cells) - 1, [])
    return Pair((half, half), list(zip(cells[::2], cells[1::2], strict=True)))


def _annex(paper: Paper, number: int, annex: Annex) -> Leaf:
    """III.1: its number (if there are several), its title, what it belongs to."""
    room = text_width()
    kind = plain(paper.kind) or "Công văn"
    code = paper.code.strip() if paper.number else f"…/{paper.symbol}"
    numbered = f" số {code} " if paper.symbol else " "
    day = _day(paper.date)
    source = _broken(
        "annex_source", f"(Kèm theo {kind}{numbered}{day} của {plain(paper.issuer)})", room * 0.9
    )
    leaf = Leaf()
    name = f"{ANNEX} {roman(number)}" if len(paper.annexes) > 1 else ANNEX
    leaf.parts += [Line("annex", name), _broken("annex_title", plain(annex.title).upper(), room)]
    leaf.parts += [source, _short_rule(source, room)]
    leaf.parts += _blocks(annex.blocks, 0 if paper.is_roman else 1, room)
    if paper.family is Family.OFFICE:
        _end(leaf.parts)
    return leaf


# --- small things -----------------------------------------------------------------------------


def _day(day: datetime.date | None) -> str:
    """Zeros before days below 10 and the months 1 and 2; dots while there is no day (II.4b)."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004 - II.4b
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _named(names: Iterable[str]) -> list[str]:
    """Names without what was typed around them: dashes before, marks after."""
    return [text for name in names if (text := plain(name).removeprefix("- ").rstrip(ENDINGS))]


def _listed(names: Iterable[str]) -> list[str]:
    """Each ends with ";", the last with "."."""
    found = _named(names)
    return [f"{text};" for text in found[:-1]] + [f"{text}." for text in found[-1:]]


def _broken(look: str, text: str, room: float) -> Line:
    """A title in lines of about one length; "ỦY BAN NHÂN DÂN" stays on a line of its own."""
    for words in COMMITTEES:
        if text.upper().startswith(f"{words} ") and measure.width(text, LOOKS[look]) > room:
            rest = measure.lines(text[len(words) :], look, room)
            return Line(look, "\n".join([text[: len(words)], *rest]))
    return Line(look, "\n".join(measure.lines(text, look, room)))


def _short_rule(line: Line, room: float) -> Rule:
    """1/3 to 1/2 of the line above (II.2b, II.5b)."""
    look = LOOKS[line.look]
    last = min(measure.width(line.text.split("\n")[-1], look), room)
    return Rule(last * SHORT_RULE, keep=look.keep)
