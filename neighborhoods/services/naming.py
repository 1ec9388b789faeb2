"""Finding a name: proposals with their reason, preferences of households, the ward's decision."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.text import clean, fold
from neighborhoods.checks import Draft
from neighborhoods.models import (
    ForbiddenWords,
    NamePoll,
    NamePollStatus,
    NamePreference,
    NameProposal,
    Scheme,
)
from neighborhoods.naming import holds, taken_names
from neighborhoods.services import codes, schemes
from neighborhoods.services.locking import editable_scheme, record
from neighborhoods.services.schemes import Source, Wanted
from neighborhoods.workflow import MoveName
from people.permissions import Permission
from wards.models import Action, ChangeLine

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def propose_name(
    *, line: ChangeLine, scheme: Scheme, name: str, reason: str, text: str, by: User
) -> NameProposal:
    """Propose a name for the unit of a line.

    Raises ValidationError at `name`: forbidden words, a name that another unit of the ward has or will
    have, one proposed already. Legal source: names are unique inside the commune (NĐ 185/2026/NĐ-CP).
    """
    scheme = _editable(scheme, by)
    poll = _poll(scheme, line)
    name = " ".join(clean(name).split())
    _require_fit(poll, name)
    proposal = NameProposal(
        poll=poll, name=name, folded=fold(name)[:120], reason=reason, text=clean(text), by=by
    )
    proposal.full_clean(exclude=["text"])
    proposal.save()
    return proposal


@transaction.atomic
def withdraw_name(*, proposal: NameProposal, scheme: Scheme, by: User) -> None:
    """Take a proposal back, as long as nobody was asked."""
    scheme = _editable(scheme, by)
    poll = NamePoll.objects.select_for_update().get(pk=proposal.poll_id, scheme=scheme)
    if poll.status != NamePollStatus.DRAFT:
        raise ValidationError(_("Đã hỏi người dân nên không rút tên đề xuất được."))
    proposal.delete()


@transaction.atomic
def ask_households(
    *, line: ChangeLine, scheme: Scheme, ends_on: datetime.date, count: int, by: User
) -> list[str]:
    """Open the poll and give out codes, one a household; they are shown this once and kept nowhere.

    Raises ValidationError at `ends_on` or `count`, or with fewer than two proposals. May be called
    again for more codes while the poll is open.
    """
    scheme = _editable(scheme, by)
    poll = _poll(scheme, line)
    if poll.proposals.count() < 2:  # noqa: PLR2004 - a choice needs two
        raise ValidationError(_("Cần ít nhất hai tên đề xuất để người dân lựa chọn."))
    wrong: dict[str, str] = {}
    if ends_on <= clock.today():
        wrong["ends_on"] = _("Ngày kết thúc phải sau hôm nay.")
    wrong |= codes.count_fault(count)
    if wrong:
        raise ValidationError(wrong)
    given = codes.give(poll, count)
    poll.status, poll.ends_on = NamePollStatus.OPEN, ends_on
    poll.save(update_fields=["status", "ends_on"])
    record(scheme, MoveName.NOTE, by=by, text=_("Hỏi nguyện vọng đặt tên: phát %d mã hộ") % count)
    return given


@transaction.atomic
def prefer_name(*, poll: NamePoll, code: str, proposal: NameProposal) -> None:
    """Count one household's preference. Raises ValidationError at `code`: unknown, used, too late."""
    poll = NamePoll.objects.get(pk=poll.pk)
    if not poll.is_open or proposal.poll_id != poll.pk:
        raise ValidationError(_("Việc hỏi nguyện vọng này đã kết thúc."))
    codes.redeem(poll, code)
    NamePreference.objects.create(proposal=proposal)


@transaction.atomic
def decide_name(*, proposal: NameProposal, scheme: Scheme, why: str, by: User) -> NamePoll:
    """Choose the name of a unit and say why; the line of the scheme is called so from now on."""
    scheme = _editable(scheme, by)
    poll = NamePoll.objects.select_for_update().get(pk=proposal.poll_id, scheme=scheme)
    if not clean(why).strip():
        raise ValidationError({"why": _("Hãy ghi lý do chọn tên này.")})
    _require_fit(poll, proposal.name)
    line = poll.line
    schemes.save_line(scheme=scheme, line=line, wanted=_renamed(line, proposal.name), by=by)
    poll.status, poll.chosen, poll.why = NamePollStatus.DECIDED, proposal, clean(why)
    poll.save(update_fields=["status", "chosen", "why"])
    return poll


def _renamed(line: ChangeLine, name: str) -> Wanted:
    sources = [
        Source(row.source_id, row.extent, row.households, row.residents)
        for row in line.sources.all()
    ]
    return Wanted(line.action, line.unit, name, line.kind, sources, line.note)


def _require_fit(poll: NamePoll, name: str) -> None:
    if not any(char.isalnum() for char in name):
        raise ValidationError({"name": _("Tên phải có chữ hoặc số.")})
    for row in ForbiddenWords.objects.all():
        if holds(name, row.words):
            raise ValidationError({"name": row.reason})
    if fold(name) in taken_names(Draft.read(poll.scheme), poll.line):
        raise ValidationError({"name": _("Tên này trùng với một khu phố, ấp khác của phường, xã.")})


def _editable(scheme: Scheme, by: User) -> Scheme:
    return editable_scheme(scheme.pk, permission=Permission.SCHEME_MANAGE, by=by)


def _poll(scheme: Scheme, line: ChangeLine) -> NamePoll:
    """The poll of a line, begun with its first proposal."""
    if line.decision_id != scheme.decision_id or line.action == Action.END:
        raise ValidationError(_("Dòng này không cần đặt tên."))
    made, _new = NamePoll.objects.get_or_create(
        line=line, defaults={"scheme": scheme, "ward_id": scheme.ward_id}
    )
    poll = NamePoll.objects.select_for_update().get(pk=made.pk)
    if poll.status == NamePollStatus.DECIDED:
        raise ValidationError(_("Tên đã được quyết định."))
    return poll
