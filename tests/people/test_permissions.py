"""The table of authority, written out once more: a change of it must be wanted."""

from __future__ import annotations

import pytest

from people.permissions import APPOINTS, GRANTS, Permission, Profile, profiles_with

EXPECTED = {
    "neighborhood_officer": (
        "unit.view person.view case.view case.view_contact case.take_in case.answer"
        " figure.view figure.manage obstacle.view obstacle.report consultation.manage"
    ),
    "ward_official": (
        "unit.view person.view person.manage case.view case.view_sealed case.view_contact case.take_in"
        " case.triage case.assign case.answer case.close notice.log"
        " figure.view figure.manage obstacle.view obstacle.report obstacle.manage"
        " scheme.view scheme.manage consultation.manage report.view report.write"
        " directive.view directive.answer"
    ),
    "ward_leader": (
        "unit.view person.view person.manage case.view case.view_sealed case.view_contact case.take_in"
        " case.triage case.assign case.answer case.close notice.log case.close_sealed case.extend"
        " figure.view figure.manage obstacle.view obstacle.report obstacle.manage"
        " scheme.view scheme.manage scheme.approve consultation.manage"
        " report.view report.write report.submit directive.view directive.answer"
    ),
    "reviewer": (
        "unit.view person.view case.view figure.view obstacle.view obstacle.above scheme.view"
        " scheme.review report.view report.write report.submit report.review"
        " directive.view directive.issue"
    ),
    "city": (
        "unit.view structure.manage person.view person.manage case.view obstacle.view"
        " figure.view obstacle.above scheme.view settings.manage"
        " report.view report.write report.submit report.review directive.view directive.issue"
    ),
    "beat_officer": "unit.view person.view",
    "militia_lead": "unit.view person.view",
    "team_lead": "unit.view person.view",
    "auditor": "unit.view audit.view notice.log",
    "none": "",
}


def test_each_profile_may_do_exactly_this():
    assert {profile.value: granted for profile, granted in GRANTS.items()} == {
        profile: frozenset(map(Permission, granted.split()))
        for profile, granted in EXPECTED.items()
    }


@pytest.mark.parametrize("profile", [Profile.WARD_OFFICIAL, Profile.WARD_LEADER])
def test_nobody_in_a_ward_hands_out_more_than_they_have(profile):
    wider = [given for given in APPOINTS[profile] if not GRANTS[given] <= GRANTS[profile]]
    assert wider == []


def test_a_leaders_post_is_filled_by_a_leader_and_those_above_by_the_city():
    def fillers(wanted):
        return {profile for profile, given in APPOINTS.items() if wanted in given}

    assert fillers(Profile.WARD_LEADER) == {Profile.WARD_LEADER, Profile.CITY}
    for above in (Profile.REVIEWER, Profile.CITY, Profile.AUDITOR):
        assert fillers(above) == {Profile.CITY}


def test_whoever_appoints_also_manages_people():
    assert set(APPOINTS) == profiles_with(Permission.PERSON_MANAGE)


def test_an_unknown_permission_is_an_error_and_not_a_no():
    with pytest.raises(ValueError, match=r"case\.fly"):
        profiles_with("case.fly")
