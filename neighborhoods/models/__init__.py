"""Khu phố and ấp: schemes of rearrangement and what belongs to them."""

from neighborhoods.models.code import HouseholdCode
from neighborhoods.models.consultation import (
    Choice,
    Consultation,
    ConsultationAnswer,
    ConsultationCount,
    ConsultationStatus,
    Electorate,
    Form,
    Matter,
)
from neighborhoods.models.figure import Figure, Measure, SizeBand
from neighborhoods.models.naming import (
    ForbiddenWords,
    NamePoll,
    NamePollStatus,
    NamePreference,
    NameProposal,
    Reason,
)
from neighborhoods.models.procedure import Procedure, ProcedureStep
from neighborhoods.models.scheme import (
    Scheme,
    SchemeEvent,
    SchemePaper,
    SchemeStage,
    SchemeUnit,
)
from neighborhoods.models.voter import Voter

__all__ = [
    "Choice",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationCount",
    "ConsultationStatus",
    "Electorate",
    "Figure",
    "ForbiddenWords",
    "Form",
    "HouseholdCode",
    "Matter",
    "Measure",
    "NamePoll",
    "NamePollStatus",
    "NamePreference",
    "NameProposal",
    "Procedure",
    "ProcedureStep",
    "Reason",
    "Scheme",
    "SchemeEvent",
    "SchemePaper",
    "SchemeStage",
    "SchemeUnit",
    "SizeBand",
    "Voter",
]
