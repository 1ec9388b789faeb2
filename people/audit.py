"""The audit trail as somebody reads it: who changed which row when, and what it was before.

The rows are written by the database (`core.audit`); here they are only picked and put into words.
Shown is what lies in the reader's own units; tables of the whole city (roles, calendar, decisions)
are for who reaches the whole city. Values of personal columns are never shown, only that they
changed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pghistory.models
from django.apps import apps
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import clock, retention
from core.text import natural_key
from people.models import User
from people.permissions import Permission
from wards import tree
from wards.models import Unit

if TYPE_CHECKING:
    from people.reach import Reach

# Where a row lies, for tables that name no ward or unit themselves.
PLACES = {
    "wards.Unit": ["id"],
    "wards.Transfer": ["source", "target"],
    "people.User": ["person__unit"],
}
# Kept beside other columns by the code; their changes say nothing of their own.
DERIVED = frozenset({"id", "search_name", "search_text", "sort_key", "version", "search_vector"})
# Keys of private addresses are nobody's to read, not even here.
SECRET = re.compile(r"token|secret|hash|password|receipt")
TITLES = ("reference", "code", "number")
HIDDEN, NOTHING = "•••", "—"


@dataclass(frozen=True, slots=True)
class Table:
    """An audited table."""

    key: str
    event: type[models.Model]
    model: type[models.Model]
    places: list[str]

    @property
    def label(self) -> str:
        """What its rows are called, in the reader's language."""
        return capfirst(str(self.model._meta.verbose_name))  # noqa: SLF001 - the documented Meta API

    def rows(self, reach: Reach) -> QuerySet[Any]:
        """Its history as far as the reader reaches."""
        events = self.event._default_manager.all()  # noqa: SLF001 - the documented Meta API
        if reach.everywhere:
            return events
        inside = Q(pk__in=[])
        for place in self.places:
            inside |= Q(**{f"{place}__in": reach.units})
        return events.filter(inside)


@dataclass(frozen=True, slots=True)
class Change:
    """One column before and after; either is None where the row was not there."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one row."""

    at: datetime.datetime
    kind: str
    title: str
    who: str
    changes: list[Change]


@cache
def tables() -> dict[str, Table]:
    """All audited tables, by a short key."""
    found = []
    for event in apps.get_models():
        model = getattr(event, "pgh_tracked_model", None)
        if model is None or not issubclass(event, pghistory.models.Event):
            continue
        meta = model._meta  # noqa: SLF001 - the documented Meta API
        found.append(Table(meta.label_lower, event, model, _places(event, meta.label)))
    return {table.key: table for table in found}


def choices(reach: Reach) -> list[tuple[str, str]]:
    """The tables a reader may choose: without the whole city only those that lie somewhere."""
    return [
        (table.key, table.label)
        for table in sorted(tables().values(), key=lambda table: natural_key(table.label))
        if reach.everywhere or table.places
    ]


def events(
    table: Table, *, user: User, since: datetime.date, until: datetime.date
) -> QuerySet[Any]:
    """Events of a table between two days, both included, that the reader may see; newest first."""
    start, end = moments(since, until)
    earlier = table.event._default_manager.filter(  # noqa: SLF001 - the documented Meta API
        pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")
    ).order_by("-pgh_id")
    return (
        table.rows(user.reach(Permission.AUDIT_VIEW))
        .filter(pgh_created_at__gte=start, pgh_created_at__lt=end)
        .annotate(previous_id=Subquery(earlier.values("pgh_id")[:1]))
        .order_by("-pgh_id")
    )


def moments(
    since: datetime.date, until: datetime.date
) -> tuple[datetime.datetime, datetime.datetime]:
    """Two days as moments: from the first midnight until before the one after the last day."""
    end = until + datetime.timedelta(days=1)
    return clock.at(since, datetime.time.min), clock.at(end, datetime.time.min)


def entries(table: Table, rows: list[Any]) -> list[Entry]:
    """Events in words; three to five queries for any number of them."""
    before = table.event._default_manager.in_bulk(  # noqa: SLF001 - the documented Meta API
        [row.previous_id for row in rows if row.previous_id]
    )
    names = _Names([*rows, *before.values()], table)
    return [
        Entry(
            at=clock.local(row.pgh_created_at),
            kind=row.pgh_label,
            title=_title(row, table),
            who=names.user((row.pgh_context or {}).get("user")),
            changes=list(_changes(row, before.get(row.previous_id), table, names)),
        )
        for row in rows
    ]


