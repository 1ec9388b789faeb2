"""Putting papers to a scheme."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core import documents
from core.text import clean
from neighborhoods.models import Scheme, SchemePaper
from neighborhoods.services.locking import locked_scheme, record
from neighborhoods.workflow import MoveName, permission_of
from people.permissions import Permission

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def add_paper(
    *, scheme: Scheme, title: str, file: IO[bytes], is_public: bool, by: User
) -> SchemePaper:
    """Keep a document with a scheme. Raises ValidationError at `file` for what is no document."""
    scheme = locked_scheme(scheme.pk, permission=_permission(scheme, by), by=by)
    document = documents.inspect_field(file)
    paper = SchemePaper(
        scheme=scheme,
        ward_id=scheme.ward_id,
        title=clean(title),
        suffix=document.suffix,
        size=document.size,
        sha256=document.sha256,
        is_public=is_public,
        by=by,
    )
    paper.file.save("", File(file), save=False)
    paper.save()
    record(scheme, MoveName.NOTE, by=by, text=_("Thêm văn bản: %s") % paper.title)
    return paper


@transaction.atomic
def set_paper_public(*, paper: SchemePaper, is_public: bool, by: User) -> SchemePaper:
    """Show a paper on the public page, or no longer."""
    scheme = locked_scheme(paper.scheme_id, permission=_permission(paper.scheme, by), by=by)
    paper.is_public = is_public
    paper.save(update_fields=["is_public"])
    words = _("Công khai văn bản: %s") if is_public else _("Thôi công khai văn bản: %s")
    record(scheme, MoveName.NOTE, by=by, text=words % paper.title)
    return paper


def _permission(scheme: Scheme, by: User) -> Permission:
    """Whose turn it is may add papers, and the ward at any time."""
    turn = permission_of(scheme.step.actor)
    return turn if scheme.ward_id in by.reach(turn) else Permission.SCHEME_MANAGE
