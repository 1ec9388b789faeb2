"""The pages on which posts are filled and ended."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import clock
from people.models import Term
from people.permissions import Profile
from tests.factories import RoleFactory, TermFactory

pytestmark = pytest.mark.django_db


def test_ending_a_post_above_ones_own_is_refused_in_words(client, officer, ward):
    term = TermFactory(unit=ward, role=RoleFactory(profile=Profile.WARD_LEADER))
    client.force_login(officer)
    answer = client.post(
        reverse("people:term_end", args=[term.pk]),
        {"on": f"{clock.today():%d/%m/%Y}", "reason": "Thôi giữ chức danh"},
    )
    assert answer.status_code == 200
    assert "không có quyền quyết định chức danh này" in answer.content.decode()
    assert "Thôi giữ chức danh" in answer.content.decode()
    assert Term.objects.get(pk=term.pk).valid.upper is None
