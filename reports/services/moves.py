"""Taking a report from state to state: to the leader, to the level above, back, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.text import clean
from people.models import Term
from reports import notices, numbering
from reports.models import Report, ReportVersion
from reports.services import rolling
from reports.services.locking import alone_in, moving_report, record
from reports.services.writing import missing_words
from reports.workflow import MoveName, ReportStatus
from wards import tree

if TYPE_CHECKING:
    from people.models import User

M = MoveName


@transaction.atomic
def make_ready(*, report: Report, by: User, text: str = "", version: int | None = None) -> Report:
    """Put a written report before the leader.

    Raises PermissionDenied out of turn, ValidationError where a required section is empty.
    """
    return _move(report, M.READY, by=by, text=text, version=version, is_complete=True)


@transaction.atomic
def send_back(*, report: Report, by: User, text: str, version: int | None = None) -> Report:
    """The leader wants something changed; `text` says what."""
    return _move(report, M.BACK, by=by, text=text, version=version)


@transaction.atomic
def submit(
    *, report: Report, number: str, by: User, text: str = "", version: int | None = None
) -> Report:
    """Send a report to the unit above of today; at the top of the city it is issued instead.

    What was sent is kept as a version. Of a sum, the reports in it count as rolled up from then on.
    Raises PermissionDenied out of turn, ValidationError (at `number`, or for the whole) for a missing
    number, a required section that is empty, or a sum that is out of date.
    """
    alone_in(report.period_id)
    chain = tree.chain(report.keeper)
    above = chain[1].unit_id if len(chain) > 1 else None
    kind = M.SUBMIT if above else M.ISSUE
    report, move = moving_report(report.pk, kind, by=by, version=version)
    _require_complete(report)
    number = _number(number)
    if report.is_roll_up:
        rolling.seal(report, by=by)
    today, now = clock.today(), clock.now()
    changed: dict[str, Any] = {
        "status": move.target,
        "number": number,
        "reviewer_id": above,
        "sent_at": now,
        "first_sent_on": report.first_sent_on or today,
        "sendings": report.sendings + 1,
        "accepted_at": None if above else now,
    }
    facts = facts_of(report, by)
    record(report, kind, by=by, text=text, **changed)
    _keep_version(report, by, facts)
    notices.moved(report, kind, text)
    return report


@transaction.atomic
def recall(*, report: Report, by: User, text: str, version: int | None = None) -> Report:
    """Take back what was sent, as long as nobody has accepted it; `text` says why."""
    return _move(report, M.RECALL, by=by, text=text, version=version)


@transaction.atomic
def return_report(*, report: Report, by: User, text: str, version: int | None = None) -> Report:
    """Send a report back to be mended; `text` says what is wrong. Counted."""
    return _move(report, M.RETURN, by=by, text=text, version=version, returns=1)


@transaction.atomic
def accept(*, report: Report, by: User, text: str = "", version: int | None = None) -> Report:
    """Take a report as it is; from now on it can go into the sum of the unit that reviews."""
    return _move(report, M.ACCEPT, by=by, text=text, version=version, accepted_at=clock.now())


@transaction.atomic
def reopen(*, report: Report, by: User, text: str, version: int | None = None) -> Report:
    """Send back what had been accepted already; a sum that holds it has to be counted again."""
    return _move(report, M.REOPEN, by=by, text=text, version=version, returns=1, accepted_at=None)


def _move(
    report: Report,
    kind: MoveName,
    *,
    by: User,
    text: str,
    version: int | None,
    is_complete: bool = False,
    returns: int = 0,
    **changed: Any,
) -> Report:
    alone_in(report.period_id)
    report, move = moving_report(report.pk, kind, by=by, version=version)
    if move.needs_text and not clean(text).strip():
        raise ValidationError({"text": _("Hãy ghi lý do hoặc điều cần sửa.")})
    if is_complete:
        _require_complete(report)
    if report.is_roll_up and kind in {M.RECALL, M.RETURN, M.REOPEN}:
        rolling.unseal(report, by=by)
    was_returned = kind == M.BACK and report.returns > 0
    target = ReportStatus.RETURNED if was_returned else move.target
    changed |= {"status": target, "returns": report.returns + returns}
    record(report, kind, by=by, text=text, **changed)
    if kind in {M.ACCEPT, M.REOPEN}:
        rolling.member_changed(report)
    notices.moved(report, kind, text)
    return report


def _require_complete(report: Report) -> None:
    if missing := missing_words(report):
        names = "; ".join(section.heading for section in missing)
        raise ValidationError(_("Chưa viết phần: %s.") % names, code="missing")


def _number(typed: str) -> str:
    try:
        return numbering.tidy(clean(typed))
    except ValueError:
        text = _("Hãy ghi số, ký hiệu theo mẫu 05/BC-UBND.")
        raise ValidationError({"number": text}) from None


def _keep_version(report: Report, by: User, facts: dict[str, Any]) -> None:
    texts = {str(row.section_id): row.text for row in report.texts.all()}
    ReportVersion.objects.create(
        report=report,
        number=report.sendings,
        edition=report.edition,
        texts=texts,
        facts=facts,
        by=by,
    )


def facts_of(report: Report, by: User | None) -> dict[str, Any]:
    """What stands on the paper of a report if it is sent today: who issues it, to whom, who signs; what is missing."""
    chain = tree.chain(report.keeper)
    facts: dict[str, Any] = {
        "issuer": chain[0].name,
        "above": chain[1].name if len(chain) > 1 else "",
    }
    if by is not None:
        term = Term.objects.today().filter(person=by.person_id, unit=report.keeper_id).first()
        facts |= {"signer": str(by.person or ""), "function": term.role.name if term else ""}
    if report.is_roll_up:
        with translation.override("vi"):  # kept for good, in the language of papers
            missing = rolling.missing(report.period, report.keeper)
            facts["missing"] = [[row.name, row.status] for row in missing]
    return facts
