"""The delivery log: what was sent in one's units, to masked addresses, with what outcome."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core import mail, notifications, outbox
from core.models import Channel, DeliveryState, Notification, OutboxMessage
from core.notifications import notify
from people import notices
from people.permissions import Profile
from tests.factories import NeighborhoodFactory, UserFactory, WardFactory

pytestmark = pytest.mark.django_db
LOG = "/can-bo/thong-bao/nhat-ky/"
ADDRESS = "nguyen.thi.dan@example.vn"


@pytest.fixture
def ward():
    return WardFactory()


@pytest.fixture
def official(ward):
    return UserFactory.of(Profile.WARD_OFFICIAL, ward)


@pytest.fixture
def letter(ward):
    """A letter to a citizen of the ward, still waiting."""
    return send(ward)


def send(unit, *, key: str = "thu", sensitive: bool = False, about: str = "KP-AAAA-BBBB"):
    notify(
        kind="case.answer", key=key, subject=f"[{about}] Đã có trả lời", body="Nội dung thư",
        email=ADDRESS, about=about, scope=unit.pk, sensitive=sensitive,
    )  # fmt: skip
    return Notification.objects.get(key=key, channel=Channel.EMAIL)


def give_up(row) -> None:
    """The mail server has refused ten times."""
    OutboxMessage.objects.filter(key=f"deliver:{row.pk}").update(
        dead_at=row.created_at, attempts=outbox.MAX_ATTEMPTS
    )
    notifications.give_up(row.pk)
    row.refresh_from_db()


def shown(client, **query) -> list[str]:
    return [entry.row.about for entry in client.get(LOG, query).context["entries"]]


def test_log_shows_whom_when_and_what_became_of_it(client, official, letter):
    outbox.run_due()
    client.force_login(official)
    (entry,) = client.get(LOG).context["entries"]
    assert (entry.recipient, str(entry.state), entry.tone) == ("n•••@example.vn", "Đã gửi", "ok")


def test_no_page_of_the_log_holds_the_address(client, official, letter):
    client.force_login(official)
    assert ADDRESS not in client.get(LOG).content.decode()


def test_colleagues_are_shown_by_name(client, official, ward):
    notify(
        kind="case.assign", key="a", subject="Giao việc", body="", users=[official], scope=ward.pk
    )
    client.force_login(official)
    (entry,) = client.get(LOG).context["entries"]
    assert (entry.recipient, entry.is_colleague) == (str(official), True)


def test_log_of_another_ward_is_hidden(client, letter):
    client.force_login(UserFactory.of(Profile.WARD_OFFICIAL, WardFactory()))
    assert shown(client) == []
    assert client.get(reverse("people:notice_letter", args=[letter.pk])).status_code == 404
    assert client.post(reverse("people:notice_resend", args=[letter.pk])).status_code == 404


@pytest.mark.parametrize(
    "profile", [Profile.NEIGHBORHOOD_OFFICER, Profile.BEAT_OFFICER, Profile.TEAM_LEAD]
)
def test_log_is_not_for_everybody(client, ward, letter, profile):
    client.force_login(UserFactory.of(profile, NeighborhoodFactory(parent=ward)))
    assert client.get(LOG).status_code == 404


def test_auditor_reads_and_sends_nothing(client, ward, letter):
    give_up(letter)
    client.force_login(UserFactory.of(Profile.AUDITOR, ward))
    (entry,) = client.get(LOG).context["entries"]
    assert (entry.is_stuck, entry.can_resend) == (True, False)
    assert client.post(reverse("people:notice_resend", args=[letter.pk])).status_code == 404


def test_log_is_filtered_by_reference_and_state(client, official, ward, letter):
    give_up(send(ward, key="khác", about="KP-CCCC-DDDD"))
    client.force_login(official)
    assert shown(client, about=" kp-aaaa-bbbb ") == ["KP-AAAA-BBBB"]
    assert shown(client, state=DeliveryState.DEAD) == ["KP-CCCC-DDDD"]
    assert shown(client, state="bậy") == ["KP-CCCC-DDDD", "KP-AAAA-BBBB"]
    assert shown(client, about="KP-EEEE-FFFF") == []


def test_given_up_letter_is_sent_again_by_press(client, official, letter, mailoutbox):
    give_up(letter)
    client.force_login(official)
    assert client.get(LOG).context["entries"][0].can_resend
    assert client.post(reverse("people:notice_resend", args=[letter.pk])).url == LOG
    outbox.run_due()
    letter.refresh_from_db()
    assert (letter.state, [mail.to for mail in mailoutbox]) == (
        DeliveryState.DELIVERED,
        [[ADDRESS]],
    )
    assert not OutboxMessage.objects.dead().exists()


def test_refused_letter_is_sent_again_by_press(client, official, letter, mailoutbox):
    outbox.run_due()
    mailoutbox.clear()
    Notification.objects.update(state=DeliveryState.FAILED, last_error="mail server answered 550")
    client.force_login(official)
    client.post(reverse("people:notice_resend", args=[letter.pk]))
    outbox.run_due()
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]]


def test_letter_that_went_out_is_not_sent_again(client, official, letter, mailoutbox):
    outbox.run_due()
    client.force_login(official)
    client.post(reverse("people:notice_resend", args=[letter.pk]))
    outbox.run_due()
    assert len(mailoutbox) == 1


def test_wiped_letter_cannot_be_sent_again(client, official, ward):
    row = send(ward, sensitive=True)
    give_up(row)
    client.force_login(official)
    (entry,) = client.get(LOG).context["entries"]
    assert (entry.can_resend, entry.is_wiped) == (False, True)
    client.post(reverse("people:notice_resend", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == DeliveryState.DEAD


def test_letter_is_read_where_letters_are_kept(client, official, letter, settings, tmp_path):
    settings.EMAIL_BACKEND = "core.mail.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    outbox.run_due()
    client.force_login(official)
    page = client.get(reverse("people:notice_letter", args=[letter.pk]))
    assert "Nội dung thư" in page.content.decode()
    assert ADDRESS not in page.content.decode()


def test_link_in_a_kept_letter_is_a_link(client, official, ward, settings, tmp_path):
    settings.EMAIL_BACKEND = "core.mail.FileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    notify(
        kind="t", key="t", subject="Thử", body="", email=ADDRESS, url="/tro-giup/", scope=ward.pk
    )
    outbox.run_due()
    client.force_login(official)
    page = client.get(reverse("people:notice_letter", args=[Notification.objects.get().pk]))
    assert 'href="http://testserver/tro-giup/"' in page.content.decode()


def test_letters_are_not_read_where_mail_is_really_sent(client, official, letter):
    outbox.run_due()
    client.force_login(official)
    assert client.get(reverse("people:notice_letter", args=[letter.pk])).status_code == 404


def test_log_costs_the_same_for_one_and_for_many(
    client, official, ward, letter, django_assert_max_num_queries
):
    for number in range(15):
        send(ward, key=f"n{number}")
        notify(kind="t", key=f"u{number}", subject="t", body="", users=[official], scope=ward.pk)
    client.force_login(official)
    with django_assert_max_num_queries(10):
        client.get(LOG)


@pytest.mark.parametrize(
    ("address", "masked"),
    [("a@example.vn", "a•••@example.vn"), ("", ""), ("ôi@example.vn", "ô•••@example.vn")],
)
def test_masked_address_names_nobody(address, masked):
    assert notices.masked(address) == masked


def test_stored_name_leads_to_the_letter(letter):
    assert mail.stored_name(letter.message_id).endswith(".eml")
