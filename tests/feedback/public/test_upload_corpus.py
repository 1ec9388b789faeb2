"""Every file of the corpus through the public form: what comes back is our own pixels, or words."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import imaging
from feedback.models import Photo
from tests.core import pictures
from tests.feedback.public.helpers import TEXT, category, step

pytestmark = pytest.mark.django_db
PHOTO = re.compile(r'/phan-anh/anh/[0-9a-f-]{36}/(?:nho/)?\?[^"]+')


def sent(client, draft, data: bytes, name: str):
    """The page after a file was sent along with the text."""
    form = {"category": category().pk, "body": TEXT, "place": "", "upload": "1"}
    upload = SimpleUploadedFile(name, data, content_type="text/html")
    return client.post(step("content", draft), form | {"photos": upload}, follow=True)


@pytest.mark.parametrize("kind", pictures.GOOD)
def test_what_is_kept_is_served_as_our_own_pixels(client, make_draft, kind):
    draft = make_draft()
    sent(client, draft, pictures.GOOD[kind](), "x.html")
    photo = Photo.objects.get(draft=draft)
    page = client.get(step("content", draft)).content.decode()
    addresses = {found.replace("&amp;", "&") for found in PHOTO.findall(page)}
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.content.startswith(b"\xff\xd8\xff")
        assert answer.content.endswith(b"\xff\xd9")
        for secret in (pictures.SECRET, b"alert(1)", b"<?php", b"%PDF"):
            assert secret not in answer.content
    assert not photo.file.name.endswith("html")


@pytest.mark.parametrize("kind", pictures.BAD)
def test_what_is_refused_is_refused_in_words_and_nothing_is_kept(
    client, make_draft, files_of_their_own, kind
):
    make, code = pictures.BAD[kind]
    draft = make_draft()
    page = sent(client, draft, make(), "anh.jpg")
    assert page.status_code == 200
    text = page.content.decode()
    assert str(imaging.MESSAGES[code]).split("%")[0][:30] in text
    assert TEXT in text
    assert not Photo.objects.exists()
    assert [file for file in files_of_their_own.rglob("*") if file.is_file()] == []
