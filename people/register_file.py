"""The register as a table to take away: posts and who holds them, no telephone number and no e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from people.register import Register

HEADER = [
    _("Đơn vị"), _("Chức danh"), _("Họ và tên"), _("Từ ngày"), _("Ngày cuối"),
    _("Dự kiến kết thúc"), _("Hình thức"), _("Liên hệ công vụ"),
]  # fmt: skip


def rows(register: Register) -> Iterator[list[Any]]:
    """Every group that the filters let through, with its empty seats."""
    for group in register.groups:
        for term in group.terms:
            yield [
                group.place.name, term.role.name, term.person.name, term.valid.lower,
                term.last_day, term.due_on, term.get_basis_display(), term.person.office_contact,
            ]  # fmt: skip
        for vacancy in group.vacancies:
            for _seat in range(vacancy.count):
                yield [group.place.name, vacancy.role.name, *[None] * (len(HEADER) - 2)]
