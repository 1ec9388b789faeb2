"""A citizen's page names nobody, whoever's browser it is opened in."""

from __future__ import annotations

import pytest

from core import clock
from feedback.models import Case, Contact
from feedback.workflow import Status
from tests.feedback.public.helpers import private, step

pytestmark = pytest.mark.django_db(transaction=True)


def names(row) -> list[object]:
    """Who stands in the audit trail of a row."""
    return [(one.pgh_context or {}).get("user") for one in row.audit_events.all()]


def test_what_an_official_sends_as_a_citizen_names_no_official(client, make_draft, official):
    draft = make_draft(email="an@vidu.vn")
    client.force_login(official)
    assert client.post(step("check", draft))["Location"] == step("done", draft)
    assert names(Case.objects.get()) == [None]
    assert names(Contact.objects.get()) == [None]


def test_neither_does_what_they_say_of_the_answer(client, make_case, official):
    case = make_case()
    Case.objects.filter(pk=case.pk).update(status=Status.ANSWERED, answered_at=clock.now())
    client.force_login(official)
    client.post(*private("sender_rate", case, rating=4))
    case.refresh_from_db()
    assert case.rating == 4
    assert set(names(case)) == {None}
