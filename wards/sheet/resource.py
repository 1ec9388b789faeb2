"""The table of units: its columns, what is wrong with a row, and what the rows become together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from core import clock
from core.imports.resource import NothingThere, SheetOptions, SheetResource
from core.imports.widgets import (
    CountWidget,
    DayOrNothingWidget,
    DayWidget,
    TextWidget,
    WordWidget,
)
from core.text import fold
from wards.changes.plan import DAY as ONE_DAY
from wards.models import ChangeLine, Extent, Kind, Level
from wards.sheet import orders
from wards.sheet.orders import Founding, Order, Paper, Source
from wards.sheet.places import Below, Known, Wards

STRUCTURE_MANAGE = "structure.manage"  # people.permissions; people imports this room
# Headers are part of the file, so they are the same in every language.
WARD, KIND, NAME, ABOVE, DAY = "Phường, xã", "Loại", "Tên", "Thuộc khu phố, ấp", "Từ ngày"
ISSUER, PAPER, SIGNED = "Cơ quan ban hành", "Số văn bản", "Ngày ký"
HOUSEHOLDS, RESIDENTS = "Số hộ", "Số nhân khẩu"
SOURCE, EXTENT, MOVED = "Từ đơn vị cũ", "Phạm vi", "Số hộ chuyển"
KINDS = {
    "Khu phố": Kind.NEIGHBORHOOD,
    "Ấp": Kind.HAMLET,
    "Khu dân cư": Kind.RESIDENTIAL_AREA,
    "Tổ dân phố": Kind.RESIDENT_GROUP,
    "Tổ nhân dân": Kind.PEOPLE_GROUP,
}
EXTENTS = {"Toàn bộ": Extent.WHOLE, "Một phần": Extent.PART, "Phần còn lại": Extent.REST}
LONGEST = {"name": 120, "issuer": 200, "paper": 45}
MOST = {"households": 500_000, "residents": 2_000_000, "moved": 500_000}
MISSING = {
    "name": gettext_lazy("Hãy ghi tên đơn vị."),
    "kind": gettext_lazy("Hãy chọn loại của đơn vị mới."),
    "issuer": gettext_lazy("Hãy ghi cơ quan ban hành."),
}
OF_THE_UNIT = ("kind", "households", "residents", "issuer", "paper", "signed_on", "day")


class WardWidget(Widget):
    """A ward in the user's reach."""

    def __init__(self, wards: Wards) -> None:
        super().__init__()
        self.wards = wards

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """The ward's id. Raises ValueError with words for people."""
        return self.wards.find(value).unit_id


