"""Ready-made answers of a ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import AnswerTemplate
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def save_template(*, template: AnswerTemplate, by: User) -> AnswerTemplate:
    """Keep a new or changed ready answer of a ward; texts of the whole city are not a ward's to change.

    Raises PermissionDenied out of reach, ValidationError for invalid columns.
    """
    _require_own(template, by)
    template.full_clean()
    template.save()
    return template


@transaction.atomic
def delete_template(*, template: AnswerTemplate, by: User) -> None:
    """Remove a ready answer; texts already sent with it stay as they are."""
    _require_own(template, by)
    template.delete()


def _require_own(template: AnswerTemplate, by: User) -> None:
    if template.unit_id is None or template.unit_id not in by.reach(Permission.CASE_TRIAGE):
        raise PermissionDenied
