"""Reports: their types, periods, and each unit's own. Directives and who answers them."""

from reports.models.directive import (
    Directive,
    DirectiveEvent,
    DirectivePaper,
    DirectiveTask,
)
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
    "Directive",
    "DirectiveEvent",
    "DirectivePaper",
    "DirectiveTask",
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
