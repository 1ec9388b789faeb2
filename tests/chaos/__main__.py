"""`make chaos`: `python -m tests.chaos [--seeds 1,2,3] [--kills 100] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.chaos import table
from tests.chaos.run import Plan, run


def main() -> int:
    """Run what was asked for and print it; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seeds", default="1,2,3", help="one run for each")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    runs = []
    for seed in options.seeds.split(","):
        _say(f"seed {seed} …")
        runs.append(table.judged(run(Plan(seed=int(seed), kills=options.kills))))
        if runs[-1]["bad"]:
            _say(json.dumps(runs[-1]["bad"], ensure_ascii=False)[:4000])
    _say(table.text(runs))
    if options.json:
        options.json.write_text(json.dumps(runs, ensure_ascii=False, indent=1))
    return int(any(one["bad"] for one in runs))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
