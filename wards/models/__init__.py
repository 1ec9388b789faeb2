"""The dated territory: units, their versions, the decisions that change them and the transfers between them."""

from wards.models.change import Action, ChangeLine, HouseholdStandard, LineSource
from wards.models.decision import Decision, DecisionStatus, Extent, Transfer
from wards.models.lookup import LookupEntry, LookupWord
from wards.models.run import DecisionRun, RunAction, RunState
from wards.models.unit import Kind, Level, Unit, UnitVersion

__all__ = [
    "Action",
    "ChangeLine",
    "Decision",
    "DecisionRun",
    "DecisionStatus",
    "Extent",
    "HouseholdStandard",
    "Kind",
    "Level",
    "LineSource",
    "LookupEntry",
    "LookupWord",
    "RunAction",
    "RunState",
    "Transfer",
    "Unit",
    "UnitVersion",
]
