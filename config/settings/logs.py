"""Logging: one line per event, with fields, without personal data (core/logs.py removes it)."""

from typing import Any


def logging_config(*, style: str, level: str) -> dict[str, Any]:
    """A dictConfig for `style` console (for people) or json (for machines)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"portal": {"()": "core.logs.formatter", "style": style}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "portal"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # Every SQL statement with its values: never, whatever the level.
            "django.db.backends": {"level": "WARNING"},
            "celery": {"level": level},
            "celery.redirected": {"level": "WARNING"},
            "PIL": {"level": "WARNING"},
        },
    }
