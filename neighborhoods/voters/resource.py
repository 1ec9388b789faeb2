"""The list of households from a spreadsheet: one row is a household, in the order of the list."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from core.imports.resource import NothingThere, SheetOptions, SheetResource
from core.imports.widgets import TextWidget
from core.text import fold
from neighborhoods.models import Consultation, Electorate, Voter
from neighborhoods.voters.services import Household, replace_voters
from people.permissions import Permission
from wards.names import name_of

# Headers are part of the file, so they are the same in every language.
CODE, TITLE, NAME, ADDRESS = "Mã đợt", "Đợt lấy ý kiến", "Đại diện hộ", "Địa chỉ"
LONGEST = {"name": 100, "address": 200}


class CodeWidget(Widget):
    """A consultation that the user may still change, by the code in the template; blank for the only one."""

    def __init__(self, resource: VoterResource) -> None:
        super().__init__()
        self.resource = resource

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """The consultation's id. Raises ValueError with words for people."""
        if value in {"", None}:
            if len(self.resource.named) != 1:
                raise ValueError(_("Hãy ghi mã đợt có sẵn trong mẫu."))
            return next(iter(self.resource.named))
        found = self.resource.by_code.get(str(value).strip().lower())
        if found is None:
            raise ValueError(_("Không có đợt lấy ý kiến này đang chuẩn bị hoặc đang mở."))
        return found.pk


class VoterResource(SheetResource):
    """The file is the whole list of each consultation it names: what stood there before is replaced."""

    consultation = Field("consultation_id", CODE)
    title = Field(None, TITLE)
    name = Field("name", NAME, widget=TextWidget())
    address = Field("address", ADDRESS, widget=TextWidget())

    prefilled = (CODE, TITLE)
    hidden = (CODE,)
    is_personal = True

    class Meta(SheetOptions):
        model = Voter
        fields = ["consultation", "title", "name", "address"]
        import_order = fields
        import_id_fields = ["consultation", "name", "address"]
        instance_loader_class = NothingThere

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        visible = Consultation.objects.running().visible_to(by, Permission.CONSULTATION_MANAGE)
        asked = visible.filter(electorate=Electorate.HOUSEHOLDS).order_by("-created_at")
        self.by_id = {one.pk: one for one in asked.annotate(unit_name=name_of("unit"))}
        self.by_code = {str(one.uuid): one for one in self.by_id.values()}
        self.named: set[int] = set()
        self.rows: list[tuple[int, Any]] = []
        self.fields["consultation"].widget = CodeWidget(self)

    def template_rows(self) -> Iterable[list[Any]]:
        """Every consultation that has no result yet, to be continued below."""
        for one in self.by_id.values():
            yield [str(one.uuid), f"{one.unit_name}: {one.title}", None, None]

    def hints(self) -> Iterable[tuple[str, str]]:
        """How each column is filled in."""
        return [
            (CODE, _("Có sẵn trong mẫu. Tệp chỉ có một đợt thì các dòng sau để trống cũng được. Cả tệp thay thế danh sách cũ của đợt đó.")),
            (TITLE, _("Có sẵn trong mẫu, để dễ nhận ra.")),
            (NAME, _("Họ và tên người đại diện hộ. Không ghi số định danh, điện thoại hay ngày sinh.")),
            (ADDRESS, _("Số nhà, hẻm, đường, đủ để tìm ra hộ.")),
        ]  # fmt: skip

    def identity(self, instance: Any) -> Hashable:
        """A household stands in a list once."""
        name, address = getattr(instance, "name", ""), getattr(instance, "address", "")
        return getattr(instance, "consultation_id", None), fold(name or ""), fold(address or "")

    def values_of(self, instance: Any) -> dict[str, Any]:
        """What the row says; the consultation by its title."""
        found = self.by_id.get(instance.consultation_id or 0)
        return {TITLE: found.title if found else "", NAME: instance.name, ADDRESS: instance.address}

    # --- The steps of django-import-export --------------------------------------------------------

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Which consultations the file names; with none named, the only one that there is."""
        said = {str(code).strip().lower() for code in dataset[CODE]} - {""}
        self.named = {self.by_code[code].pk for code in said if code in self.by_code}
        if not said and len(self.by_id) == 1:
            self.named = set(self.by_id)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """First what the cells say, then what is missing."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if wrong := dict(self._faults(instance)):
            raise ValidationError(wrong)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Kept until all rows are known (`after_import`)."""
        self.rows.append((kwargs["row_number"], instance))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Compare each list with the number of households that was typed; write it unless it is a preview."""
        lists: dict[int, list[tuple[int, Any]]] = {}
        for number, instance in self.rows:
            lists.setdefault(instance.consultation_id, []).append((number, instance))
        for pk, rows in lists.items():
            if text := self._differs(self.by_id[pk], len(rows)):
                self.warnings.append((self.number_of(rows[0][0]), CODE, text))
        if kwargs.get("dry_run") or result.has_validation_errors():
            return
        for pk, rows in lists.items():
            found = [Household(one.name, one.address) for _number, one in rows]
            replace_voters(consultation=self.by_id[pk], households=found, by=self.by)

    def _faults(self, row: Any) -> Iterator[tuple[str, str]]:
        for name, longest in LONGEST.items():
            if len(getattr(row, name)) > longest:
                yield name, _("Dài hơn %d ký tự.") % longest
        if not row.name:
            yield "name", _("Hãy ghi người đại diện hộ.")
        if not row.address:
            yield "address", _("Hãy ghi địa chỉ của hộ.")

    def _differs(self, found: Consultation, count: int) -> str:
        if found.total is None:
            return _("Danh sách có %d hộ; đợt lấy ý kiến chưa ghi tổng số hộ.") % count
        if found.total == count:
            return ""
        text = _("Danh sách có %(count)d hộ, trong khi tổng số đã ghi là %(total)d hộ.")
        return text % {"count": count, "total": found.total}
