"""The figures of a run as lines: what was done, what must be nothing, what is only counted."""

from __future__ import annotations

from typing import Any

# What has to be nothing, whatever was killed.
NOTHING = {
    "missing": "accepted cases that are missing",
    "doubled": "cases doubled (of {double_posts} sent twice at once)",
    "untold": "cases whose sender was told nothing",
    "half": "cases half written",
    "moves_missing": "moves of the official that are missing",
    "moves_doubled": "moves doubled",
    "notifications_wrong": "notifications missing or too many",
    "notifications_doubled": "notifications doubled",
    "letters_unsent": "letters not sent",
    "letters_unknown": "letters without their row",
    "letters_missing": "letters marked as sent that no mail server took",
    "photos_broken": "photos without a whole file",
    "files_lost": "files without a row after the cleaning job",
    "double_receipts": "pairs of one report with two receipts",
    "texts_lost": "texts lost on a full disk",
    "signed_out": "people signed out",
    "faults": "answers that were no proper page (500)",
    "gave_up": "people who got no answer in the end",
    "slots_missing": "slots of the timetable left out",
    "undone": "work not done in the end",
    "given_up": "work given up",
}
COUNTED = {
    "accepted": "cases accepted",
    "moves": "moves made",
    "photos": "photos kept (with those of the demo)",
    "photos_refused": "photos refused on the full disk, in words",
    "files_cleaned": "files without a row, cleared away",
    "notifications": "notifications about cases",
    "letters_taken": "letters taken by the mail server",
    "letters_twice": "letters sent twice, under one Message-ID",
    "slots": "slots of reminders, each once",
    "wipes": "times the broker was wiped",
    "seconds": "seconds of trouble",
    "drain": "seconds until everything was done",
}


def judged(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures with what follows from both sides; `bad` names what should be nothing and is not."""
    marked, taken = set(figures.pop("message_ids")), set(figures.pop("sink_ids"))
    figures |= {"letters_missing": len(marked - taken), "letters_unknown": len(taken - marked)}
    figures["bad"] = {name: figures[name] for name in NOTHING if figures[name]}
    return figures


def text(runs: list[dict[str, Any]]) -> str:
    """A table with a column for each seed."""
    lines = [_line("seed", [run["seed"] for run in runs])]
    lines.append(_line("kills", [sum(run["kills"].values()) for run in runs]))
    lines += [
        _line(f"  of them {victim}", [run["kills"].get(victim, 0) for run in runs])
        for victim in sorted({name for run in runs for name in run["kills"]})
    ]
    lines += [_line(what, [run[name] for run in runs]) for name, what in COUNTED.items()]
    lines.append("must be 0:")
    for name, what in NOTHING.items():
        label = what.format(double_posts=sum(run["double_posts"] for run in runs))
        lines.append(_line(f"  {label}", [_number(run[name]) for run in runs]))
    lines += [f"answers (seed {run['seed']}): {run['answers']}" for run in runs]
    return "\n".join([*lines, f"full disk: {runs[0]['disk']}"])


def _number(value: Any) -> int:
    return len(value) if isinstance(value, list) else value


def _line(what: str, values: list[Any]) -> str:
    return f"{what:<58}" + "".join(f"{value:>10}" for value in values)
