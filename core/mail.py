"""Mail: how one letter is sent, what a refusal means, and letters kept as files where none is sent."""

from __future__ import annotations

import datetime
import email
import email.policy
import re
import smtplib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as StoredMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from core import clock
from core.files import PART

PERMANENT = 500  # SMTP answers from here on mean: do not try again


class RefusedError(Exception):
    """The letter will never be taken; `str()` is a reason without personal data."""


class TemporaryError(Exception):
    """Not taken this time; the letter itself may be the cause."""


class ServiceDownError(Exception):
    """The mail server cannot be reached or does not let us in; the letter is not the cause."""


def send(*, to: str, subject: str, body: str, message_id: str) -> None:
    """Send one plain-text letter. Raises RefusedError, TemporaryError or ServiceDownError."""
    _check(to)
    connection = _open()
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[to],
        reply_to=[settings.PORTAL_REPLY_TO] if settings.PORTAL_REPLY_TO else None,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _by_code(next(iter(error.recipients.values()))[0]) from error
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryError(type(error).__name__) from error
    finally:
        connection.close()


def _check(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise RefusedError("not an address that mail can be sent to") from error


def _open() -> BaseEmailBackend:
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise ServiceDownError(type(error).__name__) from error
    return connection


def _by_code(code: int) -> RefusedError | TemporaryError:
    reason = f"mail server answered {code}"
    return RefusedError(reason) if code >= PERMANENT else TemporaryError(reason)


class FileBackend(BaseEmailBackend):
    """Writes each letter as an .eml file under EMAIL_FILE_PATH.

    The file is named after the Message-ID: a letter sent twice is one file, as a mail program shows
    it once.
    """

    def open(self) -> bool:
        """Make the folder. Raises OSError where that cannot be done."""
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; returns how many."""
        self.open()
        for letter in email_messages:
            _write(letter.message().as_bytes())
        return len(email_messages)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _write(raw: bytes) -> None:
    """All of a letter or nothing, also when the process is killed in between."""
    name = stored_name(_message_id(raw))
    with tempfile.NamedTemporaryFile(dir=_folder(), suffix=PART, delete=False) as part:
        try:
            part.write(raw)
            part.flush()
        except OSError:
            Path(part.name).unlink()
            raise
    Path(part.name).replace(_folder() / name)


def _message_id(raw: bytes) -> str:
    return str(email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"])


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter kept as a file, as the demo's log page shows it."""

    name: str
    sent_at: datetime.datetime
    to: str
    subject: str
    body: str
    message_id: str


def stored(limit: int = 50) -> list[StoredLetter]:
    """The letters kept as files, the newest first; none where mail is really sent."""
    files = sorted(
        _folder().glob("*.eml"),
        key=lambda file: (file.stat().st_mtime_ns, file.name),
        reverse=True,
    )
    return [_read(file) for file in files[:limit]]


def stored_name(message_id: str) -> str:
    """The file name under which a letter is kept."""
    return f"{sha256(message_id.encode()).hexdigest()[:32]}.eml"


def read(name: str) -> StoredLetter | None:
    """One stored letter by its file name; None if there is none."""
    if not re.fullmatch(r"[0-9a-f]{32}\.eml", name):
        return None
    file = _folder() / name
    return _read(file) if file.is_file() else None


def _read(file: Path) -> StoredLetter:
    letter = email.message_from_bytes(
        file.read_bytes(), _class=StoredMessage, policy=email.policy.default
    )
    text = letter.get_body(preferencelist=("plain", "html"))
    return StoredLetter(
        name=file.name,
        sent_at=_moment(str(letter["Date"])),
        to=str(letter["To"]),
        subject=str(letter["Subject"]).strip(),  # a long one begins on a line of its own
        body=text.get_content() if text else "",
        message_id=str(letter["Message-ID"]),
    )


def _moment(date: str) -> datetime.datetime:
    """The moment a letter's Date means; "-0000" (as Django writes it) is UTC."""
    moment = parsedate_to_datetime(date)
    return clock.local(moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC))


def forget_stored(*, before: datetime.datetime) -> int:
    """Delete stored letters written before a moment; returns how many."""
    kept = [*_folder().glob("*.eml"), *_folder().glob(f"*{PART}")]
    old = [file for file in kept if file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
