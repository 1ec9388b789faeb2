"""What the citizen will read, before it is sent: the entry of the timeline and the letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from core import clock
from core.notifications import render_message
from feedback import letters
from feedback.models import Case, CaseEvent
from feedback.notices import NOTICES
from feedback.workflow import MOVES, MoveName

if TYPE_CHECKING:
    from people.models import User

# The private link and the secret of the case are the sender's alone; staff see where they stand.
HIDDEN = "••••"


@dataclass(frozen=True, slots=True)
class Preview:
    """The event as it would be written, and the letter about it (empty without an address)."""

    event: CaseEvent
    subject: str
    body: str

    @property
    def has_letter(self) -> bool:
        """Whether the sender left an address to which a letter goes."""
        return bool(self.subject)


def of_move(case: Case, move: MoveName, *, by: User, public_text: str) -> Preview:
    """What a move would tell the sender of a case; writes nothing, two queries."""
    status = MOVES[move].after(case.status)
    event = CaseEvent(
        case=case,
        ward_id=case.ward_id,
        kind=move,
        by=by,
        at=clock.now(),
        status=status,
        public_text=public_text,
        due_at=case.due_at,
    )
    subject, body = _letter(case, event)
    return Preview(event, subject, body)


def _letter(case: Case, event: CaseEvent) -> tuple[str, str]:
    template = NOTICES[MoveName(event.kind)].letter
    facts = letters.facts_of(_as_after(case, event), event=event)
    if not (template and facts.email):
        return "", ""
    with translation.override(case.language):
        context = facts.context() | {"link": HIDDEN, "receipt": HIDDEN}
        return render_message(template, context)


def _as_after(case: Case, event: CaseEvent) -> Case:
    """A copy of the case in the state it would have."""
    after = Case(pk=case.pk)
    after.__dict__.update(case.__dict__)
    after.status = event.status
    return after
