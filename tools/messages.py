"""The message catalogues, without the gettext binaries.

    python tools/messages.py           bring locale/en up to date with the sources, compile every .mo
    python tools/messages.py --check   fail, and say why, where that has not been done

Sources are Vietnamese: locale/en translates all of them. locale/vi holds only what libraries say in
English; it is written by hand.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
LOCALE = PROJECT / "locale"
ROOMS = ["core", "wards", "people", "neighborhoods", "feedback", "security", "reports", "config"]
TEMPLATE_ENDINGS = {".html", ".txt", ".svg"}
FUNCTIONS = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS = FUNCTIONS | {f"{name}_lazy": places for name, places in FUNCTIONS.items()}
KEYWORDS |= {"_": None, "gettext_noop": None}
SHOWN = 60  # problems; enough to see what is wrong
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    """Update or check; 1 where the catalogues do not fit the sources."""
    settings.configure(USE_I18N=True)  # all that templatize asks for
    wanted = _extracted()
    if "--check" in sys.argv:
        problems = [*_problems(wanted), *_stale_binaries()]
        print("\n".join(problems[:SHOWN]) or f"messages: {len(wanted)} strings, all translated")
        if len(problems) > SHOWN:
            print(f"… and {len(problems) - SHOWN} more")
        return 1 if problems else 0
    _update(wanted)
    for po in _catalogues():
        po.with_suffix(".mo").write_bytes(_compiled(po))
    return 0


def _extracted() -> Catalog:
    """Every marked string of our Python files and templates."""
    found = Catalog(locale="en", project="Gan Dan", charset="utf-8")
    for path, source in _sources():
        for line, message, comments, context in extract("python", source, KEYWORDS, ["Dịch:"]):
            place = [(str(path.relative_to(PROJECT)), line)]
            found.add(message, locations=place, auto_comments=comments, context=context)
    return found


def _sources() -> Iterator[tuple[Path, io.BytesIO]]:
    for room in ROOMS:
        for path in sorted((PROJECT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, io.BytesIO(path.read_bytes())
    for path in sorted((PROJECT / "templates").rglob("*")):
        if path.suffix in TEMPLATE_ENDINGS:
            yield path, io.BytesIO(_as_python(path).encode())


def _as_python(template: Path) -> str:
    """The template's marked strings as Python calls, as Django's own extraction writes them."""
    text = templatize(template.read_text(encoding="utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in text.splitlines())


def _catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def _english() -> Path:
    return LOCALE / "en" / "LC_MESSAGES" / "django.po"


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parts[-3])


def _update(wanted: Catalog) -> None:
    po = _english()
    po.parent.mkdir(parents=True, exist_ok=True)
    catalogue = _read(po) if po.exists() else _new()
    dates = catalogue.creation_date, catalogue.revision_date
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.creation_date, catalogue.revision_date = dates
    written = io.BytesIO()
    write_po(
        written, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True
    )
    po.write_bytes(written.getvalue())
    missing = [entry for entry in filter(_is_entry, catalogue) if not _is_translated(entry)]
    print(
        f"messages: {len(wanted)} strings, {len(missing)} to translate in {po.relative_to(PROJECT)}"
    )


def _new() -> Catalog:
    return Catalog(
        locale="en",
        project="Gan Dan",
        version="1",
        header_comment="# English catalogue of Gần Dân. The sources are Vietnamese.",
        msgid_bugs_address="",
        last_translator="",
        language_team="en",
        charset="utf-8",
        fuzzy=False,
    )


def _compiled(po: Path) -> bytes:
    binary = io.BytesIO()
    write_mo(binary, _read(po))
    return binary.getvalue()


def _problems(wanted: Catalog) -> Iterator[str]:
    if not _english().exists():
        yield "locale/en is missing: run `make messages`"
        return
    english = _read(_english())
    for message in filter(_is_entry, wanted):
        problem = _problem_of(message, english.get(_key(message), context=message.context))
        if problem:
            yield f"{problem}: {_key(message)!r}  ({_place(message)})"
    for message in filter(_is_entry, english):
        if wanted.get(_key(message), context=message.context) is None:
            yield f"no longer used: {_key(message)!r}"


def _problem_of(message: Message, translated: Message | None) -> str:
    """What is wrong with the translation of a message; empty where nothing is."""
    if translated is None or not _is_translated(translated):
        return "not translated"
    if translated.fuzzy:
        return "fuzzy"
    if _placeholders(message.id) != _placeholders(translated.string):
        return "placeholders differ"
    return ""


def _stale_binaries() -> Iterator[str]:
    for po in _catalogues():
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != _compiled(po):
            yield f"not compiled: {mo.relative_to(PROJECT)}"


def _is_entry(message: Message) -> bool:
    """Not the header, which is a message without text."""
    return bool(message.id)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _place(message: Message) -> str:
    return ", ".join(f"{path}:{line}" for path, line in message.locations[:2])


def _is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def _placeholders(text: str | tuple[str, ...]) -> set[str]:
    """The placeholders of a string; of a plural, those of its last form (the first may write "one")."""
    last = text if isinstance(text, str) else text[-1]
    return set(PLACEHOLDER.findall(last.replace("%%", "")))


if __name__ == "__main__":
    sys.exit(main())
