"""Tables of the room `core`."""

from core.models.access import AccessRecord, AppendOnly
from core.models.calendar import (
    CalendarDay,
    DayKind,
    DaySource,
    Weekday,
    WorkInterval,
    WorkSchedule,
)
from core.models.imports import ImportJob, ImportState
from core.models.maintenance import MaintenanceKind, MaintenanceRun
from core.models.notification import Channel, DeliveryState, Notification
from core.models.outbox import OutboxMessage

__all__ = [
    "AccessRecord",
    "AppendOnly",
    "CalendarDay",
    "Channel",
    "DayKind",
    "DaySource",
    "DeliveryState",
    "ImportJob",
    "ImportState",
    "MaintenanceKind",
    "MaintenanceRun",
    "Notification",
    "OutboxMessage",
    "Weekday",
    "WorkInterval",
    "WorkSchedule",
]
