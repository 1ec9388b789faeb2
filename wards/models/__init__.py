"""The dated territory: units, their versions, the decisions that change them and the transfers between them."""

from wards.models.decision import Decision, DecisionStatus, Extent, Transfer
from wards.models.lookup import LookupEntry, LookupWord
from wards.models.unit import Kind, Level, Unit, UnitVersion

__all__ = [
    "Decision",
    "DecisionStatus",
    "Extent",
    "Kind",
    "Level",
    "LookupEntry",
    "LookupWord",
    "Transfer",
    "Unit",
    "UnitVersion",
]
