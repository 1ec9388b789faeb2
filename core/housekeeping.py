"""What `core` clears away once a day."""

from __future__ import annotations

import datetime

from core import clock, mail, outbox, retention
from core.imports import flow as imports

LETTER_DAYS = 30  # letters kept as files, where no mail is sent


def purge() -> dict[str, int]:
    """Do what the retention registers say, forget finished work, old imports and stored letters.

    Returns how many rows (files) of each kind went.
    """
    now = clock.now()
    done = retention.purge(now)
    done["outbox"] = outbox.forget_done(before=now - datetime.timedelta(days=outbox.KEPT_DAYS))
    done["letters"] = mail.forget_stored(before=now - datetime.timedelta(days=LETTER_DAYS))
    done["imports"] = imports.forget_imports()
    return done
