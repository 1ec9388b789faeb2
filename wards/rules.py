"""What the database refuses about the territory, in the reader's language.

The rules themselves are in migration 0002 and in the constraints of the models. They are deferred to
the end of the transaction; a service wraps its writes in `checked()`, which has them looked at there
and then and speaks of a broken one as `ValidationError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from wards.models import ChangeLine, Decision, LineSource, Transfer, Unit, UnitVersion

TRIGGERS: dict[str, Any] = {
    "unit_named_all_its_life": _(
        "Đơn vị phải có đúng một tên gọi cho mỗi ngày tồn tại, không thiếu và không thừa ngày nào."
    ),
    "unit_outlives_what_is_below": _(
        "Còn đơn vị trực thuộc ngoài thời gian tồn tại này. Hãy chuyển hoặc kết thúc chúng trước."
    ),
    "unit_is_never_deleted": _("Đơn vị không được xóa, chỉ được kết thúc."),
    "unit_keeps_its_level": _("Cấp của đơn vị không đổi được. Hãy lập đơn vị mới."),
    "version_inside_life_of_unit": _("Tên gọi nằm ngoài thời gian tồn tại của đơn vị."),
    "version_has_a_parent": _("Đơn vị này phải trực thuộc một đơn vị cấp trên."),
    "version_parent_is_higher": _("Đơn vị cấp trên phải ở cấp cao hơn."),
    "version_parent_is_alive": _("Đơn vị cấp trên không tồn tại trong suốt khoảng thời gian này."),
    "transfer_between_living_units": _(
        "Đơn vị cũ phải tồn tại đến ngày áp dụng văn bản, đơn vị mới phải tồn tại từ ngày đó."
    ),
    "transfer_ends_its_source": _(
        "Đơn vị đã chuyển toàn bộ hoặc phần còn lại phải kết thúc vào ngày áp dụng văn bản."
    ),
    "decision_starts_as_draft": _("Văn bản mới nhập bắt đầu là dự thảo."),
    "decision_moves_forward": _(
        "Văn bản phải được xác nhận rồi mới áp dụng, không quay lại bước trước, và chỉ rút được "
        "trước ngày áp dụng."
    ),
}

_inside: ContextVar[bool] = ContextVar("inside", default=False)


@contextmanager
def checked(by: Any = None) -> Iterator[None]:
    """Write in one transaction and have every rule of the territory hold at its end.

    `by` is the user who does it, for the audit trail, where no request says so already (a task).
    Raises ValidationError in words a person understands; then nothing is written. Inside another
    `checked()` only the outer one looks, so that services can be built from services.
    """
    if _inside.get():
        yield
        return
    token = _inside.set(True)
    try:
        with transaction.atomic(), _audited_as(by):
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise explained(error) from error
    finally:
        _inside.reset(token)


def write_in_bulk() -> None:
    """Make audit triggers cheap for the rest of the transaction, whatever it writes.

    They ask for a setting that is not there and catch the error, each time; and each error caught
    makes PostgreSQL walk through all checks deferred so far, so that 50,000 rows cost as much as
    their square. With the setting there (nothing is ignored) they take a sixth of the time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def _audited_as(by: Any) -> AbstractContextManager[Any]:
    return pghistory.context(user=by.pk) if by else nullcontext()


def explained(error: IntegrityError) -> ValidationError:
    """The broken rule in words. Raises the error itself again where no rule of ours is named."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    message = TRIGGERS.get(name or "") or _constraints().get(name or "")
    if message is None:
        raise error
    return ValidationError(message, code=name)


def _constraints() -> dict[str | None, Any]:
    return {
        constraint.name: constraint.violation_error_message
        for model in (Unit, UnitVersion, Decision, Transfer, ChangeLine, LineSource)
        for constraint in model._meta.constraints  # noqa: SLF001 - the documented way to a model's options
    }
