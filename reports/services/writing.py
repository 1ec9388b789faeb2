"""The words of a report, and what the level above says about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from people.permissions import Permission
from reports.models import Report, ReportComment, ReportSection, ReportText
from reports.querysets import own_units
from reports.services.locking import locked_report, record
from reports.workflow import READ_ABOVE, MoveName

if TYPE_CHECKING:
    from people.models import User


@transaction.atomic
def write(
    *, report: Report, texts: Mapping[int, str], by: User, version: int | None = None
) -> Report:
    """Save the words of some sections (by key); those that are not named stay.

    Raises PermissionDenied where the user does not write for the unit or the report cannot be written
    now, ValidationError if somebody else has changed it meanwhile.
    """
    report = locked_report(report.pk, by=by, version=version)
    if not may_write(report, by):
        raise PermissionDenied
    known = {row.section_id: row for row in report.texts.all()}
    is_changed = False
    for section in report.period.type.sections.filter(pk__in=texts):
        text = clean(texts[section.pk])
        row = known.get(section.pk) or ReportText(report=report, section=section)
        if row.text != text:
            row.text = text
            row.full_clean(validate_unique=False)
            row.save()
            is_changed = True
    if is_changed:
        record(report, MoveName.WRITE, by=by)
    return report


def may_write(report: Report, by: User) -> bool:
    """Whether the report is of the user's unit and can be written now."""
    return report.is_writable and report.keeper_id in own_units(by, Permission.REPORT_WRITE)


def missing_words(report: Report) -> list[ReportSection]:
    """The sections that must be written and are not."""
    written = {row.section_id for row in report.texts.all() if row.text}
    sections = report.period.sections()
    return [one for one in sections if one.is_required and one.pk not in written]


@transaction.atomic
def comment(*, report: Report, section: ReportSection | None, text: str, by: User) -> ReportComment:
    """Say something about a section of a report that was sent (or about the whole).

    Raises PermissionDenied where the user does not review it, ValidationError (at `text`) for nothing said.
    """
    report = locked_report(report.pk, by=by)
    if not may_comment(report, by):
        raise PermissionDenied
    if not clean(text).strip():
        raise ValidationError({"text": _("Hãy viết nhận xét.")})
    made = ReportComment(
        report=report, section=section, text=clean(text), by=by, sending=report.sendings
    )
    made.full_clean()
    made.save()
    record(report, MoveName.COMMENT, by=by, text=section.heading if section else "")
    return made


def may_comment(report: Report, by: User) -> bool:
    """Whether a user reviews the report and has it."""
    reviews = report.reviewer_id in own_units(by, Permission.REPORT_REVIEW)
    return reviews and report.status in READ_ABOVE


@transaction.atomic
def resolve(*, comment: ReportComment, by: User) -> ReportComment:
    """Tick off a comment; the unit that reports does, once it has dealt with it.

    Raises PermissionDenied for anybody else.
    """
    report = locked_report(comment.report_id, by=by)
    if report.keeper_id not in own_units(by, Permission.REPORT_WRITE):
        raise PermissionDenied
    comment = report.comments.select_for_update().get(pk=comment.pk)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = clock.now(), by
        comment.save(update_fields=["resolved_at", "resolved_by"])
        record(report, MoveName.RESOLVE, by=by, text=comment.text[:200])
    return comment