def _changes(row: Any, old: Any, table: Table, names: _Names) -> Iterator[Change]:
    was_there = row.pgh_label != "insert"
    is_there = row.pgh_label != "delete"
    for field in _columns(table):
        after = getattr(row, field.attname)
        before = getattr(old, field.attname) if old is not None else None
        if row.pgh_label == "update" and old is not None and before == after:
            continue
        if row.pgh_label != "update" and after in (None, ""):
            continue
        if not is_there:
            before, after = after, None
        yield Change(
            label=capfirst(str(field.verbose_name)),
            before=names.say(field, before) if was_there else None,
            after=names.say(field, after) if is_there else None,
        )


def _columns(table: Table) -> list[Any]:
    meta = table.event._meta  # noqa: SLF001 - the documented Meta API
    return [
        field
        for field in meta.concrete_fields
        if not (field.name.startswith("pgh_") or field.name in DERIVED)
        and not (isinstance(field, models.UUIDField) or SECRET.search(field.name))
    ]


class _Names:
    """Words for the values of many events, looked up table by table."""

    def __init__(self, rows: list[Any], table: Table) -> None:
        self.label = table.model._meta.label  # noqa: SLF001 - the documented Meta API
        self.hidden = frozenset(retention.personal_fields())
        self.units: dict[int, str] = {}
        self.users: dict[int, str] = {}
        self.others: dict[type[models.Model], dict[int, str]] = {}
        wanted: dict[type[models.Model], set[Any]] = {User: set()}
        for row in rows:
            wanted[User].add((row.pgh_context or {}).get("user"))
            for field in _columns(table):
                if field.is_relation:
                    wanted.setdefault(field.related_model, set()).add(getattr(row, field.attname))
        for model, ids in wanted.items():
            self._look_up(model, ids - {None})

    def _look_up(self, model: type[models.Model], ids: set[int]) -> None:
        if not ids:
            return
        if model is Unit:
            self.units = tree.path_labels(ids)
        elif model is User:
            users = User.objects.select_related("person").in_bulk(ids)
            self.users = {pk: str(user) for pk, user in users.items()}
        elif self._is_named(model):
            rows = model._default_manager.filter(pk__in=ids)  # noqa: SLF001 - likewise
            self.others[model] = dict(rows.values_list("pk", "name"))

    def _is_named(self, model: type[models.Model]) -> bool:
        """Whether the rows of a table have a name that is nobody's own."""
        meta = model._meta  # noqa: SLF001 - the documented Meta API
        has_name = any(field.name == "name" for field in meta.concrete_fields)
        return has_name and f"{meta.label}.name" not in self.hidden

    def user(self, pk: int | None) -> str:
        """Who did it; a command or the clock where nobody is named."""
        if pk is None:
            return _("Hệ thống")
        return self.users.get(pk, f"#{pk}")

    def say(self, field: Any, value: Any) -> str:
        """A value as an official reads it; personal ones not at all."""
        if value in (None, ""):
            return NOTHING
        if f"{self.label}.{field.name}" in self.hidden:
            return HIDDEN
        if field.is_relation:
            return self._say_row(field.related_model, value)
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        return _plain(value)

    def _say_row(self, model: type[models.Model], pk: int) -> str:
        if model is Unit:
            return self.units.get(pk, f"#{pk}")
        if model is User:
            return self.user(pk)
        return self.others.get(model, {}).get(pk, f"#{pk}")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, datetime.datetime):
        return date_format(clock.local(value), "d/m/Y H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "d/m/Y")
    if isinstance(value, DateRange):
        last = value.upper and value.upper - datetime.timedelta(days=1)
        return " – ".join(_plain(day) if day else "…" for day in (value.lower, last))
    return str(value)


def _title(row: Any, table: Table) -> str:
    known: Iterable[str] = (str(getattr(row, name, "") or "") for name in TITLES)
    name = next((value for value in known if value), f"#{row.pgh_obj_id}")
    return f"{table.label} {name}"


def _places(event: type[models.Model], label: str) -> list[str]:
    if label in PLACES:
        return PLACES[label]
    names = {field.name for field in event._meta.concrete_fields}  # noqa: SLF001 - likewise
    return [name for name in ("ward", "unit") if name in names]
