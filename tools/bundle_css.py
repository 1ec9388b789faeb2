"""Writes static/css/portal.css, the one file that pages link to, from the layer files.

    python tools/bundle_css.py           writes it
    python tools/bundle_css.py --check   fails if it is not up to date

Committed, as the message catalogues are, so that set-up needs no build. Comments and white space
go; nothing else is touched.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
LAYERS = ("tokens", "reset", "base", "layout", "forms", "tables", "components", "charts", "print")


def bundle() -> str:
    """All layers in order, without comments and needless white space."""
    text = "\n".join((CSS / f"{layer}.css").read_text(encoding="utf-8") for layer in LAYERS)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    # Quoted words are set aside, so that only the space between things goes.
    quoted: list[str] = re.findall(r'"[^"]*"', text)
    text = re.sub(r"\s+", " ", re.sub(r'"[^"]*"', '"', text))
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    text = re.sub(r":\s+(?=[^{}]*[;}])", ":", text)
    text = re.sub('"', lambda _: quoted.pop(0), text)
    return text.replace(";}", "}").strip() + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the bundle; 1 if the check fails."""
    target = CSS / "portal.css"
    fresh = bundle()
    if "--check" in arguments:
        current = target.exists() and target.read_text(encoding="utf-8") == fresh
        print("portal.css is up to date" if current else "run python tools/bundle_css.py")
        return 0 if current else 1
    target.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
