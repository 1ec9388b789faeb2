"""The plan of a scheme from a spreadsheet: one row is an old unit that goes to a new one.

Rows with the same scheme and number make one line. The file is the whole plan: what stood there before is
replaced, all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from core.imports.resource import NothingThere, SheetOptions, SheetResource
from core.imports.widgets import CountWidget, TextWidget, WordWidget
from core.text import fold
from neighborhoods.figures.rules import number_fault
from neighborhoods.models import Scheme
from neighborhoods.naming import WORDS
from neighborhoods.services import schemes
from neighborhoods.services.schemes import Source, Wanted
from neighborhoods.workflow import StepKind
from people.permissions import Permission
from wards import tree
from wards.models import Action, Extent, LineSource, Unit

# Headers are part of the file, so they are the same in every language.
SCHEME, NUMBER, ACTION, UNIT = "Đề án", "Dòng", "Việc", "Đơn vị giữ hoặc giải thể"
NAME, KIND, SOURCE, EXTENT = "Tên mới", "Loại", "Đơn vị cũ", "Phạm vi"
HOUSEHOLDS, RESIDENTS = "Số hộ chuyển", "Số nhân khẩu chuyển"
ACTIONS = {"Thành lập mới": Action.FOUND, "Giữ": Action.CHANGE, "Giải thể": Action.END}
EXTENTS = {"Toàn bộ": Extent.WHOLE, "Một phần": Extent.PART, "Phần còn lại": Extent.REST}
KIND_WORDS = {word: kind for kind, word in WORDS.items()}
OF_THE_LINE = ("action", "unit_id", "name", "kind")


class SchemeWidget(Widget):
    """A scheme that the user may change now, by its title."""

    def __init__(self, resource: LineResource) -> None:
        super().__init__()
        self.resource = resource

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """The scheme's id. Raises ValueError with words for people."""
        found = self.resource.by_title.get(fold(str(value)), [])
        if len(found) != 1:
            raise ValueError(_("Không có (hoặc có hơn một) đề án đang soạn thảo mang tên này."))
        return found[0].pk


class PlaceWidget(Widget):
    """A khu phố or ấp of the scheme's ward, by its name."""

    def __init__(self, resource: LineResource) -> None:
        super().__init__()
        self.resource = resource

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """The unit's id; None for a blank cell. Raises ValueError with words for people."""
        if value in {"", None}:
            return None
        schemes_found = self.resource.by_title.get(fold(str((row or {}).get(SCHEME, ""))), [])
        names = self.resource.places(schemes_found[0]) if schemes_found else {}
        found = [pk for pk, name in names.items() if fold(name) == fold(str(value))]
        if len(found) != 1:
            raise ValueError(_("Phường, xã không có (hoặc có hơn một) khu phố, ấp tên này."))
        return found[0]


