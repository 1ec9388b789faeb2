"""What is written to people about a case: a letter to its sender, memos to staff."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import translation

from core.models import Channel as Way
from core.notifications import BOTH, Message, render_message
from feedback import receipt
from feedback.models import Case, CaseEvent, Channel
from feedback.workflow import Status
from people.models import User
from wards.models import Level
from wards.names import name_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What letters say about a case; nothing in it came from the sender but the address."""

    case: Case
    category: str
    category_en: str
    email: str
    ward: str
    place: str
    from_ward: str
    event: CaseEvent | None = None
    due_at: datetime.datetime | None = None

    def context(self) -> dict[str, Any]:
        """For templates, in the language that is active now."""
        case, event = self.case, self.event
        is_english = translation.get_language() == "en"
        return {
            "reference": case.reference,
            "status": Status(event.status if event else case.status).label,
            "category": self.category_en if is_english else self.category,
            "is_sealed": case.is_sealed,
            "ward": self.ward,
            "place": self.place,
            "from_ward": self.from_ward,
            "due_at": self.due_at,
            "words": event.public_text if event else "",
            "by": event.by if event else None,
            "rating": case.rating,
            "is_own": case.channel == Channel.WEB,
        }


def facts_of(case: Case, *, event: CaseEvent | None = None) -> Facts:
    """The facts of one case; one query."""
    (facts,) = facts_of_many([case], event=event)
    return facts


def facts_of_many(cases: list[Case], *, event: CaseEvent | None = None) -> list[Facts]:
    """The facts of some cases, in their order; one query."""
    rows = Case.objects.filter(pk__in=[case.pk for case in cases]).values_list(
        "pk",
        "category__name",
        "category__name_en",
        "contact__email",
        name_of("ward"),
        name_of("unit"),
        name_of("origin_ward"),
        "unit__level",
        named=False,
    )
    found = {row[0]: row[1:] for row in rows}
    return [_facts(case, found[case.pk], event) for case in cases]


def _facts(case: Case, row: tuple[Any, ...], event: CaseEvent | None) -> Facts:
    category, category_en, email, ward, place, from_ward, level = row
    return Facts(
        case=case,
        category=category,
        category_en=category_en,
        email=email or "",
        ward=ward or "",
        place=(place or "") if level > Level.WARD else "",
        from_ward=from_ward or "",
        event=event,
        due_at=event.due_at if event else case.due_at,
    )


def to_sender(template: str, facts: Facts, *, key: str, address: str) -> Message:
    """A letter in the language of the case, with the private link in its (later wiped) text."""
    case = facts.case
    with translation.override(case.language):
        context = facts.context() | {"link": receipt.link(case), "receipt": receipt.shown(case)}
        subject, body = render_message(template, context)
    return Message(
        kind=f"case.{facts.event.kind}" if facts.event else "case",
        key=key,
        subject=subject,
        body=body,
        email=address,
        about=case.reference,
        scope=case.ward_id,
        sensitive=True,
        language=case.language,
    )


def to_staff(
    template: str,
    facts: Facts,
    *,
    key: str,
    users: Iterable[User],
    kind: str = "",
    scope: int | None = None,
    channels: Sequence[Way] = BOTH,
) -> Iterator[Message]:
    """A memo for each language among the users.

    `scope` is another ward than the case's, in whose log it stands; its people cannot open the case
    any more and get no link.
    """
    case = facts.case
    readers = sorted(users, key=lambda user: user.language)
    for language, group in groupby(readers, key=lambda user: user.language):
        with translation.override(language):
            subject, body = render_message(template, facts.context())
        yield Message(
            kind=kind or (f"case.{facts.event.kind}" if facts.event else "case"),
            key=key,
            subject=subject,
            body=body,
            users=list(group),
            url="" if scope else case.get_absolute_url(),
            about=case.reference,
            scope=scope or case.ward_id,
            channels=channels,
            language=language,
        )
