"""Khu phố and ấp: schemes of rearrangement and what belongs to them."""

from neighborhoods.models.consultation import (
    Consultation,
    ConsultationCount,
    ConsultationStatus,
    Electorate,
    Form,
    Matter,
)
from neighborhoods.models.procedure import Procedure, ProcedureStep
from neighborhoods.models.scheme import (
    Scheme,
    SchemeEvent,
    SchemePaper,
    SchemeStage,
    SchemeUnit,
)

__all__ = [
    "Consultation",
    "ConsultationCount",
    "ConsultationStatus",
    "Electorate",
    "Form",
    "Matter",
    "Procedure",
    "ProcedureStep",
    "Scheme",
    "SchemeEvent",
    "SchemePaper",
    "SchemeStage",
    "SchemeUnit",
]
