"""Finding what may name a person in a text that is about to be made public.

A help for the official who reads the text, not a proof: names of places and people look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import text as texts
from feedback.models import Case, Contact

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?![\d])")
# Identity numbers: nine digits (old card) or twelve (citizen card), perhaps in groups.
_IDENTITY = re.compile(r"(?<![\w.])(?:\d{12}|\d{9}|\d{3}(?:[ .]\d{3}){2,3})(?![\d])")
_KNOWN_NAME = 2  # words; a single word is too often an ordinary one


def marks(*texts_to_check: str, names: Iterable[str] = ()) -> list[str]:
    """What looks personal in the texts, as it stands there; each once, in order of appearance."""
    found: dict[str, None] = {}
    for value in texts_to_check:
        taken: list[range] = []
        for pattern in (_EMAIL, _PHONE, _IDENTITY):
            for match in pattern.finditer(value):
                if not any(match.start() in span for span in taken):
                    taken.append(range(*match.span()))
                    found.setdefault(match[0].strip())
        folded = f" {texts.fold(value)} "
        for name in names:
            if len(name.split()) >= _KNOWN_NAME and f" {texts.fold(name)} " in folded:
                found.setdefault(name)
    return list(found)


def require_publishable(case: Case, *texts_to_check: str) -> None:
    """Raise ValidationError that quotes what looks personal, the sender's own name included."""
    names = Contact.objects.filter(case=case).values_list("name", flat=True)
    if found := marks(*texts_to_check, names=names):
        raise ValidationError(
            _(
                "Nội dung công khai có thể chứa dữ liệu cá nhân: %(found)s. "
                "Xin xóa đi, hoặc đánh dấu đã kiểm tra nếu được phép công khai."
            )
            % {"found": ", ".join(f"“{value}”" for value in found)},
            code="personal",
        )
