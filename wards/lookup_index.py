"""Rebuilding the look-up entries: one statement, whether for one unit or for a whole city."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from wards.models import LookupEntry, LookupWord, UnitVersion
from wards.words import name_words

# A unit's path is written in its entries, so those of all that ever hung under it go with it.
_AFFECTED = """
WITH RECURSIVE affected(id) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT version.unit_id FROM affected JOIN wards_unitversion version ON version.parent_id = affected.id
)
SELECT id FROM affected
"""

# From each version upwards; the dates of a path are those on which all its names held. The words of
# the names come from Python (`wards.words`), once for each name: there are few besides numbers.
# A city's name goes without saying at the end of a label, as in `wards.tree.label`; and in the words
# of what lies in it, as in `wards.words.parse`.
_FILL = """
WITH RECURSIVE named AS (
    SELECT * FROM json_to_recordset(%(names)s)
    AS named(level int, name text, own text[], path text[])
), path AS (
    SELECT version.unit_id, unit.level, version.valid, version.name::text AS label, version.code,
           named.own || named.path AS tokens, version.sort_key::text COLLATE "C" AS sort_key,
           version.parent_id
    FROM wards_unitversion version
    JOIN wards_unit unit ON unit.id = version.unit_id
    JOIN named ON named.level = unit.level AND named.name = version.name
    WHERE %(everything)s OR version.unit_id = ANY(%(units)s)
    UNION ALL
    SELECT path.unit_id, path.level, path.valid * version.valid,
           CASE version.kind WHEN 'city' THEN path.label
                ELSE path.label || ', ' || version.name END,
           path.code,
           CASE version.kind WHEN 'city' THEN path.tokens ELSE path.tokens || named.path END,
           version.sort_key || ' / ' || path.sort_key,
           version.parent_id
    FROM path
    JOIN wards_unitversion version
      ON version.unit_id = path.parent_id AND version.valid && path.valid
    JOIN wards_unit unit ON unit.id = version.unit_id
    JOIN named ON named.level = unit.level AND named.name = version.name
)
INSERT INTO wards_lookupentry (unit_id, level, valid, label, code, tokens, sort_key)
SELECT unit_id, level, valid, label, code, tokens, sort_key FROM path WHERE parent_id IS NULL
"""


@transaction.atomic
def refresh_lookup(unit_ids: Iterable[int] | None = None) -> int:
    """Rebuild the entries of some units and of all below them, or of every unit there is.

    Returns how many entries were written. Part of every service that changes names, dates or places.
    """
    units = [] if unit_ids is None else _affected(list(unit_ids))
    everything = unit_ids is None
    if everything:
        renew_statistics()  # before the first question about everything
    names = _names()
    with connection.cursor() as cursor:
        if everything:
            cursor.execute("DELETE FROM wards_lookupentry")
        else:
            LookupEntry.objects.filter(unit__in=units).delete()
        values: dict[str, Any] = {
            "names": json.dumps(names),
            "units": units,
            "everything": everything,
        }
        cursor.execute(_FILL, values)
        written = cursor.rowcount
    _keep_words(names)
    if everything:
        renew_statistics()
    return written


def renew_statistics() -> None:
    """Tell the planner how large the territory is.

    A city is loaded in one transaction, of whose rows an automatic ANALYZE sees none: it then counts
    each table as empty, and joins by the million take minutes, as do the checks of single rows, which
    read whole tables by plans kept from the time when there was nothing in them. The lock of this one
    keeps the automatic one away until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT wards_analyze()")


def _affected(unit_ids: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_AFFECTED, {"units": unit_ids})
        return [unit for (unit,) in cursor.fetchall()]


def _names() -> list[dict[str, Any]]:
    """Every name that occurs, with its words: the unit's own marked "=", those of a path plain."""
    rows = UnitVersion.objects.values_list("unit__level", "name").distinct()
    return [{"level": level, "name": name} | _words(level, name) for level, name in rows]


def _words(level: int, name: str) -> dict[str, Any]:
    found = name_words(level, name)
    path = [*found.tokens, *filter(None, [found.initials])]
    own = [f"={token}" for token in path]
    return {"own": own, "path": path, "words": found.words, "initials": found.initials}


def _keep_words(names: list[dict[str, Any]]) -> None:
    words = {word for name in names for word in name["words"]}
    initials = {name["initials"] for name in names} - words - {""}
    kept = [LookupWord(word, False) for word in sorted(words)]
    kept += [LookupWord(word, True) for word in sorted(initials)]
    LookupWord.objects.exclude(word__in=words | initials).delete()
    LookupWord.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["word"], update_fields=["is_initials"]
    )
