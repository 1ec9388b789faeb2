"""The secret of a case: twelve digits that prove one sent it, derived anew and never stored.

See docs/adr/0004-receipt-by-hmac.md. Digits, because they can be read over the telephone and typed on
any keyboard; grouped 4-4-4 wherever they are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString

from core.qr import drawing

if TYPE_CHECKING:
    from feedback.models import Case, Photo

DIGITS = 12
GROUP = 4
PARAMETER = "ma"  # the name of the secret in a private link
PHOTO_PARAMETER = "ky"
PHOTO_LINK_SECONDS = 24 * 3600
_SALT = "feedback.receipt"
_NOT_DIGITS = re.compile(r"[\s\-.·–—]+")


def secret(case: Case) -> str:
    """The secret as twelve digits."""
    return _derived(case, settings.SECRET_KEY)


def shown(case: Case) -> str:
    """The secret as people read it: 1234 5678 9012."""
    digits = secret(case)
    return " ".join(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def matches(case: Case, typed: str) -> bool:
    """Whether somebody knows the secret; secrets made under a former key still count."""
    digits = _NOT_DIGITS.sub("", typed)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = [constant_time_compare(digits, _derived(case, key)) for key in keys]
    return any(found)


def path(case: Case) -> str:
    """The private page of a case: with its address one sees and does all that the sender may."""
    query = urlencode({PARAMETER: secret(case)})
    return f"{reverse('feedback:tracking', args=[case.reference])}?{query}"


def link(case: Case) -> str:
    """The private page with the portal's own address, for mail and QR code."""
    return f"{settings.PORTAL_BASE_URL}{path(case)}"


def qr(case: Case) -> SafeString:
    """The private link as a drawing."""
    return drawing(link(case))


def photo_path(photo: Photo, *, small: bool = False) -> str:
    """The address of a photo for somebody who may see it now; it stops working after a day."""
    name = "feedback:photo_small" if small else "feedback:photo"
    signature = _photo_signer().sign(str(photo.uuid)).partition(":")[2]
    return f"{reverse(name, args=[photo.uuid])}?{urlencode({PHOTO_PARAMETER: signature})}"


def may_see_photo(uuid: object, signature: str) -> bool:
    """Whether a signature was given out for this photo, not longer ago than a day."""
    try:
        _photo_signer().unsign(f"{uuid}:{signature}", max_age=PHOTO_LINK_SECONDS)
    except BadSignature:
        return False
    return True


def _photo_signer() -> TimestampSigner:
    return TimestampSigner(salt="feedback.photo")


def _derived(case: Case, key: str) -> str:
    # The form token is random and stays in the database: the key alone yields no secret.
    message = f"{case.reference}:{case.form_token}"
    digest = salted_hmac(_SALT, message, secret=key, algorithm="sha256").digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"
