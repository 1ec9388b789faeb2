"""Django admin for the city's system administrator: steps, thresholds, words no name may hold."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from neighborhoods.models import ForbiddenWords, Matter, Procedure, ProcedureStep


class KeptAdmin(admin.ModelAdmin):
    """Rows that schemes and consultations of the past point at: they are ended, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes by hand."""
        return False


class StepInline(admin.TabularInline):
    """The steps of a procedure; one that schemes have passed stays."""

    model = ProcedureStep
    extra = 0
    can_delete = False


@admin.register(Procedure)
class ProcedureAdmin(KeptAdmin):
    """Steps of a rearrangement. A change of law is a new row after an ended one."""

    list_display = ["name", "above", "valid", "legal_source"]
    inlines = [StepInline]


@admin.register(Matter)
class MatterAdmin(KeptAdmin):
    """On what communities are asked, and how many have to agree."""

    list_display = ["name", "share_of", "share_in", "is_strict", "rounds", "valid", "legal_source"]


@admin.register(ForbiddenWords)
class ForbiddenWordsAdmin(admin.ModelAdmin):
    """Words that may not stand in a name."""

    list_display = ["words", "reason"]
    search_fields = ["words"]
