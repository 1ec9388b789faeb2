"""How a log line looks, and what never stands in one.

Fields are removed by their name, and every text is searched for what must not be kept: query
strings, e-mail addresses, telephone numbers, long secrets. Removing too much is the right mistake.
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[đã ẩn]"
# Parts of field names whose value is never written.
SECRET_NAMES = re.compile(
    r"pass|secret|token|cookie|session|auth|csrf|receipt|otp|phone|mobile|mail|address|contact"
    r"|recipient|person|citizen|full_?name|birth|^body$|^text$|remote|forwarded|user_?agent",
    re.IGNORECASE,
)
PATTERNS = [
    re.compile(r"\?[^\s\"'<>]+"),  # query string
    re.compile(r"(?<=\bip=)[^\s:]\S*?(?=:?(?:\s|$))"),  # the client's address, as gunicorn names it
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # e-mail
    re.compile(r"(?<![\w-])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)"),  # telephone number
    re.compile(r"(?<![\w-])(?:\d[ -]?){12,19}(?![\w-])"),  # receipt, identity card
    re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*@"),  # user and password in a URL
    re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]*[A-Za-z][\w-]{31,}"),  # secret link
]

EventDict = MutableMapping[str, Any]


def redact_text(text: str) -> str:
    """The text without what must not be kept."""
    for pattern in PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def redact(logger: object, method: str, event: EventDict) -> EventDict:
    """structlog processor: hides secret fields by name and searches every other text."""
    for name, value in event.items():
        if name in {"event", "exception"}:
            event[name] = redact_text(str(value))
        elif SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = redact_text(value)
    return event


def formatter(style: str) -> logging.Formatter:
    """The formatter of every handler: `json` for machines, anything else for people."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
    )
