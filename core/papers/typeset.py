"""A paper as PDF, set by typst from the same parts as the Word document."""

from __future__ import annotations

import datetime
import functools
import json
import os
import re
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import typst

from core import clock
from core.papers import rules
from core.papers.layout import layout
from core.papers.measure import FONTS
from core.papers.model import Paper
from core.papers.words import plain

TEMPLATE = Path(__file__).parent / "paper.typ"
STANDARD = "a-2b"  # PDF/A, for keeping; fonts are inside
LONGEST_WORD = 24  # letters; the longest Vietnamese word has 7
_LONG_WORDS = re.compile(rf"\S{{{LONGEST_WORD},}}")
_PIECE = 6
BREAK = "\u200b"  # a place where a line may be broken, without width


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF/A-2b; plain PDF where a sign is in no font of ours (an emoji).

    Any thread may ask. The compiler's own threads do not survive a fork, so a process that has made a
    PDF cannot have children that make one: raises RuntimeError there, where typst would wait for ever.
    Ours come from gunicorn's workers and Celery's children, which fork no more.
    """
    words = {
        "paper": json.dumps(
            {
                "title": plain(f"{paper.kind} {paper.subject}"),
                "author": plain(paper.issuer),
                "leaves": _said(layout(paper)),
                "rules": _rules(),
            },
            ensure_ascii=False,
        )
    }
    day = paper.date or clock.today()
    moment = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    try:
        return _compiled(words, moment, [STANDARD])
    except typst.TypstError:
        return _compiled(words, moment, [])


def _compiled(words: dict[str, str], moment: datetime.datetime, standards: list[Any]) -> bytes:
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_compiler().fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=words,
        pdf_standards=standards,
        timestamp=moment,
    )
    if not isinstance(made, bytes):  # pragma: no cover - typst gives a list for pictures only
        raise TypeError(made)
    return made


class _Compiler(NamedTuple):
    fonts: typst.Fonts
    process: int


def _compiler() -> _Compiler:
    found = _first()
    if found.process != os.getpid():
        raise RuntimeError("this process was forked from one that had made a PDF")
    return found


@functools.cache
def _first() -> _Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return _Compiler(fonts, os.getpid())


def _rules() -> dict[str, Any]:
    """The measures of `rules` by their names, looks as objects."""
    names = {name: value for name, value in vars(rules).items() if name.isupper()}
    looks = {name: asdict(look) for name, look in rules.LOOKS.items()}
    return {name.lower(): value for name, value in names.items()} | {"looks": looks}


def _said(value: Any) -> Any:
    """Parts as JSON, each with its kind; long words may be broken."""
    if isinstance(value, str):
        return _LONG_WORDS.sub(_breakable, value)
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    if is_dataclass(value):
        fields = {name: _said(getattr(value, name)) for name in value.__dataclass_fields__}
        return {"kind": type(value).__name__.lower(), **fields}
    return value


def _breakable(found: re.Match[str]) -> str:
    word = found.group()
    pieces = [word[start : start + _PIECE] for start in range(0, len(word), _PIECE)]
    return BREAK.join(pieces)
