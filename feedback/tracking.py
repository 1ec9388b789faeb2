"""What a tracking page shows: state, time, steps and answer to everybody; the rest to the sender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback import deadlines, receipt
from feedback.forms.public import InformForm, PhotosForm, RateForm, ReopenForm
from feedback.models import Case, CaseEvent, Photo
from feedback.services.citizen import may_rate, reopen_until
from feedback.workflow import WAITING, MoveName, Status
from wards import tree

# Words of the sender: only the sender reads them again.
OWN_WORDS = frozenset({MoveName.SUBMIT, MoveName.INFORM, MoveName.CITIZEN_REOPEN, MoveName.RATE})
ANSWERS = frozenset({MoveName.ANSWER, MoveName.REJECT, MoveName.REFER})
STAGES = (_("Đã nhận"), _("Đang xử lý"), _("Đã trả lời"))
RECEIVED, HANDLED, ANSWERED = range(1, 4)

MEANING: dict[Status, tuple[int, Any]] = {
    Status.RECEIVED: (RECEIVED, _("Nơi xử lý đã nhận và đang xem nội dung.")),
    Status.TRIAGED: (HANDLED, _("Nơi xử lý đã xem nội dung và đang giao người phụ trách.")),
    Status.ASSIGNED: (HANDLED, _("Đã giao người phụ trách.")),
    Status.IN_PROGRESS: (HANDLED, _("Người phụ trách đang xử lý.")),
    Status.NEEDS_INFORMATION: (HANDLED, _("Nơi xử lý đang chờ ông/bà bổ sung thông tin.")),
    Status.FORWARDED: (RECEIVED, _("Đã chuyển đến đúng nơi có thẩm quyền, đang chờ tiếp nhận.")),
    Status.ANSWERED: (ANSWERED, _("Đã có trả lời.")),
    Status.CLOSED: (ANSWERED, _("Đã có trả lời và đã kết thúc.")),
    Status.REOPENED: (HANDLED, _("Nơi xử lý đang xem lại.")),
    Status.REJECTED: (ANSWERED, _("Không tiếp nhận; lý do ghi trong trả lời.")),
    Status.REFERRED: (ANSWERED, _("Đã hướng dẫn nơi có thẩm quyền giải quyết.")),
    Status.MERGED: (HANDLED, _("Đã gộp với một phản ánh cùng nội dung đang được xử lý.")),
}


# Everybody but the sender gets none of the forms.
NOTHING_OWN = dict.fromkeys(("inform_form", "photos_form", "rate_form", "reopen_form"))


@dataclass(slots=True)
class Step:
    """One line of the public timeline."""

    event: CaseEvent
    text: str
    to_ward: str = ""
    photos: list[dict[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """How the component draws it."""
        return "public" if self.event.kind in ANSWERS | {MoveName.ASK} else "plain"

    @property
    def tone(self) -> str:
        """Of the card that shows it as the answer: green only for one that settles the matter."""
        return "ok" if self.event.kind == MoveName.ANSWER else "plain"

    @property
    def until(self) -> Any:
        """The date a step speaks of, where it sets one."""
        kinds = {MoveName.ASK, MoveName.EXTEND}
        return self.event.due_at if self.event.kind in kinds else None


def page(case: Case, *, is_sender: bool, **shown: forms.Form) -> dict[str, Any]:
    """The context of the page; `shown` are forms that were filled in and have to be corrected."""
    steps = timeline(case, is_sender=is_sender)
    stage, meaning = MEANING[Status(case.status)]
    context = {
        "case": case,
        "is_sender": is_sender,
        "stages": STAGES,
        "stage": stage,
        "meaning": meaning,
        "where": tree.path_label(case.unit if is_sender else case.ward),
        "ward_name": tree.path_label(case.ward),
        "time_left": deadlines.standing(case),
        "is_late": case.is_overdue(),
        "events": steps,
        "answer": _latest(steps, ANSWERS) if case.answered_at or case.merged_into_id else None,
        "question": _latest(steps, {MoveName.ASK}) if case.status in WAITING else None,
        "has_errors": any(form.errors for form in shown.values()),
    }
    return context | (_own(case, shown) if is_sender else NOTHING_OWN)


def timeline(case: Case, *, is_sender: bool) -> list[Step]:
    """The public steps, the newest first; words and photos of the sender only for the sender."""
    events = list(case.events.public().order_by("-at", "-pk"))
    wards = tree.path_labels({event.to_ward_id for event in events if event.to_ward_id})
    photos = _photos_by_event(case) if is_sender else {}
    return [
        Step(
            event,
            text=event.public_text if is_sender or event.kind not in OWN_WORDS else "",
            to_ward=wards.get(event.to_ward_id, ""),
            photos=photos.get(event.pk, []),
        )
        for event in events
    ]


def _own(case: Case, shown: dict[str, forms.Form]) -> dict[str, Any]:
    until = reopen_until(case)
    is_waiting = case.status in WAITING
    waiting = Photo.objects.filter(case=case).waiting() if is_waiting else []
    return {
        "secret": receipt.secret(case),
        "secret_name": receipt.PARAMETER,
        "waiting_photos": [_shown(photo) for photo in waiting],
        "inform_form": shown.get("inform_form") or (InformForm() if is_waiting else None),
        "photos_form": shown.get("photos_form") or (PhotosForm() if is_waiting else None),
        "rate_form": shown.get("rate_form") or (RateForm() if may_rate(case) else None),
        "reopen_form": shown.get("reopen_form") or (ReopenForm() if until else None),
        "reopen_until": until,
    }


def _photos_by_event(case: Case) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    for photo in Photo.objects.filter(case=case).sent():
        found.setdefault(photo.event_id, []).append(_shown(photo))
    return found


def _shown(photo: Photo) -> dict[str, str]:
    return {
        "uuid": str(photo.uuid),
        "small": receipt.photo_path(photo, small=True),
        "large": receipt.photo_path(photo),
    }


def _latest(steps: Iterable[Step], kinds: Iterable[str]) -> Step | None:
    return next((step for step in steps if step.event.kind in kinds), None)
