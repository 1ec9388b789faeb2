"""Working as the owner of the database, which only migrations may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.db import connections

SIGN_IN = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Connect as DATABASE_OWNER_URL says, to the same database, for as long as the block runs.

    Where that is not set, the application's own role is the owner (the start-up check
    `core.E102` refuses this in production) and nothing changes.
    """
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    connection = connections[alias]
    connection.close()
    before = {name: connection.settings_dict[name] for name in SIGN_IN}
    owner = {"OPTIONS": {}, **environ.Env.db_url_config(settings.DATABASE_OWNER_URL)}
    connection.settings_dict.update({name: owner[name] for name in SIGN_IN})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
