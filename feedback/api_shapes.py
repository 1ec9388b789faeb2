"""What the API answers about cases: one serializer for each shape, read by the schema too."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.models import Case, CaseEvent, CaseKind, Category, Channel, Contact
from feedback.workflow import MoveName, Status


class UnitRefSerializer(serializers.Serializer):
    """A place by its number, its public id and today's name."""

    id = serializers.IntegerField()
    unit = serializers.UUIDField()
    name = serializers.CharField()


class CategorySerializer(serializers.ModelSerializer):
    """What a case is about."""

    class Meta:
        model = Category
        fields = ["id", "code", "name", "name_en"]


class CaseRowSerializer(serializers.ModelSerializer):
    """A case as a list shows it."""

    status = serializers.ChoiceField(choices=Status.choices)
    status_label = serializers.CharField(source="get_status_display")
    kind = serializers.ChoiceField(choices=CaseKind.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    category = serializers.CharField(source="category.code")
    unit = serializers.SerializerMethodField()
    ward = serializers.SerializerMethodField()
    assignee = serializers.SerializerMethodField()
    assigned_unit = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    photos = serializers.IntegerField(source="photo_count")

    class Meta:
        model = Case
        fields = [
            "reference", "version", "status", "status_label", "kind", "channel", "category", "unit",
            "ward", "assignee", "assigned_unit", "is_sealed", "body", "place", "received_at",
            "due_at", "paused_at", "is_overdue", "answered_at", "closed_at", "photos",
        ]  # fmt: skip

    def get_unit(self, case: Case) -> UnitRefSerializer:
        """Where it lies."""
        return _unit(case.unit, case.unit_name)  # type: ignore[attr-defined]

    def get_ward(self, case: Case) -> UnitRefSerializer:
        """Who answers it."""
        return _unit(case.ward, case.ward_name)  # type: ignore[attr-defined]

    def get_assignee(self, case: Case) -> str | None:
        """The official who has it."""
        return case.assignee.get_full_name() if case.assignee else None

    def get_assigned_unit(self, case: Case) -> str | None:
        """The khu phố that has it."""
        return case.assigned_unit_name  # type: ignore[attr-defined]

    def get_is_overdue(self, case: Case) -> bool:
        """Whether its running clock has ended."""
        return case.is_overdue()


def _unit(unit: Any, name: str) -> Any:
    return {"id": unit.pk, "unit": str(unit.uuid), "name": name}


class EventSerializer(serializers.ModelSerializer):
    """What happened to a case; `public_text` is what the citizen reads."""

    kind = serializers.ChoiceField(choices=MoveName.choices)
    label = serializers.CharField(source="get_kind_display")  # type: ignore[assignment]
    by = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Status.choices)
    assignee = serializers.SerializerMethodField()
    assigned_unit = serializers.CharField(source="assigned_unit_name", allow_null=True)
    from_ward = serializers.CharField(source="from_ward_name", allow_null=True)
    to_ward = serializers.CharField(source="to_ward_name", allow_null=True)
    photos = serializers.SerializerMethodField()

    class Meta:
        model = CaseEvent
        fields = [
            "kind", "label", "at", "by", "status", "public_text", "internal_note", "is_public",
            "assignee", "assigned_unit", "from_ward", "to_ward", "due_at", "photos",
        ]  # fmt: skip

    def get_by(self, event: CaseEvent) -> str | None:
        """The official; null for the citizen and for the portal itself."""
        return event.by.get_full_name() if event.by else None

    def get_assignee(self, event: CaseEvent) -> str | None:
        """To whom it was given."""
        return event.assignee.get_full_name() if event.assignee else None

    def get_photos(self, event: CaseEvent) -> list[str]:
        """Their public ids."""
        return [str(photo.uuid) for photo in event.photos.all()]


class CaseSerializer(CaseRowSerializer):
    """A case with all that happened to it, the newest first."""

    events = EventSerializer(many=True)
    moves = serializers.ListField(
        child=serializers.CharField(), help_text="What this key may do with it now."
    )
    has_contact = serializers.BooleanField(help_text="Whether this key may ask for the contact.")

    class Meta(CaseRowSerializer.Meta):
        fields = [*CaseRowSerializer.Meta.fields, "events", "moves", "has_contact"]


class ContactSerializer(serializers.ModelSerializer):
    """How the sender is reached; empty where they did not say."""

    email = serializers.CharField(allow_blank=True)

    class Meta:
        model = Contact
        fields = ["name", "phone", "email"]


class ChoiceSerializer(serializers.Serializer):
    """One of the values that a field takes."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FieldSerializer(serializers.Serializer):
    """One field of a move, with the values it takes for this very case."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = ChoiceSerializer(many=True, allow_null=True)


class MoveSerializer(serializers.Serializer):
    """A move that can be made now, and what it asks for."""

    move = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    address = serializers.CharField()
    fields = FieldSerializer(many=True, source="asks")  # type: ignore[assignment]
