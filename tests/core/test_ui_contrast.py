"""Contrast of the colour tokens, in the light and in the dark form."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
PAIRS = [
    # (text or line, what lies under it, at least)
    *[("ink", ground, 7) for ground in ("ground", "paper", "sunken", "raised")],
    *[
        ("ink", f"{tone}-wash", 7)
        for tone in ("ok", "soon", "late", "info", "plain", "accent", "gold")
    ],
    *[("ink-2", ground, 7) for ground in ("ground", "paper", "sunken", "raised", "accent-wash")],
    *[(tone, f"{tone}-wash", 7) for tone in ("ok", "soon", "late", "info", "plain")],
    *[(tone, "paper", 7) for tone in ("ok", "soon", "late", "info", "accent-ink")],
    *[("accent-ink", ground, 7) for ground in ("ground", "accent-wash", "sunken")],
    *[(text, ground, 7) for text in ("rail-ink", "rail-ink-2") for ground in ("rail", "rail-2")],
    ("on-gold", "gold", 7),
    ("gold", "rail", 7),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    *[("edge", ground, 3) for ground in ("ground", "paper", "sunken")],
    *[(f"chart-{series}", "paper", 2.5) for series in "abcdef"],
]


def tokens_of(form):
    """The hexadecimal tokens of the light form, or those with the dark ones laid over them."""
    light, dark = re.split(r"@media \(prefers-color-scheme: dark\)", TOKENS)
    dark = dark.split("@media")[0]
    found = dict(re.findall(r"--([\w-]+):\s*#([0-9a-f]{3,6})\b", light))
    if form == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*#([0-9a-f]{3,6})\b", dark))
    return found


def luminance(colour):
    wide = "".join(letter * 2 for letter in colour) if len(colour) == 3 else colour
    parts = [int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_says():
    assert contrast("000", "fff") == 21
    assert round(contrast("767676", "ffffff"), 2) == 4.54


@pytest.mark.parametrize("form", ["light", "dark"])
def test_tokens_keep_their_contrast(form):
    colours = tokens_of(form)
    weak = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    }
    assert weak == {}
