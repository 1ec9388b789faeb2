"""Who hears of what happened to a case: one table, and the rows it leads to.

The sender gets a letter (if there is an address), in the language the case was sent in, with the
private link; it goes by e-mail only and its text is wiped once sent. Staff get a memo in their inbox
and by e-mail. Neither holds the citizen's words, name or contact: who needs them opens the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core import outbox
from core.notifications import Message, notify_many
from feedback import audience, letters
from feedback.audience import Group
from feedback.models import CaseEvent, Contact
from feedback.workflow import MoveName
from people.models import User

M = MoveName
ANNOUNCE = "feedback.tasks.announce"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a move lets people know: the letter to the sender, the memo to staff, and who reads it.

    With `or_officials` the ward's officials stand in where nobody holds the case. `place` tells the
    officers of the khu phố in which the case lies, once for each khu phố it was ever placed in.
    `later` leaves the work to the worker, moments afterwards: who sends a report from a telephone
    does not wait until everybody is found whom it concerns.
    """

    letter: str = ""
    memo: str = ""
    hears: tuple[Group, ...] = ()
    or_officials: bool = False
    place: bool = False
    later: bool = False


NOTICES: dict[MoveName, Notice] = {
    M.SUBMIT: Notice(
        letter="feedback/mail/letter_submit.txt",
        memo="feedback/mail/memo_submit.txt",
        hears=(Group.OFFICIALS,),
        place=True,
        later=True,
    ),
    M.TRIAGE: Notice(letter="feedback/mail/letter_triage.txt", place=True),
    M.ASSIGN: Notice(memo="feedback/mail/memo_assign.txt", hears=(Group.HOLDER,)),
    M.ASK: Notice(letter="feedback/mail/letter_ask.txt"),
    M.INFORM: Notice(
        memo="feedback/mail/memo_inform.txt", hears=(Group.HOLDER,), or_officials=True
    ),
    M.NOTE: Notice(memo="feedback/mail/memo_note.txt", hears=(Group.HOLDER,)),
    M.ANSWER: Notice(
        letter="feedback/mail/letter_answer.txt",
        memo="feedback/mail/memo_done.txt",
        hears=(Group.HOLDER, Group.ORIGIN),
    ),
    # By then the case lies with the receiving ward: these are its officials.
    M.FORWARD: Notice(
        letter="feedback/mail/letter_forward.txt",
        memo="feedback/mail/memo_forward.txt",
        hears=(Group.OFFICIALS,),
    ),
    M.MERGE: Notice(letter="feedback/mail/letter_merge.txt"),
    M.REJECT: Notice(
        letter="feedback/mail/letter_reject.txt",
        memo="feedback/mail/memo_done.txt",
        hears=(Group.HOLDER, Group.ORIGIN),
    ),
    M.REFER: Notice(
        letter="feedback/mail/letter_refer.txt",
        memo="feedback/mail/memo_done.txt",
        hears=(Group.HOLDER, Group.ORIGIN),
    ),
    M.EXTEND: Notice(
        letter="feedback/mail/letter_extend.txt",
        memo="feedback/mail/memo_extend.txt",
        hears=(Group.HOLDER,),
    ),
    M.CLOSE: Notice(letter="feedback/mail/letter_close.txt"),
    M.REOPEN: Notice(
        letter="feedback/mail/letter_reopen.txt",
        memo="feedback/mail/memo_reopen.txt",
        hears=(Group.HOLDER,),
        or_officials=True,
    ),
    M.CITIZEN_REOPEN: Notice(
        memo="feedback/mail/memo_reopen.txt",
        hears=(Group.HOLDER, Group.LEADERS, Group.OFFICIALS),
    ),
    M.RATE: Notice(memo="feedback/mail/memo_rate.txt", hears=(Group.HOLDER,)),
}
# Steps of the work that tell nobody anything they have to act on.
SILENT = frozenset({M.START, M.RESUME, M.PUBLISH, M.UNPUBLISH, M.RELOCATE})


def promise(event: CaseEvent, *, contact: Contact | None = None) -> None:
    """Have an event announced in the caller's transaction: at once, or by the worker (`Notice.later`)."""
    notice = NOTICES.get(MoveName(event.kind))
    if notice is None or not notice.later:
        announce(event, contact=contact)
        return
    outbox.enqueue(
        ANNOUNCE, key=f"announce:{event.pk}", payload={"event_id": event.pk}, scope=event.ward_id
    )


def announce(event: CaseEvent, *, contact: Contact | None = None) -> None:
    """Write the notices of an event, in the caller's transaction; at most five statements.

    Whoever made the move hears nothing of it (but the sender gets the receipt of what was sent).
    However often it is called, everybody is told once. `contact` spares reading it again.
    """
    notice = NOTICES.get(MoveName(event.kind))
    if notice is None:
        return
    facts = letters.facts_of(event.case, event=event)
    people = audience.of_case(event.case, _groups(notice))
    for group, users in people.items():
        people[group] = [user for user in users if user.pk != event.by_id]
    address = contact.email if contact else facts.email
    notify_many(_messages(event, notice, facts, people, address))


def _groups(notice: Notice) -> list[Group]:
    groups = list(notice.hears)
    if notice.or_officials:
        groups.append(Group.OFFICIALS)
    if notice.place:
        groups.append(Group.KHU_PHO)
    return groups


def _messages(
    event: CaseEvent,
    notice: Notice,
    facts: letters.Facts,
    people: dict[Group, list[User]],
    address: str,
) -> Iterator[Message]:
    key = f"case:{event.case_id}:event:{event.pk}"
    if notice.letter and address:
        yield letters.to_sender(notice.letter, facts, key=key, address=address)
    own = [user for group in notice.hears if group != Group.ORIGIN for user in people[group]]
    if notice.or_officials and not own:
        own = people[Group.OFFICIALS]
    yield from letters.to_staff(notice.memo, facts, key=key, users=own)
    if Group.ORIGIN in people:
        origin = people[Group.ORIGIN]
        scope = event.case.origin_ward_id
        yield from letters.to_staff(notice.memo, facts, key=key, users=origin, scope=scope)
    if Group.KHU_PHO in people:
        yield from _to_khu_pho(event, facts, people[Group.KHU_PHO])


def _to_khu_pho(
    event: CaseEvent, facts: letters.Facts, officers: Iterable[User]
) -> Iterator[Message]:
    key = f"case:{event.case_id}:place:{event.case.unit_id}"
    yield from letters.to_staff("feedback/mail/memo_place.txt", facts, key=key, users=officers)
