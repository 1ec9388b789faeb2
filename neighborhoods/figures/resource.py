"""Figures from a spreadsheet: one row is what was counted in one unit on one day."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from core import clock
from core.imports.resource import SheetOptions, SheetResource
from core.imports.widgets import CountWidget, DayWidget, TextWidget
from core.text import fold
from neighborhoods.figures.rules import COUNTED, faults
from neighborhoods.figures.services import WRITTEN
from neighborhoods.models import Figure
from people.permissions import Permission
from wards.models import Level, Unit, UnitVersion

# Headers are part of the file, so they are the same in every language.
CODE, NAME, DAY = "Mã đơn vị", "Đơn vị", "Tính đến ngày"
HOUSEHOLDS, RESIDENTS, AREA, SOURCE = "Số hộ", "Số nhân khẩu", "Diện tích (m²)", "Nguồn số liệu"


class UnitWidget(Widget):
    """A unit in the user's reach, by its code, or by its name where that is enough."""

    def __init__(self, places: Callable[[], Places]) -> None:
        super().__init__()
        self.places = places

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """The unit's id. Raises ValueError with words for people."""
        return self.places().find(str(value), str(row[NAME])).unit_id


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that may be counted, as the file names it."""

    unit_id: int
    code: str
    name: str
    ward_id: int
    life: Any


class Places:
    """What a user may count, found by code or by name."""

    def __init__(self, by: Any) -> None:
        reach = by.reach(Permission.FIGURE_MANAGE)
        versions = (
            UnitVersion.objects.today()
            .filter(unit__level__in=COUNTED)
            .select_related("unit")
            .order_by("unit__level", "sort_key")
        )
        if not reach.everywhere:
            versions = versions.filter(unit__in=reach.units)
        self.all = [_place(version) for version in versions]
        self.by_id = {place.unit_id: place for place in self.all}
        self._by_code = {place.code: place for place in self.all}
        self._by_name: dict[str, list[Place]] = {}
        for place in self.all:
            self._by_name.setdefault(fold(place.name), []).append(place)

    def find(self, code: str, name: str) -> Place:
        """The unit meant. Raises ValueError where it is out of reach, or not clear."""
        if code:
            return self._with_code(code, name)
        found = self._by_name.get(fold(name), [])
        if len(found) > 1:
            raise ValueError(_("Nhiều đơn vị cùng tên; hãy điền mã đơn vị như trong mẫu."))
        if not found:
            raise ValueError(_("Không thuộc phạm vi của ông/bà, hoặc không có đơn vị này."))
        return found[0]

    def _with_code(self, code: str, name: str) -> Place:
        try:
            place = self._by_code.get(str(uuid.UUID(code)))
        except ValueError:
            raise ValueError(_("Mã đơn vị không đúng; hãy dùng mã có sẵn trong mẫu.")) from None
        if place is None:
            raise ValueError(_("Không thuộc phạm vi của ông/bà, hoặc không có đơn vị này."))
        if name and name != place.name and fold(name) != fold(place.name):
            raise ValueError(_("Mã này là của %s, không khớp với tên đơn vị.") % place.name)
        return place


def _place(version: UnitVersion) -> Place:
    unit = version.unit
    ward_id = unit.pk if unit.level == Level.WARD else version.parent_id or 0
    return Place(unit.pk, str(unit.uuid), version.name, ward_id, unit.valid)


class FigureLoader:
    """Finds what is there already for a unit and day, in memory."""

    def __init__(self, resource: FigureResource, dataset: Any = None) -> None:
        self.resource = resource

    def get_instance(self, row: Any) -> Figure | None:
        """The row's figures; None where there are none, or the row does not say which."""
        fields = self.resource.fields
        try:
            key = (fields["unit"].clean(row), fields["day"].clean(row))
        except ValueError:
            return None
        return self.resource.known.get(key)


class FigureResource(SheetResource):
    """Judged by the same rules as the form; written in bulk."""

    unit = Field("unit_id", CODE)
    name = Field(None, NAME)
    day = Field("day", DAY, widget=DayWidget())
    households = Field("households", HOUSEHOLDS, widget=CountWidget())
    residents = Field("residents", RESIDENTS, widget=CountWidget())
    area = Field("area", AREA, widget=CountWidget())
    source = Field("source", SOURCE, widget=TextWidget())

    unique_fields = ("unit", "day")
    prefilled = (CODE, NAME)
    hidden = (CODE,)
    date_columns = (DAY,)

    class Meta(SheetOptions):
        model = Figure
        fields = ["unit", "name", "day", "households", "residents", "area", "source"]
        import_order = fields
        import_id_fields = ["unit", "day"]
        instance_loader_class = FigureLoader

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        self.places = Places(by)
        self.known: dict[tuple[int, datetime.date], Figure] = {}
        self.fields["unit"].widget = UnitWidget(lambda: self.places)

    def template_rows(self) -> Iterable[list[Any]]:
        """The khu phố and ấp in reach; the ward itself where nothing else is."""
        below = [p for p in self.places.all if p.unit_id != p.ward_id]
        for place in below or self.places.all:
            yield [place.code, place.name, None, None, None, None, None]

    def hints(self) -> Iterable[tuple[str, str]]:
        """How each column is filled in."""
        return [
            (CODE, _("Có sẵn trong mẫu, không sửa. Nếu để trống thì tìm theo tên đơn vị.")),
            (NAME, _("Có sẵn trong mẫu. Đơn vị chưa có số liệu thì để trống các cột sau.")),
            (DAY, _("Ngày tính số liệu theo mẫu ngày/tháng/năm; 03/04/2025 là ngày 3 tháng 4.")),
            (HOUSEHOLDS, _("Số nguyên; có thể để trống nếu có số khác.")),
            (RESIDENTS, _("Số nguyên, không nhỏ hơn số hộ; có thể để trống.")),
            (AREA, _("Số nguyên, tính bằng mét vuông; có thể để trống.")),
            (SOURCE, _("Bắt buộc, ví dụ: rà soát của khu phố tháng 12/2025.")),
        ]

    def identity(self, instance: Any) -> Hashable:
        """A unit and a day."""
        return (instance.unit_id, instance.day)

    def values_of(self, instance: Any) -> dict[str, Any]:
        """What the row says; the unit by its name."""
        place = self.places.by_id.get(instance.unit_id)
        return super().values_of(instance) | {NAME: place.name if place else ""}

    # --- The steps of django-import-export --------------------------------------------------------

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Read what is there; while it is written nobody else writes about the same units."""
        units = [place.unit_id for place in self.places.all]
        if not kwargs.get("dry_run"):
            list(Unit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk"))
        self.known = {
            (figure.unit_id, figure.day): figure for figure in Figure.objects.filter(unit__in=units)
        }

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """First what the cells say, then what the row as a whole says."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        place = self.places.by_id[instance.unit_id]
        numbers = {name: getattr(instance, name) for name in ("households", "residents", "area")}
        if wrong := faults(life=place.life, day=instance.day, source=instance.source, **numbers):
            raise ValidationError(wrong)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Who entered it and when."""
        instance.ward_id = instance.ward_id or self.places.by_id[instance.unit_id].ward_id
        instance.entered_by, instance.entered_at = self.by, clock.now()

    def get_bulk_update_fields(self) -> list[str]:
        """What a correction writes."""
        return list(WRITTEN)