class LineResource(SheetResource):
    """Judged row by row, then as a plan by the services."""

    scheme = Field("scheme_id", SCHEME)
    number = Field("number", NUMBER, widget=CountWidget())
    action = Field("action", ACTION, widget=WordWidget(ACTIONS))
    unit = Field("unit_id", UNIT)
    name = Field("name", NAME, widget=TextWidget())
    kind = Field("kind", KIND, widget=WordWidget(KIND_WORDS))
    source = Field("source_id", SOURCE)
    extent = Field("extent", EXTENT, widget=WordWidget(EXTENTS))
    households = Field("households", HOUSEHOLDS, widget=CountWidget())
    residents = Field("residents", RESIDENTS, widget=CountWidget())

    prefilled = (SCHEME, SOURCE)

    class Meta(SheetOptions):
        model = LineSource
        fields = [
            "scheme", "number", "action", "unit", "name", "kind", "source", "extent", "households",
            "residents",
        ]  # fmt: skip
        import_order = fields
        import_id_fields = ["scheme", "number", "source"]
        instance_loader_class = NothingThere

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        visible = Scheme.objects.open().visible_to(by, Permission.SCHEME_MANAGE)
        drafted = visible.filter(step__kind=StepKind.DRAFT).select_related(
            "ward", "step", "procedure"
        )
        self.schemes = {scheme.pk: scheme for scheme in drafted.order_by("pk")}
        self.by_title: dict[str, list[Scheme]] = {}
        for scheme in self.schemes.values():
            self.by_title.setdefault(fold(scheme.title), []).append(scheme)
        self._places: dict[int, dict[int, str]] = {}
        self.rows: list[Any] = []
        self.fields["scheme"].widget = SchemeWidget(self)
        for field in ("unit", "source"):
            self.fields[field].widget = PlaceWidget(self)

    def places(self, scheme: Scheme) -> dict[int, str]:
        """The khu phố and ấp of a scheme's ward, by id."""
        if scheme.ward_id not in self._places:
            found = tree.neighborhoods_of(scheme.ward).order_by("sort_key")
            self._places[scheme.ward_id] = dict(found.values_list("unit", "name"))
        return self._places[scheme.ward_id]

    def template_rows(self) -> Iterable[list[Any]]:
        """Every khu phố of each scheme that is drafted, to be given a line."""
        for scheme in self.schemes.values():
            for name in self.places(scheme).values():
                yield [scheme.title, None, None, None, None, None, name, None, None, None]

    def hints(self) -> Iterable[tuple[str, str]]:
        """How each column is filled in."""
        return [
            (SCHEME, _("Tên đề án đang soạn thảo. Cả tệp thay thế toàn bộ dòng của đề án đó.")),
            (NUMBER, _("Các dòng cùng số là một đơn vị sau sắp xếp.")),
            (ACTION, ", ".join(ACTIONS)),
            (UNIT, _("Tên đơn vị, khi việc là Giữ hoặc Giải thể.")),
            (NAME, _("Bắt buộc khi thành lập mới; bỏ trống nếu giữ tên cũ.")),
            (KIND, ", ".join(KIND_WORDS)),
            (SOURCE, _("Đơn vị cũ chuyển sang. Đơn vị không thay đổi thì để trống các cột khác.")),
            (EXTENT, ", ".join(EXTENTS)),
            (HOUSEHOLDS, _("Bắt buộc khi phạm vi là Một phần.")),
            (RESIDENTS, _("Có thể để trống.")),
        ]

    def identity(self, instance: Any) -> Hashable:
        """An old unit goes into a line once."""
        key = ("scheme_id", "number", "source_id")
        return tuple(getattr(instance, name, None) for name in key)

    def values_of(self, instance: Any) -> dict[str, Any]:
        """What the row says, with names instead of ids."""
        scheme = self.schemes.get(getattr(instance, "scheme_id", 0))
        names: dict[Any, str] = self.places(scheme) if scheme else {}
        words: dict[Any, str] = {
            value: word for found in (ACTIONS, EXTENTS, KIND_WORDS) for word, value in found.items()
        }
        # What could not be read is not there: the columns of the line are none of the table.
        said = {name: getattr(instance, name, "") for name in OF_THE_LINE}
        return super().values_of(instance) | {
            SCHEME: scheme.title if scheme else "",
            ACTION: words.get(said["action"], ""),
            UNIT: names.get(said["unit_id"], ""),
            KIND: words.get(said["kind"], ""),
            SOURCE: names.get(instance.source_id, ""),
            EXTENT: words.get(instance.extent, ""),
        }

    # --- The steps of django-import-export --------------------------------------------------------

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """First what the cells say, then what the row as a whole says."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if wrong := dict(self._faults(instance)):
            raise ValidationError(wrong)
        self.rows.append(instance)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Kept until all rows are known (`after_import`)."""

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Write the plans by the service that the pages use; a preview writes nothing."""
        if kwargs.get("dry_run") or result.has_validation_errors():
            return
        for scheme_id in dict.fromkeys(row.scheme_id for row in self.rows):
            schemes.replace_lines(
                scheme=self.schemes[scheme_id], wanted=self._wanted(scheme_id), by=self.by
            )

    def _faults(self, row: Any) -> Iterable[tuple[str, str]]:
        if not row.number:
            yield "number", _("Hãy ghi số dòng, từ 1.")
        yield from self._faults_of_unit(row)
        if row.source_id and not row.extent and row.action != Action.END:
            yield "extent", _("Hãy ghi phạm vi.")
        if row.extent == Extent.PART and row.households is None:
            yield "households", _("Hãy ghi số hộ của phần chuyển đi.")
        for name in ("households", "residents"):
            if fault := number_fault(name, getattr(row, name)):
                yield name, fault
        first = next((one for one in self.rows if self._line(one) == self._line(row)), None)
        if first and any(getattr(first, name) != getattr(row, name) for name in OF_THE_LINE):
            yield "number", _("Các dòng cùng số phải ghi cùng việc, đơn vị, tên và loại.")

    def _faults_of_unit(self, row: Any) -> Iterable[tuple[str, str]]:
        """What is missing for a unit to be founded, kept or ended."""
        if not row.action:
            yield "action", _("Hãy ghi việc.")
        elif row.action != Action.FOUND:
            if not row.unit_id:
                yield "unit_id", _("Hãy ghi đơn vị được giữ hoặc giải thể.")
        else:
            if not row.name:
                yield "name", _("Hãy nhập tên của đơn vị mới.")
            if not row.kind:
                yield "kind", _("Hãy chọn loại của đơn vị mới.")

    def _line(self, row: Any) -> tuple[int, int]:
        return row.scheme_id, row.number

    def _wanted(self, scheme_id: int) -> list[Wanted]:
        lines: dict[int, list[Any]] = {}
        for row in self.rows:
            if row.scheme_id == scheme_id:
                lines.setdefault(row.number, []).append(row)
        return [self._one(lines[number]) for number in sorted(lines)]

    def _one(self, rows: list[Any]) -> Wanted:
        first = rows[0]
        unit = Unit.objects.get(pk=first.unit_id) if first.unit_id else None
        sources = [
            Source(row.source_id, row.extent, row.households, row.residents)
            for row in rows
            if row.source_id and first.action != Action.END
        ]
        return Wanted(first.action, unit, first.name, first.kind, sources)