class UnitResource(SheetResource):
    """Units that are missing; one that is there already under the same name stays as it is."""

    ward = Field("ward_id", WARD)
    kind = Field("kind", KIND, widget=WordWidget(KINDS))
    name = Field("name", NAME, widget=TextWidget())
    above = Field("above", ABOVE, widget=TextWidget())
    day = Field("day", DAY, widget=DayWidget())
    issuer = Field("issuer", ISSUER, widget=TextWidget())
    paper = Field("paper", PAPER, widget=TextWidget())
    signed_on = Field("signed_on", SIGNED, widget=DayOrNothingWidget())
    households = Field("households", HOUSEHOLDS, widget=CountWidget())
    residents = Field("residents", RESIDENTS, widget=CountWidget())
    source = Field("source", SOURCE, widget=TextWidget())
    extent = Field("extent", EXTENT, widget=WordWidget(EXTENTS))
    moved = Field("moved", MOVED, widget=CountWidget())

    prefilled = (WARD,)
    date_columns = (DAY, SIGNED)

    class Meta(SheetOptions):
        model = ChangeLine
        fields = [
            "ward", "kind", "name", "above", "day", "issuer", "paper", "signed_on", "households",
            "residents", "source", "extent", "moved",
        ]  # fmt: skip
        import_order = fields
        import_id_fields = ["ward", "above", "name", "source"]
        instance_loader_class = NothingThere

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        self.wards = Wards(by, STRUCTURE_MANAGE)
        self.below = Below([])
        self.fields["ward"].widget = WardWidget(self.wards)
        self.foundings: dict[Hashable, Founding] = {}
        self.firsts: dict[Hashable, Any] = {}  # the first row of each unit
        self.cells: list[tuple[int, Any]] = []  # rows whose unit above may come later

    def template_rows(self) -> Iterable[list[Any]]:
        """Every ward in reach, to be given its khu phố."""
        for ward in self.wards.all:
            yield [ward.path, *[None] * (len(self.columns()) - 1)]

    def hints(self) -> Iterable[tuple[str, str]]:
        """How each column is filled in."""
        return [
            (WARD, _("Có sẵn trong mẫu; cũng có thể ghi mã 5 số. Mỗi đơn vị mới là một dòng.")),
            (KIND, ", ".join(KINDS)),
            (NAME, _("Tên đầy đủ, ví dụ: Khu phố 12. Đơn vị đã có trong hệ thống thì giữ nguyên.")),
            (ABOVE, _("Chỉ với tổ: tên khu phố, ấp mà tổ trực thuộc, đã có hoặc ở trong cùng tệp.")),
            (DAY, _("Ngày đơn vị bắt đầu tồn tại, theo mẫu ngày/tháng/năm.")),
            (ISSUER, _("Cơ quan ban hành văn bản thành lập.")),
            (PAPER, _("Số, ký hiệu văn bản thành lập; để trống nếu chưa rõ.")),
            (SIGNED, _("Ngày ký văn bản; để trống nếu chưa rõ.")),
            (HOUSEHOLDS, _("Số nguyên; có thể để trống.")),
            (RESIDENTS, _("Số nguyên, không nhỏ hơn số hộ; có thể để trống.")),
            (SOURCE, _("Đơn vị cũ của cùng phường, xã, ví dụ: Khu phố 3, hoặc Tổ 5, Khu phố 3. Nhiều đơn vị cũ thì thêm dòng, các cột khác ghi như nhau.")),
            (EXTENT, ", ".join(EXTENTS)),
            (MOVED, _("Bắt buộc khi phạm vi là Một phần.")),
        ]  # fmt: skip

    def identity(self, instance: Any) -> Hashable:
        """An old unit goes into a new one once."""
        return (*self._unit(instance), fold(_said(instance, "source")))

    def values_of(self, instance: Any) -> dict[str, Any]:
        """What the row says, with names instead of ids."""
        words: dict[Any, str] = {value: word for word, value in (KINDS | EXTENTS).items()}
        ward = self.wards.by_id.get(_said(instance, "ward_id"))
        said = {
            str(field.column_name): _said(instance, str(field.attribute))
            for field in self.get_import_fields()
        }
        return said | {
            WARD: ward.path if ward else "",
            KIND: words.get(said[KIND], ""),
            EXTENT: words.get(said[EXTENT], ""),
        }

    # --- The steps of django-import-export --------------------------------------------------------

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Read what there is in the wards that the file names."""
        named = set()
        for said in set(dataset[WARD]):
            try:
                named.add(self.wards.find(said).unit_id)
            except ValueError:  # is told at its row
                continue
        self.below = Below(named)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """First what the cells say, then what the row as a whole says."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if wrong := dict(self._faults(instance)):
            raise ValidationError(wrong)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Whether the unit is there already."""
        self._after = self.values_of(instance)
        if import_validation_errors or instance.source:
            return False
        known = self._known(instance)
        return known is not None and known.kind == instance.kind

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Kept until all rows are known (`after_import`)."""
        self._keep(instance, kwargs["row_number"])

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Put the rows together, have the change service look at them, and unless it is a preview, do it."""
        for number, instance in self.cells:
            if not self._place(instance):
                text = _(
                    "Không có khu phố, ấp này vào ngày đó, và tệp cũng không lập nó theo cùng văn bản."
                )
                result.append_invalid_row(number, {}, ValidationError({"above": text}))
        if result.has_validation_errors():
            return
        found = self._orders()
        for order in found:
            for problem, number in order.problems():
                if problem.is_error:
                    result.append_invalid_row(number, {}, ValidationError(str(problem.text)))
                else:
                    self.warnings.append((self.number_of(number), "", str(problem.text)))
        if not (kwargs.get("dry_run") or result.has_validation_errors()):
            orders.carry_out(found, by=self.by)

    # --- One row ----------------------------------------------------------------------------------

    def _unit(self, row: Any) -> tuple[Any, ...]:
        """What makes the unit of a row the same as that of another."""
        return _said(row, "ward_id"), fold(_said(row, "above")), fold(_said(row, "name"))

    def _known(self, row: Any) -> Known | None:
        """The unit, if it is there already: on the day that the file says, or today."""
        parents = [row.ward_id]
        if row.above:
            parents = [one.unit_id for one in self.below.named(row.ward_id, row.above)]
        days = (row.day, clock.today())
        found = (self.below.on(one, row.name, day) for one in parents for day in days)
        return next((one for one in found if one), None)

    def _faults(self, row: Any) -> Iterator[tuple[str, str]]:
        yield from self._faults_of_cells(row)
        yield from self._faults_of_days(row)
        yield from self._faults_of_source(row)
        first = self.firsts.setdefault(self._unit(row), row)
        if any(getattr(first, name) != getattr(row, name) for name in OF_THE_UNIT):
            yield "name", _("Các dòng của cùng một đơn vị phải ghi giống nhau, trừ đơn vị cũ.")

    def _faults_of_cells(self, row: Any) -> Iterator[tuple[str, str]]:
        yield from _faults_of_size(row)
        for name, text in MISSING.items():
            if not getattr(row, name):
                yield name, str(text)
        if row.residents is not None and row.residents < (row.households or 0):
            yield "residents", _("Số nhân khẩu không thể nhỏ hơn số hộ.")
        if row.kind and (Kind(row.kind).level == Level.CELL) != bool(row.above):
            yield "above", _("Tổ thì ghi khu phố, ấp trực thuộc; khu phố, ấp thì để trống.")

    def _faults_of_days(self, row: Any) -> Iterator[tuple[str, str]]:
        ward = self.wards.by_id[row.ward_id]
        if row.day < ward.since:
            text = _("Phường, xã này chỉ có từ ngày %s.")
            yield "day", text % f"{ward.since:%d/%m/%Y}"
        if row.signed_on and row.signed_on > clock.today():
            yield "signed_on", _("Ngày ký không thể ở tương lai.")
        known = self._known(row)
        if known and row.kind and known.kind != row.kind:
            kind = Kind(known.kind).label
            yield "kind", _("Hệ thống đã có đơn vị tên này, thuộc loại %s.") % kind
        if known and row.source:
            yield "source", _("Đơn vị này đã có; không thêm được đơn vị cũ bằng bảng tính.")

    def _faults_of_source(self, row: Any) -> Iterator[tuple[str, str]]:
        if not row.source:
            for name in ("extent", "moved"):
                if getattr(row, name) not in {"", None}:
                    yield name, _("Chỉ điền khi có đơn vị cũ.")
            return
        if self._source(row) is None:
            text = _("Phường, xã không có đơn vị này vào ngày trước đó.")
            yield "source", text
        if not row.extent:
            yield "extent", _("Hãy ghi phạm vi.")
        if row.extent == Extent.PART and row.moved is None:
            yield "moved", _("Hãy ghi số hộ của phần chuyển đi.")

    def _source(self, row: Any) -> Known | None:
        return self.below.source(row.ward_id, row.source, row.day - ONE_DAY)

    # --- All rows ---------------------------------------------------------------------------------

    def _keep(self, row: Any, number: int) -> None:
        key = self._unit(row)
        if key not in self.foundings:
            self.foundings[key] = Founding(
                Kind(row.kind), row.name, row.ward_id, row.ward_id, row.households, row.residents
            )
            if row.above:
                self.cells.append((number, row))
        founding = self.foundings[key]
        founding.rows.append(number)
        if source := row.source and self._source(row):
            founding.sources.append(Source(source.unit_id, row.extent, row.moved, number))

    def _place(self, row: Any) -> bool:
        """Hang a tổ under its khu phố: one that is there on the day, or one of the same paper."""
        there = self.below.on(row.ward_id, row.above, row.day)
        beside = (row.ward_id, "", fold(row.above))
        founding = self.foundings[self._unit(row)]
        if there:
            founding.above = there.unit_id
        elif beside in self.foundings and _paper(self.firsts[beside]) == _paper(row):
            founding.above = self.foundings[beside]
        else:
            return False
        return True

    def _orders(self) -> list[Order]:
        papers: dict[Paper, list[Founding]] = {}
        for key, founding in self.foundings.items():
            papers.setdefault(_paper(self.firsts[key]), []).append(founding)
        return [Order(paper, foundings) for paper, foundings in papers.items()]


def _said(row: Any, name: str) -> Any:
    """What a row says in a column; empty where it could not be read."""
    value = getattr(row, name, "")
    return "" if value is None else value


def _paper(row: Any) -> Paper:
    return Paper(row.issuer, row.paper, row.signed_on, row.day)


def _faults_of_size(row: Any) -> Iterator[tuple[str, str]]:
    for name, longest in LONGEST.items():
        if len(getattr(row, name)) > longest:
            yield name, _("Dài hơn %d ký tự.") % longest
    for name, most in MOST.items():
        if not 0 <= (getattr(row, name) or 0) <= most:
            yield name, _("Số phải từ 0 đến %d.") % most
