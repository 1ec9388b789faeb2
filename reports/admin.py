"""The kinds of reports, for the city's system administrator."""

from __future__ import annotations

from django.contrib import admin

from core.admin import KeptAdmin
from reports.models import ReportSection, ReportType


class SectionInline(admin.TabularInline):
    """The sections of a type."""

    model = ReportSection
    extra = 0
    can_delete = False


@admin.register(ReportType)
class ReportTypeAdmin(KeptAdmin):
    """Types: days, due days, recipients, sections and figures."""

    list_display = ["name", "rhythm", "cutoff_day", "due_days", "is_active"]
    inlines = [SectionInline]
