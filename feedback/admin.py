"""Django admin for the city's system administrator: the catalogues. Cases are handled elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import KeptAdmin
from feedback.models import AnswerTemplate, Category, DeadlineRule, ObstacleKind


@admin.register(Category)
class CategoryAdmin(KeptAdmin):
    """What feedback is about."""

    list_display = ["name", "name_en", "code", "order", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "name_en", "code"]


@admin.register(ObstacleKind)
class ObstacleKindAdmin(KeptAdmin):
    """Sorts of obstacles, with the time suggested for each and its source."""

    list_display = ["name", "name_en", "code", "days", "remind_days", "legal_source", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "name_en", "code"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(KeptAdmin):
    """Deadlines by the days on which they hold. A change of law is a new row after an ended one."""

    list_display = ["clock", "kind", "category", "amount", "measure", "valid", "legal_source"]
    list_filter = ["clock", "measure"]
    list_select_related = ["category"]


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin):
    """Ready answers for the whole city; wards keep their own on the staff pages."""

    list_display = ["title", "use", "category", "is_active"]
    list_filter = ["use", "is_active"]
    list_select_related = ["category"]
    exclude = ["unit"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Only those that belong to no ward."""
        return super().get_queryset(request).filter(unit=None)
