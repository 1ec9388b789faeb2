"""How long personal data are kept: the register is the document and the programme.

Each room has a `retention.yaml`: every column with personal data, its class, its purpose, and what
ends it. `purge` (daily, by Celery beat) does what the registers say; a test finds columns that look
personal and are in no register, and lines whose column is gone. History tables of pghistory follow
the line of the column they copy; they are thinned out by the owner (`manage.py forget_history`).

    feedback.Contact:
      since: case__closed_at     # when the days begin to count (a lookup path); none: keep_days is none
      keep_days: 365
      action: delete             # the row; or `blank` (the listed columns); or `handler`, `task`, `none`
      fields:
        phone: {class: contact, purpose: "…"}

`handler` names a function a room registers with `handler`; `task` names a Celery task that does it on
its own clock; `none` needs `until`: what ends it instead, in words.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pghistory.models
import yaml
from django.apps import apps
from django.db import models
from django.db.models import Q

from core import clock

logger = logging.getLogger(__name__)

FILE = "retention.yaml"
EXCEPTIONS = "not_personal"
BATCH = 2000
CLASSES = frozenset({"identity", "contact", "free text", "technical", "credential"})
# Words that make a column's name look personal.
SUSPECT = frozenset(
    {
        *("name", "username", "email", "phone", "address", "contact", "recipient", "signature"),
        *("birth", "gender", "person", "citizen", "place", "ip", "agent", "data", "secret"),
        *("body", "text", "note", "reason", "why"),
    }
)
HARMLESS_TYPES = (models.BooleanField, models.DateField, models.UUIDField, models.ForeignKey)

Handler = Callable[[datetime.datetime], int]
HANDLERS: dict[str, Handler] = {}


class RegisterError(ValueError):
    """A register says something that cannot be carried out."""


class Action(StrEnum):
    """What ends the keeping."""

    DELETE = "delete"
    BLANK = "blank"
    HANDLER = "handler"
    TASK = "task"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the register says about a table."""

    model: str
    fields: dict[str, dict[str, str]]
    action: Action
    keep_days: int | None = None
    since: str = ""
    run: str = ""
    until: str = ""

    @property
    def table(self) -> type[models.Model]:
        """The model. Raises LookupError if there is none of that name."""
        return apps.get_model(self.model)


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register a function that ends the keeping of some rows: it gets a moment and returns how many."""

    def register(function: Handler) -> Handler:
        HANDLERS[name] = function
        return function

    return register


@cache
def _registers() -> tuple[dict[str, Any], ...]:
    """The registers of all rooms that have one."""
    paths = [Path(config.path) / FILE for config in apps.get_app_configs()]
    return tuple(
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths if path.is_file()
    )


def rules() -> list[Rule]:
    """What the registers say, table by table. Raises RegisterError for a line without sense."""
    return [
        _rule(model, said)
        for register in _registers()
        for model, said in register.items()
        if model != EXCEPTIONS
    ]


def _rule(model: str, said: dict[str, Any]) -> Rule:
    rule = Rule(
        model=model,
        fields=said["fields"],
        action=Action(said["action"]),
        keep_days=said.get("keep_days"),
        since=said.get("since", ""),
        run=said.get("run", ""),
        until=said.get("until", ""),
    )
    problem = _problem(rule)
    if problem:
        raise RegisterError(f"{model}: {problem}")
    return rule


def _problem(rule: Rule) -> str:
    if rule.action is Action.NONE:
        return "" if rule.until and rule.keep_days is None else "say `until`, and no `keep_days`"
    if not isinstance(rule.keep_days, int) or rule.keep_days < 1:
        return "say `keep_days`"
    if rule.action in {Action.HANDLER, Action.TASK}:
        return "" if rule.run else "say what to `run`"
    return "" if rule.since else "say `since` when"


def personal_fields() -> dict[str, dict[str, str]]:
    """Every registered column ("feedback.Contact.phone") with its class and purpose."""
    return {
        f"{rule.model}.{name}": about for rule in rules() for name, about in rule.fields.items()
    }


def not_personal() -> dict[str, str]:
    """Columns that look personal and are not, each with the reason."""
    return {
        column: reason
        for register in _registers()
        for column, reason in register.get(EXCEPTIONS, {}).items()
    }


def suspects() -> Iterator[str]:
    """Every column of the database that is marked as personal or whose name looks like it."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta  # noqa: SLF001 - Django's documented Meta API
        is_history = issubclass(model, pghistory.models.Event | pghistory.models.Context)
        if meta.proxy or not meta.managed or is_history:
            continue
        for field in meta.local_concrete_fields:
            if _looks_personal(field):
                yield f"{meta.label}.{field.name}"


def _looks_personal(field: Any) -> bool:
    if getattr(field, "personal", False):
        return True
    if isinstance(field, HARMLESS_TYPES):
        return False
    return not SUSPECT.isdisjoint(field.name.split("_"))


def purge(now: datetime.datetime | None = None) -> dict[str, int]:
    """Do what the registers say for this moment; returns how many rows of each table were ended."""
    now = now or clock.now()
    done = {rule.model: _carry_out(rule, now) for rule in rules() if _is_ours(rule)}
    logger.info("retention: %s", {model: count for model, count in done.items() if count})
    return done


def _is_ours(rule: Rule) -> bool:
    return rule.action not in {Action.NONE, Action.TASK}


def _carry_out(rule: Rule, now: datetime.datetime) -> int:
    before = now - datetime.timedelta(days=rule.keep_days or 0)
    if rule.action is Action.HANDLER:
        return HANDLERS[rule.run](before)
    ended = rule.table._default_manager.filter(**{f"{rule.since}__lt": before})  # noqa: SLF001 - likewise
    if rule.action is Action.DELETE:
        return _in_batches(ended, lambda rows: rows.delete()[0])
    blank = _blank_values(rule)
    filled = ended.exclude(Q(**blank))
    return _in_batches(filled, lambda rows: rows.update(**blank))


def _blank_values(rule: Rule) -> dict[str, Any]:
    """What an emptied column holds: NULL where it may, else the empty text."""
    fields = [rule.table._meta.get_field(name) for name in rule.fields]  # noqa: SLF001 - likewise
    return {field.name: None if field.null else "" for field in fields}


def _in_batches(rows: models.QuerySet[Any], end: Callable[[models.QuerySet[Any]], int]) -> int:
    """End rows a batch at a time, each in a transaction of its own."""
    manager = rows.model._default_manager  # noqa: SLF001 - likewise
    total = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        end(manager.filter(pk__in=keys))
        total += len(keys)
    return total
