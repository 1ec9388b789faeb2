"""From an uploaded file to rows: each step a row first, then done by a worker, safe to be killed."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock, outbox
from core.imports import registry, run
from core.imports.reading import read_table
from core.models import ImportJob, ImportState
from core.text import clean

logger = logging.getLogger(__name__)

CHECK, CARRY_OUT = "core.tasks.check_import", "core.tasks.carry_out_import"
KEPT_SECONDS = 900
KEPT_DAYS = 30
LONGEST_TITLE = 120
OVER = frozenset({ImportState.REFUSED, ImportState.DONE, ImportState.FAILED})
Look = Callable[[Any, Any], run.Outcome]


class _RefusedError(Exception):
    """Ends the transaction of an import that turned out to have errors."""

    def __init__(self, outcome: run.Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@transaction.atomic
def start_import(*, kind: str, file: File, by: Any) -> ImportJob:
    """Keep a file and have a worker look at it. Raises LookupError for a kind the user may not import."""
    if registry.find(kind) not in registry.offered_to(by):
        raise LookupError(kind)
    title = clean(PurePath(file.name or "").name)[-LONGEST_TITLE:]
    job = ImportJob.objects.create(kind=kind, by=by, file=file, title=title)
    outbox.enqueue(CHECK, key=f"import:{job.pk}:check", payload={"import_id": job.pk})
    return job


@transaction.atomic
def confirm_import(*, job: ImportJob, by: Any) -> ImportJob:
    """Have a worker write what was looked at. Raises ValidationError unless the job is ready."""
    job = ImportJob.objects.select_for_update(of=["self"]).get(pk=job.pk)
    if job.by_id != by.pk or not job.can_become(ImportState.IMPORTING):
        raise ValidationError(_("Tệp này không còn chờ nhập; hãy tải lại trang."))
    job.state = ImportState.IMPORTING
    job.save(update_fields=["state"])
    outbox.enqueue(CARRY_OUT, key=f"import:{job.pk}:carry-out", payload={"import_id": job.pk})
    return job


def check(import_id: int) -> str:
    """Look at a file: what it would do. Returns the state it is in then."""
    job = _waiting(import_id, ImportState.CHECKING)
    if job is None:
        return ""
    with translation.override(job.by.language):
        return _checked(job)


def _checked(job: ImportJob) -> str:
    try:
        outcome = _outcome(job, run.examine)
    except ValidationError as error:
        return _finish(job, ImportState.REFUSED, {"problem": error.messages[0]})
    state = ImportState.REFUSED if outcome.errors else ImportState.READY
    return _finish(job, state, outcome.told())


def carry_out(import_id: int) -> str:
    """Write a file's rows, all of them or none, and that it is done, in one transaction."""
    job = _waiting(import_id, ImportState.IMPORTING)
    if job is None:
        return ""
    with translation.override(job.by.language):
        return _carried_out(job)


def _carried_out(job: ImportJob) -> str:
    try:
        return _write(job)
    except _RefusedError as refused:
        return _finish(job, ImportState.FAILED, refused.outcome.told())
    except ValidationError as error:
        return _finish(job, ImportState.FAILED, {"problem": error.messages[0]})


@transaction.atomic
def _write(job: ImportJob) -> str:
    ImportJob.objects.select_for_update(of=["self"]).get(pk=job.pk)
    outcome = _outcome(job, run.perform)
    if outcome.errors:
        raise _RefusedError(outcome)
    return _finish(job, ImportState.DONE, outcome.told())


def give_up(import_id: int) -> None:
    """What becomes of a job that failed again and again."""
    for job in ImportJob.objects.filter(pk=import_id):
        state = ImportState.REFUSED if job.state == ImportState.CHECKING else ImportState.FAILED
        if job.can_become(state):
            _finish(job, state, {"problem": _("Có lỗi kỹ thuật; chưa ghi gì.")})


def progress_of(job: ImportJob) -> tuple[int, int] | None:
    """How many rows of how many are done; None where nobody knows."""
    return cache.get(_key(job))


def forget_imports() -> int:
    """Delete files and jobs of more than a month ago; returns how many. The rows they wrote stay."""
    before = clock.now() - datetime.timedelta(days=KEPT_DAYS)
    gone = 0
    for job in ImportJob.objects.filter(created_at__lt=before).iterator():
        with transaction.atomic():
            file = job.file
            job.delete()
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
            gone += 1
    return gone


def _waiting(import_id: int, state: ImportState) -> ImportJob | None:
    return ImportJob.objects.filter(pk=import_id, state=state).select_related("by__person").first()


def _outcome(job: ImportJob, look: Look) -> run.Outcome:
    importable = registry.find(job.kind)
    if importable is None or importable not in registry.offered_to(job.by):
        raise ValidationError(_("Ông/bà không còn quyền nhập bảng này."))
    with job.file.open("rb") as file:
        table = read_table(file.read())
    resource = importable.resource(job.by)
    total = len(table.rows)
    resource.tell = lambda done: cache.set(_key(job), (done, total), timeout=KEPT_SECONDS)
    return look(resource, table)


def _finish(job: ImportJob, state: ImportState, result: dict[str, Any]) -> str:
    is_to_go = state in OVER and _is_personal(job)
    if is_to_go:
        result = {**result, "rows": []}
    job.state, job.result, job.finished_at = state, result, clock.now()
    job.save(update_fields=["state", "result", "finished_at"])
    if is_to_go:
        file = job.file
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    cache.delete(_key(job))
    return state.value


def _is_personal(job: ImportJob) -> bool:
    importable = registry.find(job.kind)
    return importable is not None and getattr(importable.resource, "is_personal", False)


def _key(job: ImportJob) -> str:
    return f"import:{job.pk}"
