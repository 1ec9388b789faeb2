"""Who sees a photo, and as what it is served."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from feedback import receipt
from feedback.services import photos, submission
from people.permissions import Profile
from tests.factories import UserFactory
from tests.feedback.public.helpers import TEXT, picture


@pytest.fixture
def photo(make_draft):
    draft = make_draft()
    photo = photos.add_draft_photo(token=draft.pk, upload=picture(size=(800, 600)))
    submission.submit_draft(token=draft.pk, language="vi")
    photo.refresh_from_db()
    return photo


def plain(photo, name="photo"):
    return reverse(f"feedback:{name}", args=[photo.uuid])


def test_a_photo_is_a_jpeg_that_nothing_can_be_run_from(client, photo):
    answer = client.get(receipt.photo_path(photo))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=600"
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_the_small_copy_is_smaller(client, photo):
    sizes = [
        len(client.get(receipt.photo_path(photo, small=small)).content) for small in (True, False)
    ]
    assert sizes[0] < sizes[1]


def test_a_photo_without_its_signature_is_not_found(client, photo):
    other = receipt.photo_path(type("Photo", (), {"uuid": uuid.uuid4()}))
    for query in ("", "?ky=", "?ky=x", f"?{urlsplit(other).query}", "?ky=%00"):
        assert client.get(plain(photo) + query).status_code == 404
        assert client.get(plain(photo, "photo_small") + query).status_code == 404


def test_officials_who_may_see_the_case_see_its_photos(client, photo, official, officer):
    for user in (official, officer):
        client.force_login(user)
        assert client.get(plain(photo)).status_code == 200


@pytest.mark.parametrize("profile", [Profile.BEAT_OFFICER, Profile.AUDITOR, Profile.NONE])
def test_officials_of_the_ward_without_the_right_do_not(client, photo, world, profile):
    client.force_login(UserFactory.of(profile, world.ward))
    assert client.get(plain(photo)).status_code == 404


def test_officials_of_another_ward_do_not(client, photo, stranger):
    client.force_login(stranger)
    assert client.get(plain(photo)).status_code == 404


def test_officers_do_not_see_photos_of_a_sealed_case(client, make_draft, officer, official):
    draft = make_draft(body=f"Tôi tố cáo. {TEXT}")
    photo = photos.add_draft_photo(token=draft.pk, upload=picture())
    submission.submit_draft(token=draft.pk, language="vi")
    client.force_login(officer)
    assert client.get(plain(photo)).status_code == 404
    client.force_login(official)
    assert client.get(plain(photo)).status_code == 200


def test_nobody_but_the_sender_sees_a_photo_of_a_draft(client, make_draft, official):
    draft = make_draft()
    photo = photos.add_draft_photo(token=draft.pk, upload=picture())
    assert client.get(receipt.photo_path(photo)).status_code == 200
    client.force_login(official)
    assert client.get(plain(photo)).status_code == 404


def test_a_photo_whose_file_is_lost_is_not_found(client, photo):
    photo.file.storage.delete(photo.file.name)
    assert client.get(receipt.photo_path(photo)).status_code == 404
