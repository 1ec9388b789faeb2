"""The API's share of this room: the territory on any day, and finding a unit by what people type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api import ApiView, page_of, page_serializer, parameters_of, require_valid
from wards import lookup, tree
from wards.models import Kind, Level, Transfer, Unit, UnitVersion

if TYPE_CHECKING:
    from uuid import UUID

    from core.api import ApiRequest

TAGS = ["units"]
MOST_FOUND = 50


class UnitsForm(forms.Form):
    """Which units are listed. `after` and `before` are read by the page."""

    on = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], help_text="Today unless given."
    )
    level = forms.TypedChoiceField(
        required=False,
        coerce=int,
        choices=Level.choices,
        help_text="1 city, 2 district, 3 ward, 4 khu phố or ấp, 5 former cell.",
    )
    parent = forms.UUIDField(required=False, help_text="Only what hangs directly under this unit.")
    code = forms.CharField(
        required=False, max_length=10, help_text="The official code of that day."
    )
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)


class DayForm(forms.Form):
    """On which day."""

    on = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], help_text="Today unless given."
    )


class FindForm(DayForm):
    """What somebody typed."""

    q = forms.CharField(max_length=200, help_text="A name or code, old or new, accents or not.")
    level = forms.TypedChoiceField(required=False, coerce=int, choices=Level.choices)
    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST_FOUND)


class VersionSerializer(serializers.ModelSerializer):
    """What a unit was called, and where it hung, from a day until before another."""

    unit = serializers.UUIDField(source="unit.uuid")
    id = serializers.IntegerField(source="unit_id", help_text="As forms of moves take it.")
    level = serializers.IntegerField(source="unit.level")
    kind = serializers.ChoiceField(choices=Kind.choices)
    parent = serializers.UUIDField(source="parent.uuid", allow_null=True, default=None)  # type: ignore[assignment]
    since = serializers.DateField(source="valid.lower")
    until = serializers.DateField(
        source="valid.upper", allow_null=True, help_text="The first day on which it no longer held."
    )

    class Meta:
        model = UnitVersion
        fields = ["unit", "id", "level", "name", "kind", "code", "parent", "since", "until"]


class TransferSerializer(serializers.ModelSerializer):
    """Where (a part of) a unit came from or went to, under which decision."""

    source = serializers.UUIDField(source="source.uuid")  # type: ignore[assignment]
    target = serializers.UUIDField(source="target.uuid")
    source_name = serializers.SerializerMethodField()
    target_name = serializers.SerializerMethodField()
    decision = serializers.CharField(source="decision.number_shown")
    on = serializers.DateField(source="decision.day")

    class Meta:
        model = Transfer
        fields = [
            "source", "source_name", "target", "target_name", "extent", "households", "decision",
            "on",
        ]  # fmt: skip

    def get_source_name(self, transfer: Transfer) -> str:
        """With what it lay in, as it was."""
        return self.context["names"].get(transfer.source_id, "")

    def get_target_name(self, transfer: Transfer) -> str:
        """With what it lies in."""
        return self.context["names"].get(transfer.target_id, "")


class UnitSerializer(serializers.Serializer):
    """A unit: its life, its names, what it came from and what became of it."""

    unit = serializers.UUIDField()
    id = serializers.IntegerField()
    level = serializers.IntegerField()
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    path = serializers.CharField(help_text="Its full name on the day asked for.")
    on_day = VersionSerializer(allow_null=True, help_text="Null where it did not live on that day.")
    versions = VersionSerializer(many=True)
    came_from = TransferSerializer(many=True)
    went_to = TransferSerializer(many=True)


class HitSerializer(serializers.Serializer):
    """A unit that was found, under the name by which it was found."""

    unit = serializers.UUIDField(source="uuid")
    id = serializers.IntegerField(source="unit_id")
    level = serializers.IntegerField()
    name = serializers.CharField(source="label")
    code = serializers.CharField(allow_blank=True)
    since = serializers.DateField(source="valid.lower")
    until = serializers.DateField(source="valid.upper", allow_null=True)
    lives_today = serializers.BooleanField(source="is_alive")


class FoundSerializer(serializers.Serializer):
    """The best first, and what was understood."""

    results = HitSerializer(many=True)
    has_more = serializers.BooleanField()
    corrected = serializers.CharField(
        allow_blank=True, help_text="Words searched instead of mistyped ones."
    )


class UnitsView(ApiView):
    """The units alive on a day."""

    @extend_schema(
        operation_id="units", tags=TAGS, parameters=parameters_of("Units", UnitsForm.base_fields),
        responses=page_serializer(VersionSerializer),
    )  # fmt: skip
    def get(self, request: ApiRequest) -> Response:
        """Units as they stood on a day, in the order of their keys."""
        form = UnitsForm(request.GET)
        require_valid(form)
        asked = form.cleaned_data
        rows = UnitVersion.objects.on(asked["on"] or clock.today()).select_related("unit", "parent")
        wanted = {
            "unit__level": asked["level"],
            "parent__uuid": asked["parent"],
            "code": asked["code"],
        }
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
        return page_of(request, rows, ["unit_id"], VersionSerializer)


class UnitView(ApiView):
    """One unit with its history."""

    @extend_schema(
        operation_id="unit",
        tags=TAGS,
        parameters=parameters_of("Day", DayForm.base_fields),
        responses=UnitSerializer,
    )
    def get(self, request: ApiRequest, uuid: UUID) -> Response:
        """A unit, whatever has become of it."""
        form = DayForm(request.GET)
        require_valid(form)
        day = form.cleaned_data["on"] or clock.today()
        unit = get_object_or_404(Unit, uuid=uuid)
        versions = list(unit.versions.select_related("unit", "parent").order_by("valid"))
        edges = Transfer.objects.applied().select_related("source", "target", "decision")
        came, went = list(edges.filter(target=unit)), list(edges.filter(source=unit))
        ids = {edge.source_id for edge in came} | {edge.target_id for edge in went} | {unit.pk}
        names = tree.path_labels(ids, day)
        found: dict[str, Any] = {
            "unit": unit.uuid,
            "id": unit.pk,
            "level": unit.level,
            "since": unit.valid.lower,
            "until": unit.valid.upper,
            "path": names.get(unit.pk, ""),
            "on_day": next((version for version in versions if day in version.valid), None),
            "versions": versions,
            "came_from": came,
            "went_to": went,
        }
        return Response(UnitSerializer(found, context={"names": names}).data)


class FindView(ApiView):
    """Finding a unit as people do."""

    @extend_schema(
        operation_id="find_unit", tags=TAGS, parameters=parameters_of("Find", FindForm.base_fields),
        responses=FoundSerializer,
    )  # fmt: skip
    def get(self, request: ApiRequest) -> Response:
        """By today's or an old name or code; without `on` names of all times are searched."""
        form = FindForm(request.GET)
        require_valid(form)
        asked = form.cleaned_data
        levels = [asked["level"]] if asked["level"] else None
        found = lookup.search(asked["q"], on=asked["on"], levels=levels, limit=asked["limit"] or 20)
        answer = {"results": found.hits, "has_more": found.has_more, "corrected": found.corrected}
        return Response(FoundSerializer(answer).data)
