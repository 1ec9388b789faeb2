"""`make chaos`: `python -m tests.chaos [--seeds 1,2,3] [--kills 100] [--overload 300] [--hosts 6]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.chaos import overload, table
from tests.chaos.hosts import two_hosts
from tests.chaos.run import Plan, run


def main() -> int:
    """Run what was asked for and print it; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seeds", default="1,2,3", help="one run for each")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--overload", type=float, default=300, help="seconds of it; 0 for none")
    parser.add_argument("--hosts", type=int, default=6, help="times a host is cut off; 0 for none")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    found: dict[str, Any] = {"killed": [], "hosts": [], "overload": []}
    for seed in filter(None, options.seeds.split(",")):
        _say(f"seed {seed}: processes killed …")
        found["killed"].append(table.judged(run(Plan(seed=int(seed), kills=options.kills))))
    if found["killed"]:
        _say(table.text(found["killed"]))
    if options.hosts:
        _say("two hosts, one of them cut off …")
        found["hosts"].append(two_hosts(Plan(seed=4), rounds=options.hosts))
        _say(table.text(found["hosts"]))
    if options.overload:
        _say("overload …")
        found["overload"].append(overload.overload(options.overload))
        _say(overload.text(found["overload"][0]))
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    bad = [one["bad"] for runs in found.values() for one in runs if one["bad"]]
    for one in bad:
        _say(f"NOT AS IT MUST BE: {json.dumps(one, ensure_ascii=False)[:4000]}")
    if not bad:
        _say("nothing lost, nothing doubled")
    return int(bool(bad))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
