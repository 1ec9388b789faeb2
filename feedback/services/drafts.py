"""What a citizen has typed so far: kept on the server from the first step, under a random token."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from feedback.models import Draft, Photo
from feedback.services.photos import delete_files
from wards import tree
from wards.models import Level

if TYPE_CHECKING:
    from wards.models import Unit

LIFETIME = datetime.timedelta(days=1)


class DraftGoneError(LookupError):
    """The draft was sent, or erased because its day was over."""


@transaction.atomic
def start_draft(*, unit: Unit | None, token: uuid.UUID | None = None, **typed: Any) -> Draft:
    """Keep what a citizen begins to write. Raises ValidationError for a place that takes no reports.

    `unit` is None only where typed text has to be rescued from a draft that is gone; `token` is
    given by the staff form, which makes its own. A second start under one token is the first.
    """
    if unit is not None:
        require_place(unit.pk)
    draft, _created = Draft.objects.get_or_create(
        pk=token or uuid.uuid4(), defaults={"unit": unit, **typed}
    )
    return draft


@transaction.atomic
def change_draft(*, token: uuid.UUID, **values: Any) -> Draft:
    """Write the columns of one step. Raises DraftGoneError if there is no such draft any more."""
    draft = locked_draft(token)
    if values.get("unit") is not None:
        require_place(values["unit"].pk)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.updated_at = clock.now()
    draft.save(update_fields=[*values, "updated_at"])
    return draft


def locked_draft(token: uuid.UUID) -> Draft:
    """The draft, locked until the transaction ends. Raises DraftGoneError."""
    try:
        return Draft.objects.select_for_update().get(pk=token)
    except Draft.DoesNotExist:
        raise DraftGoneError(token) from None


class Taken(NamedTuple):
    """A draft that is about to become a case, with what sending has to know of it."""

    draft: Draft
    standing: tree.Standing | None
    has_photos: bool


def taken_draft(token: uuid.UUID) -> Taken:
    """The draft, gone when the transaction ends well; one statement.

    Whoever asks for it meanwhile waits, and finds it gone or, where the transaction fails, untouched.
    Raises DraftGoneError.
    """
    for draft in Draft.objects.raw(_TAKE, {"token": token, "today": clock.today()}):
        beside: Any = draft  # what is read beside the columns of the model
        standing = tree.Standing(*beside.standing) if beside.standing else None
        return Taken(draft, standing, beside.with_photos)
    raise DraftGoneError(token)


# The column tells of a photo that was added while this waited for the row; the look at the photos, of one
# added by a process that does not know the column.
_TAKE = f"""
DELETE FROM feedback_draft draft WHERE draft.token = %(token)s
RETURNING draft.*,
    draft.has_photos OR EXISTS (
        SELECT FROM feedback_photo photo WHERE photo.draft_id = draft.token
    ) AS with_photos,
    {tree.STANDING.format(unit="draft.unit_id", on="%(today)s")} AS standing
"""  # noqa: S608 - our own constant


def require_place(unit_id: int) -> int:
    """The ward that answers for a ward or khu phố today, both by their ids; one query.

    Raises ValidationError as `answering_ward` does.
    """
    return answering_ward(unit_id, tree.standing(unit_id))


def answering_ward(unit_id: int, standing: tree.Standing | None) -> int:
    """The ward that answers for a ward or khu phố, by where it stands.

    Raises ValidationError for a unit that has ended (code "ended") or is neither a ward nor below
    one (code "level").
    """
    if standing is None:
        raise ValidationError(
            _("Đơn vị này không còn hoạt động. Xin chọn đơn vị hiện nay."), code="ended"
        )
    if standing.level == Level.WARD:
        return unit_id
    is_khu_pho = standing.level == Level.NEIGHBORHOOD and standing.level_above == Level.WARD
    if is_khu_pho and standing.above is not None:
        return standing.above
    raise ValidationError(
        _("Xin chọn phường, xã, hoặc một khu phố, ấp của phường, xã."), code="level"
    )


@transaction.atomic
def erase_old_drafts(*, now: datetime.datetime | None = None) -> int:
    """Erase drafts begun more than a day ago, with their photos; returns how many.

    A draft that is being sent at this moment is locked and left alone.
    """
    old = Draft.objects.filter(created_at__lt=(now or clock.now()) - LIFETIME)
    tokens = [draft.pk for draft in old.select_for_update(skip_locked=True)]
    photos = list(Photo.objects.filter(draft__in=tokens))
    Photo.objects.filter(draft__in=tokens).delete()
    Draft.objects.filter(pk__in=tokens).delete()
    delete_files(photos)
    return len(tokens)
