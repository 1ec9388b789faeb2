"""A made-up case on its way through the workflow, in memory: every step as the services take it.

Fifteen hundred cases moved by the services would take minutes; here the same table of moves and the
same deadlines are applied to rows that are written in bulk afterwards. What the workflow forbids
raises here too, so a story that cannot happen cannot be told.
"""

from __future__ import annotations

import datetime
from typing import Any

from feedback import deadlines
from feedback.models import Case, CaseEvent, CaseKind, Clock, Contact
from feedback.workflow import MOVES, MoveName, Status
from people.models import User

M = MoveName


class Story:
    """One case with its events; `case` and `events` are unsaved until the loader writes them."""

    def __init__(self, case: Case, rules: deadlines.RuleBook, contact: Contact | None) -> None:
        self.case = case
        self.contact = contact
        self.rules = rules
        self.events: list[CaseEvent] = []
        self._start_clock(case.received_at)
        self._write(M.SUBMIT, case.received_at, None, {})

    def move(self, name: MoveName, at: datetime.datetime, by: User | None, **extra: Any) -> None:
        """Make a move. Raises ValueError where the workflow forbids it or time would run back."""
        rule = MOVES[name]
        if self.case.status not in rule.sources or at < self.events[-1].at:
            raise ValueError(f"{name} after {self.case.status} at {at}")
        effect = getattr(self, f"_{name.value}", None)
        if effect is not None:
            extra |= effect(at, by, extra) or {}
        self.case.status = rule.after(self.case.status)
        if self.case.status != Status.FORWARDED:
            self.case.accept_due_at = None
        self.case.version += 1
        self._write(name, at, by, extra)

    def _write(
        self, name: MoveName, at: datetime.datetime, by: User | None, extra: dict[str, Any]
    ) -> None:
        event = CaseEvent(
            case=self.case,
            ward_id=self.case.ward_id,
            kind=name,
            at=at,
            by=by,
            status=self.case.status,
            **{"due_at": self.case.due_at} | extra,
        )
        self.events.append(event)

    def _start_clock(self, at: datetime.datetime) -> None:
        rule = self.rules.rule(Clock.ANSWER, self.case)
        self.case.rule = rule
        self.case.due_at = deadlines.ends(rule, at) if rule else None

    # What each move changes beside the state

    def _assign(self, _at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        self.case.assignee = extra.get("assignee")
        self.case.assigned_unit = extra.get("assigned_unit")

    def _start(self, _at: datetime.datetime, by: User | None, _extra: dict[str, Any]) -> None:
        self.case.assignee = self.case.assignee or by

    def _ask(
        self, at: datetime.datetime, by: User | None, _extra: dict[str, Any]
    ) -> dict[str, Any]:
        deadlines.pause(self.case, at)
        self.case.assignee = self.case.assignee or by
        rule = self.rules.rule(Clock.INFORMATION, self.case)
        return {"due_at": deadlines.ends(rule, at) if rule else None}

    def _inform(self, at: datetime.datetime, _by: User | None, _extra: dict[str, Any]) -> None:
        deadlines.resume(self.case, at)

    _resume = _inform

    def _answer(self, at: datetime.datetime, _by: User | None, _extra: dict[str, Any]) -> None:
        deadlines.resume(self.case, at)
        self.case.answered_in_time = deadlines.answered_in_time(self.case, at)
        self.case.answered_at = at

    def _reject(self, at: datetime.datetime, by: User | None, extra: dict[str, Any]) -> None:
        self._answer(at, by, extra)
        self.case.closed_at = at

    def _refer(self, at: datetime.datetime, by: User | None, extra: dict[str, Any]) -> None:
        self.case.kind, self.case.is_sealed = CaseKind.DENUNCIATION, True
        self._answer(at, by, extra)

    def _close(self, at: datetime.datetime, _by: User | None, _extra: dict[str, Any]) -> None:
        self.case.closed_at = at

    def _merge(self, at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        self.case.merged_into, self.case.closed_at = extra["other"], at
        self.case.paused_at = None

    def _forward(self, at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        case = self.case
        case.origin_ward, case.ward, case.unit = case.ward, extra["to_ward"], extra["to_ward"]
        extra["from_ward"] = case.origin_ward
        case.assignee = case.assigned_unit = case.paused_at = None
        self._start_clock(at)
        rule = self.rules.rule(Clock.ACCEPT, case)
        case.accept_due_at = deadlines.ends(rule, at) if rule else None
        if self.contact:
            self.contact.ward = case.ward

    def _extend(self, at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        deadlines.extend(self.case, days=extra.pop("days"), at=at)

    def _citizen_reopen(
        self, at: datetime.datetime, _by: User | None, _extra: dict[str, Any]
    ) -> None:
        case = self.case
        self._start_clock(at)
        case.citizen_reopened_at = at
        case.answered_at = case.answered_in_time = case.closed_at = case.published_at = None

    def _rate(self, at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        self.case.rating, self.case.rated_at = extra.pop("rating"), at
        self.case.rating_text = extra.get("public_text", "")

    def _publish(self, at: datetime.datetime, _by: User | None, extra: dict[str, Any]) -> None:
        self.case.published_at = at
        self.case.public_summary, self.case.public_answer = (
            extra.pop("summary"),
            extra.pop("answer"),
        )
