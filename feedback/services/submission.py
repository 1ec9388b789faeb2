"""From a draft to a case: everything a report needs, in one transaction, once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock, wall
from feedback import deadlines, hints, reference
from feedback.models import Case, CaseKind, Channel, Clock, Contact, Draft, Photo
from feedback.services.drafts import (
    DraftGoneError,
    answering_ward,
    change_draft,
    start_draft,
    taken_draft,
)
from feedback.services.locking import write_event
from feedback.workflow import MoveName
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User
    from wards import tree

SHORTEST = 10  # characters of a text that somebody can act on
LONGEST = 5000
TRIES = 5  # of drawing a reference that is free
LANGUAGE = "vi"  # of what an official takes in


def submit_draft(
    *,
    token: uuid.UUID,
    language: str,
    channel: str = Channel.WEB,
    by: User | None = None,
    judge: Callable[[Draft], None] | None = None,
) -> Case:
    """Make a case of a draft: reference, deadline, contact, photos, event, promised notices; all or nothing.

    However often and from however many tabs it is called, one token gives one case: the second
    caller waits for the first and gets its case. `by` is the official who took it in for somebody.
    `judge` looks at the draft before anything is made of it and may stop it by raising; it is not asked
    where the draft cannot be read, so that an outage of the database is held against nobody.
    Text that speaks of a denunciation is sealed until the ward has looked at it.
    Raises DraftGoneError if there is neither draft nor case, ValidationError if something is missing
    (code: the name of the step) or the place has ended (code "ended").
    Legal source of the deadline: the rule row of the day.
    """
    for left in reversed(range(TRIES)):
        try:
            return _submit(token, judge, language=language, channel=channel, by=by)
        except IntegrityError as error:
            if not (left and _is_reference_taken(error)):
                raise
    raise AssertionError("the last try has returned or raised")


@transaction.atomic
def _submit(
    token: uuid.UUID,
    judge: Callable[[Draft], None] | None,
    *,
    language: str,
    channel: str,
    by: User | None,
) -> Case:
    try:
        draft, standing, has_photos = taken_draft(token)
    except DraftGoneError:
        case = case_of(token)
        if case is None:
            raise
        return case
    if judge:
        judge(draft)
    case = _new_case(draft, standing, language=language, channel=channel)
    contact = _keep_contact(draft, case)
    event = write_event(case, MoveName.SUBMIT, by=by, contact=contact)
    if has_photos:
        Photo.objects.filter(draft=draft).update(
            draft=None, case=case, ward_id=case.ward_id, event=event
        )
    return case


@transaction.atomic
def take_in(*, token: uuid.UUID, channel: str, by: User, **values: Any) -> Case:
    """Make a case of what an official wrote down for somebody, within the official's reach.

    `values` are the columns of the draft; the rest is as in `submit_draft`, also for two presses at
    once. Raises PermissionDenied for a place in which the official takes in nothing.
    """
    if values["unit"].pk not in by.reach(Permission.CASE_TAKE_IN):
        raise PermissionDenied
    with wall.lifted():  # a denunciation is sealed from the very officer who takes it in
        start_draft(unit=None, token=token)
        with suppress(DraftGoneError):  # the other press was first: its case is found below
            change_draft(token=token, has_contact_step=True, **values)
        # A draft begun after the other press is left to be erased in a day.
        return case_of(token) or submit_draft(
            token=token, language=LANGUAGE, channel=channel, by=by
        )


def case_of(token: uuid.UUID) -> Case | None:
    """The case that a draft has become, if it has."""
    return Case.objects.filter(form_token=token).first()


def require_complete(draft: Draft) -> None:
    """Raises ValidationError with the step that is missing as its code."""
    if draft.unit_id is None:
        raise ValidationError(_("Xin chọn nơi xảy ra."), code="place")
    if draft.category_id is None or not SHORTEST <= len(draft.body.strip()) <= LONGEST:
        raise ValidationError(_("Xin viết nội dung phản ánh."), code="content")
    if not draft.has_contact_step:
        raise ValidationError(_("Xin xem qua bước liên hệ."), code="contact")


def _new_case(draft: Draft, standing: tree.Standing | None, *, language: str, channel: str) -> Case:
    require_complete(draft)
    assert draft.unit_id is not None and draft.category_id is not None  # noqa: PT018, S101 - just required
    ward_id = answering_ward(draft.unit_id, standing)
    now = clock.now()
    due_at, rule = deadlines.due(
        Clock.ANSWER, kind=CaseKind.FEEDBACK, category_id=draft.category_id, start=now
    )
    return Case.objects.create(
        reference=reference.generate(),
        form_token=draft.pk,
        unit_id=draft.unit_id,
        ward_id=ward_id,
        category_id=draft.category_id,
        channel=channel,
        language=language,
        body=draft.body,
        place=draft.place,
        is_sealed=hints.is_denunciation(draft.body),
        received_at=now,
        due_at=due_at,
        rule=rule,
    )


def _is_reference_taken(error: IntegrityError) -> bool:
    """One in 34 billion is taken by a given case: the database says so, and another is drawn."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "feedback_case_reference_key"


def _keep_contact(draft: Draft, case: Case) -> Contact | None:
    if not (draft.name or draft.email or draft.phone):
        return None
    return Contact.objects.create(
        case=case,
        ward_id=case.ward_id,
        name=draft.name,
        email=draft.email,
        phone=draft.phone,
        show_to_neighborhood=draft.show_to_neighborhood,
    )
