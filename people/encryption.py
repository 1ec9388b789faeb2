"""Secrets of the second factor, encrypted where they lie.

The key comes from SECRET_KEY; after it was changed, SECRET_KEY_FALLBACKS still read what is there.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(text: str) -> str:
    """The text as it may stand in the database and in a dump of it."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text again. Raises `cryptography.fernet.InvalidToken` where no key fits."""
    return _cipher().decrypt(token.encode()).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    digest = salted_hmac("people.encryption", "second factor", secret=key, algorithm="sha256")
    return base64.urlsafe_b64encode(digest.digest())
