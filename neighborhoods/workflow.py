"""States of a scheme and the moves between them: the one table everything else asks.

Which steps there are, in which order and whose turn each is, is data (`Procedure`); what may be done
in a step, and what it needs, stands here. Only `neighborhoods.services` moves a scheme, under a row lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.permissions import Permission


class StepKind(models.TextChoices):
    """What a step is; a procedure says which of them there are, in which order, and whose they are."""

    DRAFT = "draft", _("Xây dựng đề án")
    APPROVAL = "approval", _("Chờ lãnh đạo phê duyệt")
    CONSULTATION = "consultation", _("Lấy ý kiến")
    COUNCIL = "council", _("Hội đồng nhân dân phường, xã")
    FILE = "file", _("Gửi hồ sơ")
    ABOVE = "above", _("Cấp trên xem xét")
    HOME_AFFAIRS = "home_affairs", _("Sở Nội vụ thẩm định")
    RESOLUTION = "resolution", _("Ra nghị quyết")
    EFFECTIVE = "effective", _("Chờ áp dụng")


class Actor(models.TextChoices):
    """Whose turn a step is."""

    OFFICIAL = "official", _("công chức phường, xã")
    LEADER = "leader", _("lãnh đạo phường, xã")
    ABOVE = "above", _("cấp trên trực tiếp")
    CITY = "city", _("Thành phố")


# Who may take a step, by whose turn the procedure says it is.
PERMISSIONS: dict[Actor, Permission] = {
    Actor.OFFICIAL: Permission.SCHEME_MANAGE,
    Actor.LEADER: Permission.SCHEME_APPROVE,
    Actor.ABOVE: Permission.SCHEME_REVIEW,
    Actor.CITY: Permission.STRUCTURE_MANAGE,
}


class MoveName(models.TextChoices):
    """Everything that can be done to a scheme; the value is also the kind of its event."""

    START = "start", _("Lập đề án")
    EDIT = "edit", _("Sửa đề án")
    ADVANCE = "advance", _("Hoàn thành bước")
    RETURN = "return", _("Trả lại để sửa")
    STOP = "stop", _("Dừng đề án")
    NOTE = "note", _("Ghi chú nội bộ")
    APPLY = "apply", _("Áp dụng")
    WITHDRAW = "withdraw", _("Rút nghị quyết")


class Asks(models.TextChoices):
    """What has to be told when a step is done."""

    NOTHING = "nothing", _("không cần gì thêm")
    PAPER = "paper", _("số, ngày văn bản")
    RESOLUTION = "resolution", _("nghị quyết và ngày có hiệu lực")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a step: what it asks for when done, whether the scheme may be edited, returned."""

    asks: Asks = Asks.NOTHING
    edits: bool = False
    returns: bool = False
    stops: bool = True


S = StepKind

STEPS: dict[StepKind, Rule] = {
    S.DRAFT: Rule(edits=True),
    S.APPROVAL: Rule(returns=True),
    S.CONSULTATION: Rule(returns=True),
    S.COUNCIL: Rule(asks=Asks.PAPER, returns=True),
    S.FILE: Rule(asks=Asks.PAPER, returns=True),
    S.ABOVE: Rule(asks=Asks.PAPER, returns=True),
    S.HOME_AFFAIRS: Rule(asks=Asks.PAPER, returns=True),
    S.RESOLUTION: Rule(asks=Asks.RESOLUTION, returns=True),
    # From here on the confirmed decision speaks: it is applied or withdrawn on its own page.
    S.EFFECTIVE: Rule(stops=False),
}

# Until it is approved a draft is the ward's own business; from the consultation on it is public.
PUBLIC_FROM = S.CONSULTATION

# What the public page tells; notes are the offices' own business.
PUBLIC_MOVES = frozenset(
    {
        MoveName.ADVANCE,
        MoveName.RETURN,
        MoveName.STOP,
        MoveName.APPLY,
        MoveName.WITHDRAW,
    }
)


def rule_of(kind: str) -> Rule:
    """The rule of a step. Raises ValueError for an unknown one."""
    return STEPS[StepKind(kind)]


def permission_of(actor: str) -> Permission:
    """What it takes to do a step. Raises ValueError for an unknown actor."""
    return PERMISSIONS[Actor(actor)]
