"""Django admin for the city's system administrator: the calendar to edit, the rest to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import outbox
from core.models import (
    AccessRecord,
    CalendarDay,
    DaySource,
    Notification,
    OutboxMessage,
    WorkInterval,
    WorkSchedule,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at; changed by the portal alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes by hand."""
        return False


class KeptAdmin(admin.ModelAdmin):
    """Rows that what happened points at: they are ended or switched off, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes by hand."""
        return False


class WorkIntervalInline(admin.TabularInline):
    """The hours of a schedule, on its page."""

    model = WorkInterval
    extra = 0


@admin.register(WorkSchedule)
class WorkScheduleAdmin(admin.ModelAdmin):
    """Working hours by the day they begin to hold."""

    list_display = ["starts_on", "source"]
    inlines = [WorkIntervalInline]


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Days off and worked Saturdays; a row saved here counts as entered by hand."""

    list_display = ["date", "kind", "name", "source", "note"]
    list_filter = ["kind", "source"]
    date_hierarchy = "date"
    search_fields = ["name"]
    fields = ["date", "kind", "name", "note"]

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        """Mark it as entered by hand, so that the list of holidays no longer touches it."""
        obj.source = DaySource.MANUAL
        super().save_model(request, obj, form, change)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Promised work; what was given up can be tried anew."""

    list_display = ["task", "key", "created_at", "available_at", "attempts", "done_at", "dead_at"]
    list_filter = [("dead_at", admin.EmptyFieldListFilter), ("done_at", admin.EmptyFieldListFilter)]
    show_full_result_count = False
    actions = ["revive"]

    @admin.action(description=_("Thử lại việc đã bỏ"))
    def revive(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        """Ten more tries for the chosen ones that were given up."""
        count = outbox.revive(queryset.values_list("pk", flat=True))
        self.message_user(request, _("Đã đưa lại %(n)d việc vào hàng chờ.") % {"n": count})


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """The delivery log; addresses and texts stay hidden."""

    list_display = ["created_at", "kind", "channel", "about", "state", "attempts", "last_error"]
    list_filter = ["state", "channel", "kind"]
    search_fields = ["about"]
    exclude = ["address", "body", "recipient", "key"]
    show_full_result_count = False


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnlyAdmin):
    """Who looked at personal data."""

    list_display = ["at", "user_name", "about", "why"]
    search_fields = ["about", "user_name"]
    date_hierarchy = "at"
    show_full_result_count = False
