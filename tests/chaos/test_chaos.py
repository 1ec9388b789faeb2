"""The short form of `make chaos`: thirty kills, and everything counted afterwards."""

from __future__ import annotations

import pytest

from tests.chaos.run import Plan, run
from tests.chaos.table import judged

KILLS = 30


@pytest.mark.long
def test_nothing_is_lost_or_doubled_when_everything_is_killed_at_random():
    plan = Plan(
        seed=7,
        kills=KILLS,
        pause=(0.1, 0.6),
        citizens=3,
        mail_answers={"DATA": "451 come back later"},  # tried again after seconds, not a minute
    )
    figures = judged(run(plan))
    assert figures["bad"] == {}
    assert sum(figures["kills"].values()) == KILLS
    assert figures["wipes"] >= 1
    assert figures["accepted"] >= 4
    assert figures["compared_kinds"] == ["answer", "assign", "place", "submit", "triage"]
    assert figures["moves"] >= 6
