"""What there is already: wards by code or name, and what has hung under them, on any day."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.text import fold
from wards import tree
from wards.models import Level, UnitVersion

CODE_DIGITS = 5


class Ward(NamedTuple):
    """A ward of today in the user's reach."""

    unit_id: int
    name: str
    path: str
    code: str
    since: datetime.date
    uuid: uuid.UUID


class Wards:
    """The wards in which a user may found units, found by code, name or path."""

    def __init__(self, by: Any, permission: str) -> None:
        reach = by.reach(permission)
        versions = UnitVersion.objects.today().filter(unit__level=Level.WARD).select_related("unit")
        if not reach.everywhere:
            versions = versions.filter(unit__in=reach.units)
        found = list(versions.order_by("sort_key"))
        paths = tree.path_labels([version.unit_id for version in found])
        self.all = [_ward(version, paths[version.unit_id]) for version in found]
        self.by_id = {ward.unit_id: ward for ward in self.all}
        self._by_word: dict[str, list[Ward]] = {}
        for ward in self.all:
            for word in {ward.code, fold(ward.name), fold(ward.path)} - {""}:
                self._by_word.setdefault(word, []).append(ward)

    def find(self, said: Any) -> Ward:
        """The ward that a cell names. Raises ValueError with words for people."""
        if isinstance(said, int | float) and not isinstance(said, bool) and said == int(said):
            said = f"{int(said):0{CODE_DIGITS}}"  # a spreadsheet drops the zeros in front
        found = self._by_word.get(fold(str(said)), [])
        if len(found) > 1:
            raise ValueError(_("Nhiều phường, xã cùng tên; hãy ghi mã hoặc ghi cả quận, huyện."))
        if not found:
            raise ValueError(_("Không có phường, xã này, hoặc không thuộc phạm vi của ông/bà."))
        return found[0]


class Known(NamedTuple):
    """A unit as it was called while it hung under something."""

    unit_id: int
    parent_id: int
    name: str
    kind: str
    level: int
    valid: Any

    def on(self, day: datetime.date) -> bool:
        """Whether it was called and placed so on a day."""
        return self.valid.lower <= day and (self.valid.upper is None or day < self.valid.upper)


class Below:
    """The khu phố, ấp and tổ of some wards through all days; two queries."""

    def __init__(self, wards: Iterable[int]) -> None:
        places = _versions(parent__in=list(wards), unit__level=Level.NEIGHBORHOOD)
        cells = _versions(parent__in={place.unit_id for place in places}, unit__level=Level.CELL)
        self._known: dict[tuple[int, str], list[Known]] = {}
        for one in (*places, *cells):
            self._known.setdefault((one.parent_id, fold(one.name)), []).append(one)

    def named(self, parent: int, name: str) -> Iterator[Known]:
        """What was ever called so under a unit."""
        yield from self._known.get((parent, fold(name)), [])

    def on(self, parent: int, name: str, day: datetime.date) -> Known | None:
        """What was called so under a unit on a day."""
        return next((one for one in self.named(parent, name) if one.on(day)), None)

    def source(self, ward: int, said: str, day: datetime.date) -> Known | None:
        """ "Khu phố 3", or "Tổ 5, Khu phố 3", of a ward on a day."""
        parts = [part.strip() for part in said.split(",")]
        if len(parts) == 1:
            return self.on(ward, parts[0], day)
        above = self.on(ward, parts[1], day) if len(parts) == 2 else None  # noqa: PLR2004 - tổ, khu phố
        return self.on(above.unit_id, parts[0], day) if above else None


def _ward(version: UnitVersion, path: str) -> Ward:
    unit = version.unit
    return Ward(unit.pk, version.name, path, version.code, unit.valid.lower, unit.uuid)


def _versions(**wanted: Any) -> list[Known]:
    columns = ("unit_id", "parent_id", "name", "kind", "unit__level", "valid")
    rows = UnitVersion.objects.filter(**wanted).order_by("-valid").values_list(*columns)
    return [Known(*row) for row in rows]
