"""What is asked of the portal from within, in a process of its own with the portal's settings.

`python -m tests.chaos.inside setup|count|flood` reads JSON on standard input, writes JSON.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - after django.setup()
from django.db.models import Count  # noqa: E402

from core import clock, notifications, outbox  # noqa: E402
from core.models import Channel, DeliveryState, Notification, OutboxMessage  # noqa: E402
from feedback.models import Case, CaseEvent, CaseKind, Category, Draft, Photo  # noqa: E402
from feedback.services.lost_files import erase_lost_files  # noqa: E402
from people.demo import NEIGHBORHOOD, WARD  # noqa: E402
from people.models import User  # noqa: E402
from wards.models import UnitVersion  # noqa: E402

ANSWER = "Tổ vệ sinh đã dọn xong và sẽ kiểm tra lại vào cuối tuần."
Facts = dict[str, Any]


def setup(_facts: Facts) -> Facts:
    """The place that reports are about, and what the forms of the official are filled with."""
    ward = UnitVersion.objects.today().get(name=WARD)
    place = UnitVersion.objects.today().get(name=NEIGHBORHOOD, parent=ward.unit_id)
    category = Category.objects.get(code="waste")
    return {
        "unit": str(place.unit.uuid),
        "category": category.pk,
        "triage": {
            "category": str(category.pk),
            "kind": CaseKind.FEEDBACK,
            "unit": str(place.unit_id),
            "place": "",
        },
        "target": f"n{User.objects.get(username='phuong').pk}",
        "answer": ANSWER,
    }


def state(_facts: Facts) -> Facts:
    """Whether everything has been worked off."""
    pending = OutboxMessage.objects.pending()
    return {
        "pending": pending.count(),
        "in_flight": OutboxMessage.objects.in_flight().count(),
        "dead": OutboxMessage.objects.dead().count(),
        "cap": outbox.MAX_IN_FLIGHT,
        "letters_done": Notification.objects.filter(
            channel=Channel.EMAIL, state=DeliveryState.DELIVERED
        ).count(),
    }


def flood(facts: Facts) -> Facts:
    """Letters promised at a steady rate, whatever the worker can do; returns how many in what time."""
    total, told = int(facts["rate"] * facts["seconds"]), 0
    began = time.monotonic()
    while told < total:
        passed = time.monotonic() - began
        due = min(total, int(facts["rate"] * passed))
        # What came due meanwhile is written at once: one at a time, the writer would be what is slow.
        notifications.notify_many(
            notifications.Message(
                key=f"flood:{facts['name']}:{number}",
                kind="flood",
                subject="Thử",
                body="Thử",
                email=f"nguoi{number}@example.org",
            )
            for number in range(told, due)
        )
        told = due
        time.sleep(0.05)
    return {"told": told, "seconds": round(time.monotonic() - began, 1)}


# --- The count ------------------------------------------------------------------------------------


def count(facts: Facts) -> Facts:
    """Everything that people were told, held against what is kept."""
    return {
        **cases(facts),
        **moves(facts),
        **told(facts),
        **photos(),
        **beat(),
        "undone": OutboxMessage.objects.pending().count(),
        "given_up": OutboxMessage.objects.dead().count(),
        "message_ids": list(
            Notification.objects.filter(
                channel=Channel.EMAIL, state=DeliveryState.DELIVERED
            ).values_list("message_id", flat=True)
        ),
    }


def cases(facts: Facts) -> Facts:
    """Missing, doubled, unasked for, half."""
    sent = {one["reference"]: one for one in facts["sent"]}
    of_run = f"của đợt {facts['seed']};"
    kept = {case.reference: case for case in Case.objects.filter(body__contains=of_run)}
    texts = Counter(case.body for case in kept.values())
    half = [ref for ref, case in kept.items() if ref in sent and _is_half(case, sent[ref])]
    return {
        "accepted": len(sent),
        "missing": [ref for ref in sent if ref not in kept or kept[ref].body != sent[ref]["text"]],
        "doubled": [text for text, times in texts.items() if times > 1],
        "untold": sorted(kept.keys() - sent.keys()),
        "half": half,
    }


def _is_half(case: Case, one: Facts) -> bool:
    return (
        str(case.form_token) != one["token"]
        or case.events.filter(kind="submit").count() != 1
        or hasattr(case, "contact") != one["has_email"]
        or case.photos.count() != one["photos"]
        or case.photos.exclude(event__kind="submit").exists()
        or Draft.objects.filter(pk=case.form_token).exists()
    )


def moves(facts: Facts) -> Facts:
    """Moves that the official was told of and that are not there, or are there twice."""
    found = Counter(
        CaseEvent.objects.filter(case__reference__in=[one["reference"] for one in facts["sent"]])
        .exclude(kind="submit")
        .values_list("case__reference", "kind")
    )
    made = Counter((move["reference"], move["kind"]) for move in facts["moves"])
    return {
        "moves": sum(made.values()),
        "moves_missing": [list(key) for key in made if not found[key]],
        "moves_doubled": [list(key) for key, times in found.items() if times > 1],
    }


def told(facts: Facts) -> Facts:
    """Every case has told whom an undisturbed one tells, by channel, once; no more and no less."""
    calm = [one for one in facts["sent"] if one["calm"]]
    told_by = _told_by_event([one["reference"] for one in facts["sent"]])
    wanted: dict[tuple[str, bool], Counter[Any]] = {}
    for one in calm:
        for kind, who in told_by[one["reference"]].items():
            wanted.setdefault((kind, one["has_email"]), who)
    wrong = [
        [one["reference"], kind]
        for one in facts["sent"]
        for kind, who in told_by[one["reference"]].items()
        if who != wanted.get((kind, one["has_email"]))
    ]
    twice = (
        Notification.objects.values("key", "channel", "recipient")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    letters = Notification.objects.filter(channel=Channel.EMAIL)
    return {
        "notifications": Notification.objects.filter(key__startswith="case:").count(),
        "notifications_wrong": wrong,
        "notifications_doubled": twice.count(),
        "letters": letters.count(),
        "letters_unsent": letters.exclude(state=DeliveryState.DELIVERED).count(),
        "compared_kinds": sorted({kind for kind, _email in wanted}),
    }


def _told_by_event(references: list[str]) -> dict[str, dict[str, Counter[Any]]]:
    """For each case and kind of event: who was told, by which channel, how often."""
    events = CaseEvent.objects.filter(case__reference__in=references)
    keys = {}
    by: dict[str, dict[str, Counter[Any]]] = defaultdict(lambda: defaultdict(Counter))
    for pk, case, reference, kind in events.values_list("pk", "case", "case__reference", "kind"):
        keys[f"case:{case}:event:{pk}"] = (reference, kind)
        by[reference][kind]  # also one that told nobody is compared
    places = Case.objects.filter(reference__in=references).values_list("pk", "unit", "reference")
    keys |= {f"case:{case}:place:{unit}": (ref, "place") for case, unit, ref in places}
    rows = Notification.objects.filter(key__in=keys).values_list("key", "channel", "user")
    for key, channel, user in rows:
        reference, kind = keys[key]
        by[reference][kind][channel, user] += 1
    return by


def photos() -> Facts:
    """Each row has its file, as it was drawn; after the cleaning job no file is without a row."""
    broken = []
    for photo in Photo.objects.iterator():
        try:
            with photo.file.open("rb") as file, photo.thumbnail.open("rb") as small:
                data, whole = file.read(), bool(small.read())
        except OSError:
            broken.append(str(photo.uuid))
            continue
        if hashlib.sha256(data).hexdigest() != photo.sha256 or not whole:
            broken.append(str(photo.uuid))
    cleaned = erase_lost_files(now=clock.now() + timedelta(days=3))
    names = {name for pair in Photo.objects.values_list("file", "thumbnail") for name in pair}
    return {
        "photos": Photo.objects.count(),
        "photos_broken": broken,
        "files_cleaned": cleaned,
        "files_lost": sorted(_files() - names),
    }


def _files(folder: str = "photos") -> set[str]:
    storage = Photo._meta.get_field("file").storage
    folders, names = storage.listdir(folder)
    below = [_files(f"{folder}/{name}") for name in folders]
    return {f"{folder}/{name}" for name in names}.union(*below)


def beat() -> Facts:
    """Each slot of the timetable once, and none left out between the first and the last."""
    keys = OutboxMessage.objects.filter(key__startswith="beat:remind of cases:")
    slots = sorted(keys.values_list("key", flat=True))
    minutes = [int(key[-4:-2]) * 60 + int(key[-2:]) for key in slots]
    gaps = [b - a for a, b in itertools.pairwise(minutes)]
    return {
        "slots": len(slots),
        "slots_missing": sum(gap not in {5, 5 - 1440} for gap in gaps),
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin) if sys.argv[1] in {"count", "flood"} else {}
    json.dump(globals()[sys.argv[1]](asked), sys.stdout, ensure_ascii=False)
    connection.close()
