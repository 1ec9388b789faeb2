"""Drafts: begun with a place, changed under lock, erased after a day."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError

from core import clock
from feedback.models import Draft, Photo
from feedback.services import drafts, photos
from tests.feedback.public.helpers import picture


def test_a_draft_begins_with_a_living_ward_or_khu_pho(world):
    for unit in (world.ward, world.first):
        assert drafts.start_draft(unit=unit).unit == unit


def test_a_draft_does_not_begin_with_a_district(world):
    with pytest.raises(ValidationError) as refused:
        drafts.start_draft(unit=world.district)
    assert refused.value.code == "level"


def test_a_draft_under_a_given_token_is_begun_once(world):
    token = uuid.uuid4()
    first = drafts.start_draft(unit=None, token=token, body="Một")
    assert drafts.start_draft(unit=None, token=token, body="Hai") == first
    assert Draft.objects.get().body == "Một"


def test_changing_a_draft_that_is_gone_is_told(db):
    with pytest.raises(drafts.DraftGoneError):
        drafts.change_draft(token=uuid.uuid4(), body="Rác")


def test_changing_writes_only_what_is_given(make_draft):
    draft = make_draft(name="An")
    drafts.change_draft(token=draft.pk, place="Hẻm 9")
    draft.refresh_from_db()
    assert (draft.place, draft.name) == ("Hẻm 9", "An")


def test_drafts_of_yesterday_are_erased_with_their_photos(
    make_draft, files_of_their_own, django_capture_on_commit_callbacks
):
    old = make_draft(created_at=clock.now() - datetime.timedelta(hours=25))
    fresh = make_draft(created_at=clock.now() - datetime.timedelta(hours=23))
    for draft in (old, fresh):
        photos.add_draft_photo(token=draft.pk, upload=picture())
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.erase_old_drafts() == 1
    assert Draft.objects.get() == fresh
    assert Photo.objects.get().draft == fresh
    assert len(list(files_of_their_own.rglob("*.jpg"))) == 2
