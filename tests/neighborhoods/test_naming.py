"""Names: what may be proposed, one answer a household, the ward decides and says why."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core import clock
from neighborhoods.checks import Draft
from neighborhoods.models import HouseholdCode, NamePoll, NamePollStatus, NamePreference, Scheme
from neighborhoods.naming import next_number, proposals_of
from neighborhoods.services import naming, schemes, steps
from tests.factories import NeighborhoodFactory
from tests.neighborhoods.plans import advance, three_into_two

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=10)


@pytest.fixture
def scheme(ward, places, officer):
    NeighborhoodFactory(parent=ward, name="Khu phố 4")
    return three_into_two(ward, places, officer)


@pytest.fixture
def line(scheme):
    return scheme.decision.lines.get(number=1)


@pytest.fixture
def propose(scheme, line, officer):
    def propose(name, reason="place", text="Chợ có từ lâu."):
        return naming.propose_name(
            line=line, scheme=scheme, name=name, reason=reason, text=text, by=officer
        )

    return propose


@pytest.fixture
def ask(scheme, line, officer, propose):
    """Two proposals, and the codes of some households."""

    def ask(count=3):
        made = [propose("Khu phố Chợ Nhỏ"), propose("Khu phố Bến Đò")]
        codes = naming.ask_households(
            line=line, scheme=scheme, ends_on=clock.today() + LATER, count=count, by=officer
        )
        return made, codes

    return ask


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Khu phố 4", "trùng với một khu phố"),
        ("KHU PHO 4", "trùng với một khu phố"),
        ("Khu phố 3", "trùng với một khu phố"),
        ("Tổ dân phố 5", "không còn tổ dân phố"),
        ("Khu phố to dan pho", "không còn tổ dân phố"),
        ("Khu phố tạm", "không dùng từ"),
        ("---", "phải có chữ hoặc số"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_at_its_field(propose, name, words):
    with pytest.raises(ValidationError, match=words) as refused:
        propose(name)
    assert list(refused.value.error_dict) == ["name"]


@pytest.mark.parametrize("name", ["Khu phố Tạ Uyên", "Khu phố 1", "Khu phố Phương Nam"])
def test_a_name_that_ends_or_only_looks_forbidden_is_free(propose, name):
    assert propose(name).name == name


def test_the_same_name_is_proposed_once(propose):
    propose("Khu phố Chợ Nhỏ")
    with pytest.raises(ValidationError, match="đã được đề xuất"):
        propose("khu phố  chợ nhỏ")


def test_the_next_number_leaves_no_gap(scheme, line):
    assert next_number(Draft.read(scheme), line) == "Khu phố 1", "the old one ends"


def test_a_household_answers_once(ask):
    (market, ferry), codes = ask()
    naming.prefer_name(poll=market.poll, code=codes[0].lower(), proposal=ferry)
    naming.prefer_name(poll=market.poll, code=f"{codes[1][:4]}-{codes[1][4:]} ", proposal=ferry)
    with pytest.raises(ValidationError, match="đã được dùng"):
        naming.prefer_name(poll=market.poll, code=codes[0], proposal=market)
    with pytest.raises(ValidationError, match="không đúng"):
        naming.prefer_name(poll=market.poll, code="AAAA-AAAA", proposal=market)
    counted = [(proposal.name, proposal.liked) for proposal in proposals_of(market.poll)]
    assert counted == [("Khu phố Bến Đò", 2), ("Khu phố Chợ Nhỏ", 0)]


def test_no_code_is_kept_and_none_leads_to_an_answer(ask):
    (market, _ferry), codes = ask()
    naming.prefer_name(poll=market.poll, code=codes[0], proposal=market)
    kept = " ".join(HouseholdCode.objects.values_list("digest", flat=True))
    assert not any(code in kept.upper() for code in codes)
    fields = {field.name for field in NamePreference._meta.fields}
    assert fields == {"id", "proposal", "on"}


def test_nobody_answers_after_the_last_day(ask):
    (market, _ferry), codes = ask()
    NamePoll.objects.update(ends_on=clock.today() - datetime.timedelta(days=1))
    market.poll.refresh_from_db()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        naming.prefer_name(poll=market.poll, code=codes[0], proposal=market)


def test_a_choice_needs_two_names(scheme, line, officer, propose):
    propose("Khu phố Chợ Nhỏ")
    with pytest.raises(ValidationError, match="ít nhất hai"):
        naming.ask_households(
            line=line, scheme=scheme, ends_on=clock.today() + LATER, count=3, by=officer
        )


def test_the_ward_decides_with_a_reason_and_the_line_is_called_so(ask, scheme, line, officer):
    (market, _ferry), _codes = ask()
    with pytest.raises(ValidationError) as refused:
        naming.decide_name(proposal=market, scheme=scheme, why=" ", by=officer)
    assert list(refused.value.error_dict) == ["why"]
    naming.decide_name(proposal=market, scheme=scheme, why="Gắn với chợ cũ.", by=officer)
    line.refresh_from_db()
    assert (line.name, line.households) == ("Khu phố Chợ Nhỏ", 520)
    with pytest.raises(ValidationError, match="đã được quyết định"):
        naming.propose_name(
            line=line, scheme=scheme, name="Khu phố 99", reason="number", text="x", by=officer
        )


def test_a_line_is_not_removed_once_households_have_answered(ask, scheme, line, officer):
    (market, _ferry), codes = ask()
    naming.prefer_name(poll=market.poll, code=codes[0], proposal=market)
    with pytest.raises(ValidationError, match="không bỏ dòng được"):
        schemes.delete_line(scheme=scheme, line=line, by=officer)


def test_a_line_whose_name_was_decided_can_be_removed(propose, scheme, line, officer):
    proposal = propose("Khu phố Chợ Nhỏ")
    naming.decide_name(proposal=proposal, scheme=scheme, why="Gắn với chợ cũ.", by=officer)
    schemes.delete_line(scheme=scheme, line=line, by=officer)
    assert not NamePoll.objects.exists()


def test_names_are_found_only_while_the_scheme_is_drafted(scheme, line, officer, propose):
    advance(scheme, officer)
    with pytest.raises(ValidationError, match="trả lại"):
        propose("Khu phố Chợ Nhỏ")


def test_another_ward_proposes_nothing(scheme, line, stranger):
    with pytest.raises(PermissionDenied):
        naming.propose_name(
            line=line, scheme=scheme, name="Khu phố X", reason="wish", text="x", by=stranger
        )


def test_while_households_are_asked_the_line_stays_and_the_scheme_waits(ask, scheme, line, officer):
    (market, _ferry), _codes = ask()
    with pytest.raises(ValidationError, match="không bỏ dòng được"):
        schemes.delete_line(scheme=scheme, line=line, by=officer)
    with pytest.raises(ValidationError, match="về tên của dòng 1"):
        steps.advance(scheme=scheme, by=officer)
    naming.decide_name(proposal=market, scheme=scheme, why="Gắn với chợ cũ.", by=officer)
    assert advance(scheme, officer).step.kind == "approval"


# Pages


def test_the_names_of_a_line_cost_the_same_for_many(
    client, scheme, propose, officer, django_assert_max_num_queries
):
    client.force_login(officer)
    for number in range(20):
        propose(f"Khu phố Chợ {number}")
    # five of every staff page, eight of the plan, the names of the ward, the poll with its counts
    with django_assert_max_num_queries(21):
        page = client.get(reverse("neighborhoods:names", args=[scheme.uuid, 1])).content.decode()
    assert "Khu phố Chợ 19" in page


def test_an_official_walks_through_it_on_the_pages(client, scheme, line, officer):
    client.force_login(officer)
    page = reverse("neighborhoods:names", args=[scheme.uuid, 1])
    for name in ("Khu phố Chợ Nhỏ", "Khu phố Bến Đò"):
        client.post(page, {"name": name, "reason": "place", "text": "Vì thế."})
    asked = reverse("neighborhoods:names_ask", args=[scheme.uuid, 1])
    refused = client.post(asked, {"ends_on": "01/01/2020", "count": "0"})
    assert set(refused.context["form"].errors) == {"ends_on", "count"}
    day = f"{clock.today() + LATER:%d/%m/%Y}"
    sheet = client.post(asked, {"ends_on": day, "count": "4"}).content.decode()
    codes = re.findall(r"slips__code\">([0-9A-Z]{4}-[0-9A-Z]{4})<", sheet)
    assert len(codes) == 4
    poll = NamePoll.objects.get()
    client.logout()
    public = reverse("neighborhoods:prefer", args=[poll.uuid])
    choice = poll.proposals.first().pk
    done = client.post(public, {"code": codes[0], "proposal": choice}).content.decode()
    assert "Đã ghi nhận" in done
    again = client.post(public, {"code": codes[0], "proposal": choice})
    assert list(again.context["form"].errors) == ["code"]
    client.force_login(officer)
    assert "Đã phát 4 mã hộ, 1 hộ đã trả lời." in client.get(page).content.decode()
    chosen = reverse("neighborhoods:name_decide", args=[scheme.uuid, 1, choice])
    assert client.post(chosen, {"why": "Nhiều hộ mong muốn."}).status_code == 302
    assert Scheme.objects.get().decision.lines.get(number=1).name == "Khu phố Chợ Nhỏ"
    client.logout()
    assert client.get(public).status_code == 404, "it is decided"


def test_a_name_of_another_poll_cannot_be_chosen(client, ask, scheme, officer):
    (market, _ferry), codes = ask()
    other = naming.propose_name(
        line=scheme.decision.lines.get(number=2),
        scheme=scheme,
        name="Khu phố Khác",
        reason="wish",
        text="x",
        by=officer,
    )
    address = reverse("neighborhoods:prefer", args=[market.poll.uuid])
    page = client.post(address, {"code": codes[0], "proposal": other.pk})
    assert list(page.context["form"].errors) == ["proposal"]


def test_guessing_codes_leads_nowhere(client, ask):
    (market, _ferry), codes = ask()
    address = reverse("neighborhoods:prefer", args=[market.poll.uuid])
    for _try in range(20):
        client.post(address, {"code": "ZZZZ-ZZZZ", "proposal": market.pk})
    assert client.post(address, {"code": codes[0], "proposal": market.pk}).status_code == 429
    assert not NamePreference.objects.exists()


def test_a_poll_that_is_not_open_is_not_there(client, propose):
    proposal = propose("Khu phố Chợ Nhỏ")
    assert proposal.poll.status == NamePollStatus.DRAFT
    address = reverse("neighborhoods:prefer", args=[proposal.poll.uuid])
    assert client.get(address).status_code == 404


def test_the_guide_names_the_forbidden_words(client):
    assert "tổ dân phố" in client.get(reverse("neighborhoods:naming_guide")).content.decode()
