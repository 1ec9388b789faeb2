"""Telling people: rows once per recipient and reason, delivered once each."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.utils import translation

from core import notifications, outbox
from core.models import Channel, DeliveryState, Notification, OutboxMessage
from core.notifications import Message, notify, notify_many
from tests.core import smtp

pytestmark = pytest.mark.django_db

TOLD = {"kind": "case_assigned", "subject": "Phản ánh mới", "body": "Có phản ánh mới."}


@pytest.fixture
def server(settings):
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def rows() -> list[tuple]:
    return list(Notification.objects.order_by("pk").values_list("channel", "recipient", "state"))


# --- Writing --------------------------------------------------------------------------------------


def test_notify_tells_a_user_in_the_inbox_and_by_letter(make_user):
    user = make_user()
    notify(key="k", users=[user], url="/can-bo/", about="KP-1", scope=9, **TOLD)
    inbox, letter = Notification.objects.order_by("channel").reverse()
    assert (inbox.channel, inbox.state, inbox.body) == ("inbox", "delivered", "Có phản ánh mới.")
    assert (inbox.user, inbox.url, inbox.about, inbox.scope) == (user, "/can-bo/", "KP-1", 9)
    assert (letter.channel, letter.state, letter.address) == ("email", "pending", "")
    message = OutboxMessage.objects.get()
    assert message.payload == {"notification_id": letter.pk}
    assert message.scope == 9
    assert str(inbox) == "Phản ánh mới"


def test_notify_tells_an_address_by_letter_only():
    notify(key="k", email="Dan@Example.org", **TOLD)
    (row,) = Notification.objects.all()
    assert (row.channel, row.user, row.address) == ("email", None, "Dan@Example.org")
    assert "example" not in row.recipient.lower()


def test_notify_twice_is_once(make_user):
    user = make_user()
    for _n in range(2):
        notify(key="k", users=[user, user], email="dan@example.org", **TOLD)
    notify(key="k", email=" DAN@example.org ", **TOLD)
    assert len(rows()) == 3
    assert OutboxMessage.objects.count() == 2


def test_notify_again_after_delivery_sends_nothing(make_user):
    notify(key="k", users=[make_user()], **TOLD)
    outbox.run_due()
    OutboxMessage.objects.all().delete()
    notify(key="k", users=[make_user("ba"), *[]], **TOLD | {"kind": "x"})
    assert OutboxMessage.objects.count() == 1


def test_notify_for_another_reason_tells_again(make_user):
    user = make_user()
    notify(key="a", users=[user], **TOLD)
    notify(key="b", users=[user], **TOLD)
    assert len(rows()) == 4


def test_notify_leaves_out_closed_accounts_and_missing_addresses(make_user):
    closed = make_user("dong", is_active=False)
    mute = make_user("khong-thu")
    mute.email = ""
    notify(key="k", users=[closed, mute], **TOLD)
    assert rows() == [("inbox", f"user:{mute.pk}", "delivered")]
    assert not OutboxMessage.objects.exists()


def test_notify_by_one_channel(make_user):
    notify(key="a", users=[make_user()], channels=[Channel.INBOX], **TOLD)
    notify(key="b", users=[make_user("ba")], channels=[Channel.EMAIL], **TOLD)
    assert [row[0] for row in rows()] == ["inbox", "email"]


@pytest.mark.parametrize("count", [1, 40])
def test_notify_costs_three_statements_for_any_number(make_user, django_assert_num_queries, count):
    users = [make_user(f"u{n}") for n in range(count)]
    with django_assert_num_queries(3):
        notify(key="k", users=users, email="dan@example.org", **TOLD)
    assert len(rows()) == 2 * count + 1


def test_notify_the_inbox_alone_costs_one(make_user, django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(1):
        notify(key="k", users=[user], channels=[Channel.INBOX], **TOLD)


def test_notify_nobody_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        notify(key="k", **TOLD)


def test_notify_many_costs_three_statements_too(make_user, django_assert_num_queries):
    users = [make_user(f"u{n}") for n in range(3)]
    messages = [Message(key=f"k{n}", users=users, **TOLD) for n in range(5)]
    with django_assert_num_queries(3):
        notify_many(messages)
    assert OutboxMessage.objects.count() == 15


def test_notify_belongs_to_the_callers_transaction(make_user):
    user = make_user()

    @transaction.atomic
    def cause():
        notify(key="k", users=[user], **TOLD)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert rows() == []
    assert not OutboxMessage.objects.exists()


def test_notify_keeps_a_subject_on_one_line_and_short(make_user):
    notify(key="k", users=[make_user()], **TOLD | {"subject": "một\n hai " + "x" * 300})
    subject = Notification.objects.first().subject
    assert subject.startswith("một hai x")
    assert len(subject) == 200


def test_notify_keeps_no_secret_in_the_inbox(make_user):
    notify(key="k", users=[make_user()], sensitive=True, **TOLD)
    assert Notification.objects.get(channel="inbox").body == ""
    assert "Có phản ánh mới." in Notification.objects.get(channel="email").body


def test_a_double_is_refused_by_the_database(make_user):
    notify(key="k", users=[make_user()], **TOLD)
    row = Notification.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_delivered_without_a_time_is_refused_by_the_database(make_user):
    notify(key="k", users=[make_user()], **TOLD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(channel="inbox").update(delivered_at=None)


# --- Delivering -----------------------------------------------------------------------------------


def test_deliver_sends_the_letter_once(make_user):
    user = make_user(email="canbo@example.org")
    notify(key="k", users=[user], url="/can-bo/phan-anh/", **TOLD)
    letter = Notification.objects.get(channel="email")
    assert outbox.run_due() == 1
    notifications.deliver(letter.pk)
    (sent,) = django_mail.outbox
    assert (sent.subject, sent.to) == ("Phản ánh mới", ["canbo@example.org"])
    assert sent.extra_headers["Message-ID"] == letter.message_id
    assert "http://testserver/can-bo/phan-anh/" in sent.body
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.last_error) == ("delivered", 1, "")
    assert letter.delivered_at is not None


def test_deliver_takes_the_users_address_of_today(make_user):
    user = make_user(email="cu@example.org")
    notify(key="k", users=[user], **TOLD)
    type(user).objects.update(email="moi@example.org")
    outbox.run_due()
    assert django_mail.outbox[0].to == ["moi@example.org"]


def test_deliver_ignores_what_is_not_a_waiting_letter(make_user):
    notify(key="k", users=[make_user()], channels=[Channel.INBOX], **TOLD)
    notifications.deliver(Notification.objects.get().pk)
    notifications.deliver(10**12)
    assert django_mail.outbox == []


def test_deliver_fails_for_an_account_closed_meanwhile(make_user):
    user = make_user()
    notify(key="k", users=[user], **TOLD)
    type(user).objects.update(is_active=False)
    outbox.run_due()
    letter = Notification.objects.get(channel="email")
    assert letter.state == DeliveryState.FAILED
    assert letter.last_error == "the account is closed or has no address"


@pytest.mark.parametrize("sensitive", [True, False])
def test_deliver_wipes_a_secret_once_it_was_sent(sensitive):
    notify(key="k", email="dan@example.org", sensitive=sensitive, **TOLD | {"body": "/ma/bi-mat"})
    outbox.run_due()
    assert "/ma/bi-mat" in django_mail.outbox[0].body
    assert ("/ma/bi-mat" in Notification.objects.get().body) is not sensitive


def test_deliver_keeps_a_hard_refusal_with_its_reason(server):
    server.answers = {"RCPT": "550 no such user dan@example.org"}
    notify(key="k", email="dan@example.org", sensitive=True, **TOLD)
    outbox.run_due()
    row = Notification.objects.get()
    assert (row.state, row.last_error, row.body) == ("failed", "mail server answered 550", "")
    assert OutboxMessage.objects.get().done_at is not None


def test_deliver_tries_again_after_a_temporary_error(server):
    server.answers = {"RCPT": "451 later"}
    notify(key="k", email="dan@example.org", sensitive=True, **TOLD)
    outbox.run_due()
    row = Notification.objects.get()
    assert (row.state, row.last_error, row.attempts) == ("pending", "mail server answered 451", 1)
    server.answers = {}
    OutboxMessage.objects.update(available_at=row.created_at)
    outbox.run_due()
    assert server.letters[0]["Message-ID"] == row.message_id
    assert Notification.objects.get().state == DeliveryState.DELIVERED


def test_deliver_gives_up_after_ten_temporary_errors_and_keeps_no_secret(server):
    server.answers = {"RCPT": "451 later"}
    notify(key="k", email="dan@example.org", sensitive=True, **TOLD)
    for _try in range(outbox.MAX_ATTEMPTS):
        OutboxMessage.objects.update(available_at=Notification.objects.get().created_at)
        outbox.run_due()
    row = Notification.objects.get()
    assert (row.state, row.attempts, row.body) == ("dead", 10, "")
    assert OutboxMessage.objects.dead().count() == 1


def test_deliver_waits_for_a_mail_server_that_is_down_however_long(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notify(key="k", email="dan@example.org", **TOLD)
    for _try in range(outbox.MAX_ATTEMPTS + 2):
        OutboxMessage.objects.update(available_at=Notification.objects.get().created_at)
        outbox.run_due()
    assert Notification.objects.get().state == DeliveryState.PENDING
    assert OutboxMessage.objects.dead().count() == 0


def test_give_up_leaves_a_delivered_letter_alone():
    notify(key="k", email="dan@example.org", **TOLD)
    outbox.run_due()
    notifications.give_up(Notification.objects.get().pk)
    assert Notification.objects.get().state == DeliveryState.DELIVERED


def test_message_id_is_the_same_for_every_try_and_another_for_every_reason(make_user):
    notify(key="a", email="dan@example.org", **TOLD)
    notify(key="b", email="dan@example.org", **TOLD)
    notify(key="a", email="khac@example.org", **TOLD)
    ids = Notification.objects.order_by("pk").values_list("message_id", flat=True)
    assert len(set(ids)) == 3
    assert notifications._message_id("a", Notification.objects.first().recipient) == ids[0]
    assert ids[0].endswith("@testserver>")


@pytest.fixture
def stuck(server):
    """One letter refused for good, one given up after ten tries, one with its secret wiped."""
    server.answers = {"RCPT": "550 no such user"}
    notify(key="refused", email="a@example.org", **TOLD)
    notify(key="wiped", email="b@example.org", sensitive=True, **TOLD)
    outbox.run_due()
    server.answers = {"RCPT": "451 later"}
    notify(key="dead", email="c@example.org", **TOLD)
    for _try in range(outbox.MAX_ATTEMPTS):
        OutboxMessage.objects.update(available_at=Notification.objects.first().created_at)
        outbox.run_due()
    server.answers = {}
    return list(Notification.objects.values_list("pk", flat=True))


def test_resend_sends_what_was_refused_or_given_up(stuck, server):
    assert notifications.resend(ids=stuck) == 2
    assert outbox.run_due() == 2
    assert sorted(letter["To"] for letter in server.letters) == ["a@example.org", "c@example.org"]
    states = dict(Notification.objects.values_list("key", "state"))
    assert states == {"refused": "delivered", "dead": "delivered", "wiped": "failed"}


def test_resend_twice_is_once(stuck, server):
    notifications.resend(ids=stuck)
    assert notifications.resend(ids=stuck) == 0
    outbox.run_due()
    assert len(server.letters) == 2


def test_resend_leaves_delivered_and_waiting_letters_alone():
    notify(key="a", email="a@example.org", **TOLD)
    outbox.run_due()
    notify(key="b", email="a@example.org", **TOLD)
    assert notifications.resend(ids=Notification.objects.values_list("pk", flat=True)) == 0


# --- Reading --------------------------------------------------------------------------------------


def test_inbox_is_ones_own_and_the_newest_first(make_user):
    mine, other = make_user("toi"), make_user("khac")
    notify(key="a", users=[mine, other], **TOLD)
    notify(key="b", users=[mine], **TOLD)
    inbox = Notification.objects.inbox_of(mine)
    assert list(inbox.values_list("key", flat=True)) == ["b", "a"]


def test_mark_read_takes_only_ones_own(make_user):
    mine, other = make_user("toi"), make_user("khac")
    notify(key="a", users=[mine, other], **TOLD)
    notify(key="b", users=[mine], **TOLD)
    theirs = Notification.objects.inbox_of(other).get()
    first = Notification.objects.inbox_of(mine).first()
    assert notifications.mark_read(by=mine, ids=[theirs.pk, first.pk]) == 1
    assert notifications.mark_read(by=mine) == 1
    assert notifications.mark_read(by=mine) == 0
    assert Notification.objects.inbox_of(other).unread().count() == 1


def test_delivery_log_by_area_and_by_trouble(make_user):
    notify(key="a", users=[make_user()], scope=1, **TOLD)
    notify(key="b", email="dan@example.org", scope=2, **TOLD)
    assert Notification.objects.in_scopes([2]).get().key == "b"
    assert Notification.objects.undelivered().count() == 2


# --- Texts ----------------------------------------------------------------------------------------


def test_letter_has_link_and_footer_and_nothing_escaped():
    with translation.override("vi"):
        notify(key="k", email="dan@example.org", url="/x/?a=1&b=2", **TOLD | {"body": "A & <B>"})
    assert Notification.objects.get().body == (
        "A & <B>\n\n"
        "Xem tại: http://testserver/x/?a=1&b=2\n\n"
        "--\n"
        "Gần Dân – Cổng khu phố, ấp Thành phố Hồ Chí Minh\n"
        "http://testserver\n"
        "Thư này gửi tự động, xin không trả lời trực tiếp.\n"
    )


def test_letter_does_not_forbid_answers_where_there_is_an_address_for_them(settings):
    settings.PORTAL_REPLY_TO = "mot-cua@example.org"
    notify(key="k", email="dan@example.org", **TOLD)
    assert Notification.objects.get().body.endswith("http://testserver\n")


def test_render_message_takes_the_first_line_as_subject(tmp_path, settings):
    (tmp_path / "thu.txt").write_text("Kính gửi {{ ten }}\n\nMột.\n\n\n\nHai {{ ten }}.  \n")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}
    ]
    subject, body = notifications.render_message("thu.txt", {"ten": "ông/bà <A>"})
    assert subject == "Kính gửi ông/bà <A>"
    assert body == "Một.\n\nHai ông/bà <A>.\n"
