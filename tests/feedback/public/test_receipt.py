"""The secret of a case, the private link and the signed addresses of photos."""

from __future__ import annotations

import datetime
import uuid
from types import SimpleNamespace

from django.urls import reverse

from feedback import receipt

TOKEN = uuid.UUID("6f1b8f9e-9f6f-4a55-9d0e-5a8a5c1f0001")
CASE = SimpleNamespace(reference="KP-7QD4-M2XQ", form_token=TOKEN)


def test_secret_is_twelve_digits_and_always_the_same():
    digits = receipt.secret(CASE)
    assert digits == receipt.secret(CASE)
    assert len(digits) == 12
    assert digits.isdecimal()
    assert receipt.shown(CASE) == f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def test_secret_of_another_case_is_another():
    other = SimpleNamespace(reference=CASE.reference, form_token=uuid.uuid4())
    assert receipt.secret(other) != receipt.secret(CASE)


def test_secret_is_recognised_as_people_type_it():
    digits = receipt.secret(CASE)
    for typed in (digits, receipt.shown(CASE), f" {digits[:6]}-{digits[6:]} "):
        assert receipt.matches(CASE, typed)


def test_secret_is_not_recognised_when_wrong():
    digits = receipt.secret(CASE)
    last = str((int(digits[-1]) + 1) % 10)
    for typed in ("", digits[:-1], digits[:-1] + last, "0" * 12, "١" * 12, "😀"):
        assert not receipt.matches(CASE, typed)


def test_secret_lives_on_when_the_key_changes_and_the_old_one_is_kept(settings):
    before = receipt.secret(CASE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-another-key-another-key-another-key-another"
    assert receipt.secret(CASE) != before
    assert receipt.matches(CASE, before)
    settings.SECRET_KEY_FALLBACKS = []
    assert not receipt.matches(CASE, before)


def test_private_link_has_the_portals_own_address(settings):
    settings.PORTAL_BASE_URL = "https://gandan.example"
    path = reverse("feedback:tracking", args=[CASE.reference])
    assert receipt.link(CASE) == f"https://gandan.example{path}?ma={receipt.secret(CASE)}"


def test_qr_code_is_a_plain_drawing():
    drawing = receipt.qr(CASE)
    assert drawing.startswith("<svg")
    assert "style=" not in drawing
    assert "<script" not in drawing


def test_photo_address_works_for_a_day_and_for_its_photo_only(traveller):
    photo = SimpleNamespace(uuid=uuid.uuid4())
    signature = receipt.photo_path(photo).partition("?ky=")[2].replace("%3A", ":")
    assert receipt.may_see_photo(photo.uuid, signature)
    assert not receipt.may_see_photo(uuid.uuid4(), signature)
    assert not receipt.may_see_photo(photo.uuid, "")
    traveller.shift(datetime.timedelta(days=1, seconds=1))
    assert not receipt.may_see_photo(photo.uuid, signature)
