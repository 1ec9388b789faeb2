"""Django admin for the city's system administrator: steps, thresholds, words no name may hold."""

from __future__ import annotations

from django.contrib import admin

from core.admin import KeptAdmin
from neighborhoods.models import ForbiddenWords, Matter, Procedure, ProcedureStep


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
