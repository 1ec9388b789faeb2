"""What officials are told of a directive: one memo, in each reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.models import Channel
from core.notifications import BOTH, Message, notify_many, render_message
from reports.directives import audience
from reports.directives.workflow import MoveName
from reports.models import Directive, DirectiveEvent, DirectiveTask

if TYPE_CHECKING:
    from people.models import User

TEMPLATE = "reports/mail/memo_directive.txt"
M = MoveName
# Everybody of the unit who answers directives hears of these; of others whoever has the task.
TO_ALL = frozenset({M.ISSUE, M.URGE})


@dataclass(frozen=True, slots=True)
class Memo:
    """One thing to tell: what, of which directive, about which unit, and the words that were said."""

    directive: Directive
    what: Any
    kind: str
    key: str
    url: str
    scope: int
    task: DirectiveTask | None = None
    words: str = ""
    channels: Sequence[Channel] = BOTH

    def to(self, users: Iterable[User]) -> Iterator[Message]:
        """A message for each language among the users."""
        readers = sorted(users, key=lambda user: user.language)
        for language, group in groupby(readers, key=lambda user: user.language):
            due_on = self.task.due_on if self.task else self.directive.due_on
            with translation.override(language):
                context = {"memo": self, "directive": self.directive, "due_on": due_on}
                subject, body = render_message(TEMPLATE, context)
            yield Message(
                kind=self.kind,
                key=self.key,
                subject=subject,
                body=body,
                users=list(group),
                url=self.url,
                about=self.directive.number,
                scope=self.scope,
                language=language,
                channels=self.channels,
            )


def to_units(event: DirectiveEvent, tasks: list[DirectiveTask]) -> None:
    """Tell the units what happened to their tasks; whoever did it hears nothing."""
    people = audience.circles(tasks)
    notify_many(
        message
        for task in tasks
        for message in _of(event, task).to(_readers(event, task, people[task.pk]))
    )


def to_issuers(event: DirectiveEvent, task: DirectiveTask) -> None:
    """Tell those who issued what a unit did."""
    directive = event.directive
    memo = about_task(
        task,
        what=M(event.kind).label,
        kind=f"directive.{event.kind}",
        reason=f"event:{event.pk}",
        words=event.text,
        scope=directive.issuer_id,
    )
    users = [user for user in audience.issuers_of(directive) if user.pk != event.by_id]
    notify_many(memo.to(users))


def about_task(
    task: DirectiveTask,
    *,
    what: Any,
    kind: str,
    reason: str,
    words: str = "",
    scope: int | None = None,
) -> Memo:
    """A memo about one task; `reason` makes its key."""
    return Memo(
        directive=task.directive,
        task=task,
        what=what,
        kind=kind,
        key=f"directive:task:{task.pk}:{reason}",
        url=task.get_absolute_url(),
        scope=task.ward_id if scope is None else scope,
        words=words,
    )


def _of(event: DirectiveEvent, task: DirectiveTask) -> Memo:
    return about_task(
        task,
        what=_("Chỉ đạo mới") if event.kind == M.ISSUE else M(event.kind).label,
        kind=f"directive.{event.kind}",
        reason=f"event:{event.pk}",
        words="" if event.kind in TO_ALL else event.text,
    )


def _readers(event: DirectiveEvent, task: DirectiveTask, circle: audience.Circle) -> list[User]:
    users = list(circle.officials.values()) if event.kind in TO_ALL else circle.holder(task)
    return [user for user in users if user.pk != event.by_id]
