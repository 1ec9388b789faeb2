"""The audit trail: every change by database triggers, every reading of contact data by a row.

Who changed what is written by PostgreSQL in the same transaction (`audited`), so bulk updates, raw
SQL, imports and the admin are seen too. The application's role may add to these tables and read
them, nothing else (`core.grants`).

A page shows contact data only in answer to a POST ("Xem liên hệ"), never to a GET: a GET writes
nothing, and a reading that leaves no trace is exactly what `record_access` is there to prevent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, overload

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import clean

ModelType = TypeVar("ModelType", bound=type[models.Model])


@overload
def audited(model: ModelType) -> ModelType: ...
@overload
def audited(
    *, exclude: Iterable[str] = (), model_name: str | None = None
) -> Callable[[ModelType], ModelType]: ...


def audited(
    model: Any = None, *, exclude: Iterable[str] = (), model_name: str | None = None
) -> Any:
    """Keep every insert, update and delete of a model, with who did it.

    `exclude` names columns whose values must not be kept (password hashes, search vectors); a change
    of nothing but those leaves no row. The history table of `X` is the model `XEvent` unless
    `model_name` says otherwise.
    """

    def track(tracked: ModelType) -> ModelType:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            model_name=model_name,
            append_only=True,
            obj_field=pghistory.ObjForeignKey(
                related_name="audit_events", related_query_name="audit_event"
            ),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            attrs={"pgh_id": models.BigAutoField(primary_key=True)},
            meta={
                "verbose_name": _("lịch sử thay đổi"),
                "verbose_name_plural": _("lịch sử thay đổi"),
            },
        )(tracked)

    return track if model is None else track(model)


def record_access(*, by: Any, about: str, scope: int | None, why: str = "") -> None:
    """Note that somebody saw sensitive data: who, what, where it lies, and the reason given.

    `about` names the row without personal data (its reference); `scope` is the id of the area it
    lies in. Runs in the caller's transaction: no trace, no page.
    """
    from core.models import AccessRecord  # noqa: PLC0415 - the models of core use `audited`

    AccessRecord.objects.create(
        user_id=by.pk,
        user_name=clean(str(by))[:150],
        about=about,
        scope=scope,
        why=clean(why)[:300],
    )
