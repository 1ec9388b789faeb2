"""Carrying out a decision: one service for every founding, merger, split, renaming and ending.

- `preview(decision, on)`: exactly what applying it would do, and nothing is written;
- `apply(decision, on, by)`: do it, in one transaction;
- `withdraw(decision, by)`: take it back as long as its day has not come.

What a decision orders stands in its `ChangeLine` rows. Rooms to the right that have rows hanging on
units (terms, cases) add a `Follower` when they are ready; `wards` itself knows none of them.
"""

from wards.changes.apply import apply, preview
from wards.changes.checks import Problem, problems
from wards.changes.follow import Applied, Follower, Matter, follow_due, followers
from wards.changes.heirs import Heir, heirs
from wards.changes.plan import Plan
from wards.changes.withdraw import withdraw

__all__ = [
    "Applied",
    "Follower",
    "Heir",
    "Matter",
    "Plan",
    "Problem",
    "apply",
    "follow_due",
    "followers",
    "heirs",
    "preview",
    "problems",
    "withdraw",
]
