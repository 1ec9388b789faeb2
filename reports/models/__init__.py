"""Reports: their types, periods, and each unit's own. Directives and who answers them. Counts for the boards."""

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
from reports.models.tally import CasePlace, PlaceDay, StaleDay, TallyState, WardDay

__all__ = [
    "CasePlace",
    "Directive",
    "DirectiveEvent",
    "DirectivePaper",
    "DirectiveTask",
    "PlaceDay",
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
    "StaleDay",
    "TallyState",
    "WardDay",
]
