"""Rows of every kind that figures are made of, as each of their readers gets them."""

from __future__ import annotations

import pytest

from core import indicators

pytestmark = pytest.mark.django_db
LISTINGS = {
    id(found): found for code in indicators.codes() if (found := indicators.indicator(code).listing)
}


@pytest.mark.parametrize("profile", ["phuong", "quan", "thanh_pho"])
def test_they_are_drawn_and_lead_to_a_page_their_reader_may_open(client, world, profile):
    assert len(LISTINGS) >= 8
    user = world.users[profile]
    world.enter(client, profile)
    for found in LISTINGS.values():
        rows = list(found.visible(user))
        assert rows, found.name
        for row in rows:
            assert str(found.columns[0].value(row))
            assert len([column.value(row) for column in found.columns]) > found.beside
        opened = [link for row in rows[:3] if (link := found.address(row))]
        assert [client.get(link).status_code for link in opened] == [200] * len(opened), found.name


@pytest.mark.parametrize("profile", ["canh_sat", "kiem_tra"])
def test_who_sees_no_cases_gets_none(world, profile):
    cases = indicators.indicator("feedback.received").listing
    assert cases is not None
    assert not cases.visible(world.users[profile]).exists()
