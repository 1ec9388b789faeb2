"""What the database refuses about terms, in the reader's language and at the field it concerns.

The rules themselves are in migration 0002 and in the constraints of `Term`. Some are deferred to the
end of the transaction; a service wraps its writes in `checked()`, which has them looked at there and
then and speaks of a broken one as `ValidationError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from people.models import Person, Term, User

TRIGGERS: dict[str, Any] = {
    "term_inside_life_of_unit": _("Đơn vị không tồn tại trong suốt khoảng thời gian này."),
    "term_role_fits_level": _("Chức danh này không thuộc cấp của đơn vị đã chọn."),
    "term_seat_exists": _("Chức danh này đã đủ người trong khoảng thời gian này."),
}
FIELDS = {
    "term_inside_life_of_unit": "begins",
    "term_valid_starts_and_is_not_empty": "begins",
    "term_role_fits_level": "role",
    "term_seat_exists": "role",
    "term_one_person_per_seat": "role",
    "term_person_once_per_role_and_unit": "role",
    "user_email_of_one_person": "email",
}


@contextmanager
def checked() -> Iterator[None]:
    """Write in one transaction and have every rule of the room hold at its end.

    Raises ValidationError in words a person understands; then nothing is written.
    """
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise explained(error) from error


def explained(error: IntegrityError) -> ValidationError:
    """The broken rule in words. Raises the error itself again where no rule of ours is named."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    message = TRIGGERS.get(name or "") or _constraints().get(name)
    if message is None:
        raise error
    return ValidationError({FIELDS.get(name or "", "__all__"): ValidationError(message, code=name)})


def _constraints() -> dict[str | None, Any]:
    return {
        constraint.name: constraint.violation_error_message
        for model in (Term, Person, User)
        for constraint in model._meta.constraints  # noqa: SLF001 - the documented Meta API
    }
