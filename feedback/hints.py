"""What the words of a report hint at, so that its sender is told in time where it must go."""

from __future__ import annotations

import re

# Without marks only where a text has none at all: "tờ cao", "tổ cáo" fold to the same letters.
_DENUNCIATION = re.compile(r"\btố\s+cáo\b", re.IGNORECASE)
_DENUNCIATION_PLAIN = re.compile(r"\bto\s+cao\b", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"\bđơn\s+khiếu\s+nại\b|\bkhiếu\s+nại\s+(?:quyết\s+định|hành\s+vi)", re.IGNORECASE
)


def is_denunciation(words: str) -> bool:
    """Whether somebody writes of denouncing (tố cáo), which a web form cannot do.

    Only a hint: the guidance is shown and khu phố officers do not see the text until the ward has
    looked at it; nothing is refused. Law on denunciations 2018, art. 22, 23 and 25.
    """
    if words.isascii():
        return bool(_DENUNCIATION_PLAIN.search(words))
    return bool(_DENUNCIATION.search(words))


def is_complaint(words: str) -> bool:
    """Whether somebody writes of a formal complaint against a decision (khiếu nại)."""
    return bool(_COMPLAINT.search(words))
