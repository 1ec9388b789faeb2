"""What names a ward has, and which number comes next."""

from __future__ import annotations

import re

from django.db.models import Count, QuerySet

from core.text import fold
from neighborhoods.checks import Draft
from neighborhoods.models import NamePoll, NameProposal
from wards import tree
from wards.models import ChangeLine, Kind

NUMBERED = re.compile(r"^(?:khu pho|ap|khu dan cu) (\d{1,4})$")
# What a ward consists of, and the word with which such a name begins, in whatever language one reads.
WORDS = {Kind.NEIGHBORHOOD: "Khu phố", Kind.HAMLET: "Ấp", Kind.RESIDENTIAL_AREA: "Khu dân cư"}


def taken_names(draft: Draft, line: ChangeLine) -> set[str]:
    """The names, folded, that other units of the ward have once the scheme is carried out."""
    leaving = draft.plan.ending | set(draft.plan.line_of)
    kept = tree.neighborhoods_of(draft.scheme.ward).exclude(unit__in=leaving)
    names = {fold(name) for name in kept.values_list("name", flat=True)}
    return names | {fold(draft.plan.name_of(one)) for one in draft.lines if one.pk != line.pk}


def holds(name: str, words: str) -> bool:
    """Whether a name holds words, as whole words, with their accents or without any.

    "Phương Nam" does not hold "phường"; "Phuong 5" does.
    """
    found, wanted = name.lower().split(), words.lower().split()
    spellings = (wanted, fold(words).split())
    windows = (found[at : at + len(wanted)] for at in range(len(found)))
    return any(window in spellings for window in windows)


def next_number(draft: Draft, line: ChangeLine) -> str:
    """The name by the first number that is free: number after number, without a gap."""
    kind = Kind(draft.plan.kind_of(line))
    used = {
        int(match[1])
        for name in taken_names(draft, line)
        if (match := NUMBERED.match(name)) is not None
    }
    free = next(number for number in range(1, len(used) + 2) if number not in used)
    return f"{WORDS.get(kind, kind.label)} {free}"


def proposals_of(poll: NamePoll) -> QuerySet[NameProposal]:
    """The proposals with how many households prefer each, the most liked first."""
    counted = poll.proposals.annotate(liked=Count("preferences"))
    return counted.select_related("by__person").order_by("-liked", "pk")
