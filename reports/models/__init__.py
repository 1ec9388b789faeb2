"""Reports: their types, periods, and each unit's own."""

from reports.models.kind import ReportSection, ReportType, Rhythm
from reports.models.period import ReportPeriod
from reports.models.report import (
    Report,
    ReportComment,
    ReportEvent,
    ReportFigure,
    ReportText,
    ReportVersion,
)

__all__ = [
    "Report",
    "ReportComment",
    "ReportEvent",
    "ReportFigure",
    "ReportPeriod",
    "ReportSection",
    "ReportText",
    "ReportType",
    "ReportVersion",
    "Rhythm",
]
