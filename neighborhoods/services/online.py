"""Answering a consultation online, where the law lets households: by code, once, counted at the end.

Legal source: Law on grassroots democracy art. 17, NĐ 59/2023/NĐ-CP art. 5. Nobody, the office included,
learns how the answers stand before the last day is over (docs/adr/0015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from core import clock
from neighborhoods.models import (
    Choice,
    Consultation,
    ConsultationAnswer,
    ConsultationStatus,
)
from neighborhoods.services import codes
from neighborhoods.services.locking import locked_consultation

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How far online answering has come; `tally` only once it is over."""

    given: int
    used: int
    answered: int
    tally: dict[str, int] | None

    @property
    def on_paper(self) -> int:
        """How many gave their code back with a paper ballot."""
        return self.used - self.answered


@transaction.atomic
def give_codes(
    *,
    consultation: Consultation,
    count: int,
    by: User,
    agreed: int | None = None,
) -> list[str]:
    """Let households answer online, and give out codes for it; more of them when called again.

    `agreed` is how many households agreed to be asked online, of which the law wants more than half.
    Raises ValidationError at `agreed` or `count`: there are never more codes than households.
    """
    found = locked_consultation(consultation, by, None, ConsultationStatus.OPEN)
    if not found.may_be_online:
        raise PermissionDenied
    total = found.total or 0
    if is_over(found):
        raise ValidationError(_("Đã hết thời gian lấy ý kiến."))
    wrong = codes.count_fault(count)
    if not found.is_online:
        wrong |= _agreed_fault(agreed, total)
    given, _used = codes.standing(found)
    if not wrong and given + count > total:
        text = _("Mỗi hộ một mã: tổng số %(total)d hộ, đã phát %(given)d mã.")
        wrong["count"] = text % {"total": total, "given": given}
    if wrong:
        raise ValidationError(wrong)
    if not found.is_online:
        found.online_agreed = agreed
        found.version += 1
        found.save(update_fields=["online_agreed", "version"])
    return codes.give(found, count)


@transaction.atomic
def answer(*, consultation: Consultation, code: str, choice: str) -> None:
    """Take one household's answer. Raises ValidationError at `code`, and before and after the days."""
    locked = Consultation.objects.online().select_for_update(of=("self",), no_key=True)
    found = locked.filter(pk=consultation.pk).first()
    if found is None or not is_running(found):
        raise ValidationError(_("Hiện không nhận trả lời trực tuyến."))
    codes.redeem(found, code)
    ConsultationAnswer.objects.create(consultation=found, choice=Choice(choice))


@transaction.atomic
def take_paper(*, consultation: Consultation, code: str, by: User) -> None:
    """A household brings a paper ballot and gives its code back: it cannot answer online any more.

    Raises ValidationError at `code` where it has answered already; then its paper does not count.
    """
    found = locked_consultation(consultation, by, None, ConsultationStatus.OPEN)
    if not found.is_online:
        raise PermissionDenied
    used = _(
        "Mã này đã dùng: hộ đã trả lời trực tuyến hoặc đã nộp phiếu. Không nhận phiếu giấy nữa."
    )
    codes.redeem(found, code, used=used)


def is_over(found: Consultation) -> bool:
    """Whether the last day is past."""
    return found.ends_on is not None and found.ends_on < clock.today()


def is_running(found: Consultation) -> bool:
    """Whether households may answer now; in the demonstration nobody waits for the first day."""
    has_begun = found.starts_on is not None and found.starts_on <= clock.today()
    is_open = found.status == ConsultationStatus.OPEN and not is_over(found)
    return is_open and (has_begun or settings.PORTAL_DEMO)


def standing(found: Consultation) -> Standing | None:
    """How far it has come, without how the answers stand before the end; None where nobody may answer."""
    if not found.is_online:
        return None
    given, used = codes.standing(found)
    is_told = is_over(found) or found.status == ConsultationStatus.CLOSED
    tally = counted(found)
    return Standing(given, used, sum(tally.values()), tally if is_told else None)


def counted(found: Consultation) -> dict[str, int]:
    """How the answers stand: for the result, never for a page before the end."""
    rows = found.answers.order_by().values("choice").annotate(count=Count("pk"))
    counts = {row["choice"]: row["count"] for row in rows}
    return {choice.value: counts.get(choice, 0) for choice in Choice}


def _agreed_fault(agreed: int | None, total: int) -> dict[str, str]:
    if agreed is not None and 2 * agreed > total >= agreed:
        return {}
    text = _(
        "Phải có trên một nửa tổng số hộ đồng ý lấy ý kiến trực tuyến: từ %(least)d đến %(total)d hộ."
    )
    return {"agreed": text % {"least": total // 2 + 1, "total": total}}
