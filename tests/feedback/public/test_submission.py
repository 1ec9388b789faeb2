"""From a draft to a case, as a service: complete, once, and all or nothing."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from core import clock, outbox
from core.models import Notification, OutboxMessage
from feedback import notices, reference
from feedback.models import Case, CaseEvent, Channel, Contact, Draft, Photo
from feedback.services import photos, submission
from feedback.services.drafts import DraftGoneError
from feedback.workflow import MoveName, Status
from tests.factories import DistrictFactory, NeighborhoodFactory
from tests.feedback.public.helpers import TEXT, category, picture


def test_a_case_holds_what_the_draft_held(make_draft, world, traveller):
    draft = make_draft(place="Hẻm 12")
    case = submission.submit_draft(token=draft.pk, language="en")
    case.refresh_from_db()
    assert case.form_token == draft.pk
    assert (case.unit, case.ward) == (world.first, world.ward)
    assert (case.body, case.place, case.category) == (TEXT, "Hẻm 12", category())
    assert (case.status, case.channel, case.language) == (Status.RECEIVED, Channel.WEB, "en")
    assert case.received_at == clock.now()
    assert str(case.due_at) == "2026-12-08 10:00:00+00:00"
    assert case.rule.legal_source == "Luật Tiếp công dân 2013, Điều 28"
    assert not case.is_sealed
    assert reference.normalise(case.reference) == case.reference
    assert not Draft.objects.exists()


def test_a_case_begins_with_one_event_and_the_promise_of_its_notices(make_case, official):
    case = make_case(email="an@vidu.vn")
    event = case.events.get()
    assert (event.kind, event.by, event.status) == (MoveName.SUBMIT, None, Status.RECEIVED)
    assert not Notification.objects.exists()
    promise = OutboxMessage.objects.pending().get()
    assert (promise.payload, promise.scope) == ({"event_id": event.pk}, case.ward_id)
    outbox.run_due()
    told = Notification.objects.values_list("recipient", "channel")
    assert (f"user:{official.pk}", "inbox") in told
    assert Notification.objects.filter(address="an@vidu.vn").count() == 1
    mails = Notification.objects.filter(channel="email").count()
    assert OutboxMessage.objects.pending().count() == mails


def test_contact_is_kept_apart_and_only_if_there_is_any(make_case):
    anonymous = make_case(show_to_neighborhood=True)
    assert not Contact.objects.filter(case=anonymous).exists()
    named = make_case(name="An", phone="+84901234567", show_to_neighborhood=True)
    contact = Contact.objects.get()
    assert (contact.case, contact.ward) == (named, named.ward)
    assert (contact.name, contact.phone, contact.email) == ("An", "+84901234567", "")
    assert contact.show_to_neighborhood


def test_photos_move_from_the_draft_to_the_case(make_draft):
    draft = make_draft()
    photo = photos.add_draft_photo(token=draft.pk, upload=picture())
    case = submission.submit_draft(token=draft.pk, language="vi")
    photo.refresh_from_db()
    assert (photo.draft, photo.case, photo.ward) == (None, case, case.ward)
    assert photo.event == case.events.get()
    assert list(Photo.objects.sent()) == [photo]


@pytest.mark.parametrize("noted", ["DEFAULT", "false"])
def test_photos_that_were_added_without_being_noted_go_along(make_draft, noted):
    """By an older version beside this one, or before the column was there."""
    draft = make_draft()
    photo = photos.add_draft_photo(token=draft.pk, upload=picture())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE feedback_draft SET has_photos = {noted}")
    case = submission.submit_draft(token=draft.pk, language="vi")
    photo.refresh_from_db()
    assert photo.case == case


def test_a_report_for_a_ward_lies_in_the_ward_itself(make_case, world):
    case = make_case(unit=world.ward)
    assert (case.unit, case.ward) == (world.ward, world.ward)


def test_a_denunciation_is_sealed_before_anybody_of_the_khu_pho_reads_it(make_case, officer):
    sealed = make_case(body="Tôi TỐ CÁO trưởng khu phố nhận tiền.")
    open_ = make_case(body="Đèn hẻm 12 không sáng ba đêm nay.")
    assert sealed.is_sealed
    assert list(Case.objects.visible_to(officer, "case.view")) == [open_]


def test_the_same_token_gives_the_same_case(make_draft):
    draft = make_draft()
    first = submission.submit_draft(token=draft.pk, language="vi")
    second = submission.submit_draft(token=draft.pk, language="vi")
    assert first == second
    assert CaseEvent.objects.count() == 1


def test_an_unknown_token_is_told(db):
    with pytest.raises(DraftGoneError):
        submission.submit_draft(token=uuid.uuid4(), language="vi")


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"unit": None}, "place"),
        ({"category": None}, "content"),
        ({"body": "   Rác     "}, "content"),
        ({"body": "R" * 5001}, "content"),
        ({"has_contact_step": False}, "contact"),
    ],
)
def test_what_is_missing_is_named_by_its_step(make_draft, missing, code):
    draft = make_draft(**missing)
    with pytest.raises(ValidationError) as refused:
        submission.submit_draft(token=draft.pk, language="vi")
    assert refused.value.code == code
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_place_too_high_up_is_refused(make_draft):
    draft = make_draft(unit=DistrictFactory())
    with pytest.raises(ValidationError) as refused:
        submission.submit_draft(token=draft.pk, language="vi")
    assert refused.value.code == "level"


def test_a_taken_reference_is_passed_over(make_case, monkeypatch):
    taken = make_case().reference
    free = reference.generate()
    made = iter([taken, taken, free])
    monkeypatch.setattr(reference, "generate", lambda: next(made))
    assert make_case().reference == free


def test_nothing_is_left_of_a_case_whose_notices_cannot_be_promised(make_draft, monkeypatch):
    def fail(*_args, **_values):
        raise RuntimeError("no promise")

    monkeypatch.setattr(outbox, "enqueue", fail)
    draft = make_draft(email="an@vidu.vn")
    with pytest.raises(RuntimeError):
        submission.submit_draft(token=draft.pk, language="vi")
    assert not Case.objects.exists()
    assert not Contact.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_case_stands_whatever_becomes_of_its_notices_and_they_are_tried_again(
    make_case, official, monkeypatch
):
    def fail(event, *, contact=None):
        raise RuntimeError("no notice")

    case = make_case(email="an@vidu.vn")
    promise = OutboxMessage.objects.pending().get()
    with monkeypatch.context() as patch:
        patch.setattr(notices, "announce", fail)
        with pytest.raises(RuntimeError):
            outbox.handle(promise.pk)
    assert not Notification.objects.exists()
    for _time in range(2):  # a copy too many tells nobody twice
        outbox.handle(promise.pk)
    assert Notification.objects.filter(address="an@vidu.vn", about=case.reference).count() == 1
    assert Notification.objects.filter(user=official, channel="inbox").count() == 1


def test_what_a_late_worker_tells_is_what_was_sent_and_nobody_is_left_out(make_case, official):
    """A case may have gone on before the worker came: whoever should have heard of it still does."""
    case = make_case(email="an@vidu.vn")
    Case.objects.filter(pk=case.pk).update(status=Status.TRIAGED, version=2)
    outbox.run_due()
    told = Notification.objects.filter(channel="inbox", user=official)
    for row in (told.get(), Notification.objects.get(address="an@vidu.vn")):
        assert str(Status.RECEIVED.label) in row.body
        assert str(Status.TRIAGED.label) not in row.body


def test_a_khu_pho_that_hangs_under_no_ward_takes_no_reports(make_draft):
    stray = NeighborhoodFactory(parent=DistrictFactory())
    draft = make_draft(unit=stray)
    with pytest.raises(ValidationError) as refused:
        submission.submit_draft(token=draft.pk, language="vi")
    assert refused.value.code == "level"


def test_two_cases_of_one_token_are_refused_by_the_database(make_case):
    case = make_case()
    case.pk, case.reference = None, reference.generate()
    with pytest.raises(IntegrityError):
        case.save(force_insert=True)


# --- At once


def at_once(*functions):
    """The answers (or errors) of functions called at the same moment, a thread each."""
    answers, start = [], threading.Barrier(len(functions))

    def run(function):
        try:
            start.wait(10)
            answers.append(function())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_eight_senders_at_once_get_one_case(make_draft, official):
    draft = make_draft(email="an@vidu.vn")
    photos.add_draft_photo(token=draft.pk, upload=picture())

    def send():
        return submission.submit_draft(token=draft.pk, language="vi").reference

    answers = at_once(*[send] * 8)

    case = Case.objects.get()
    assert answers == [case.reference] * 8
    assert case.events.count() == 1
    assert case.photos.count() == 1
    outbox.run_due()
    assert Notification.objects.filter(address="an@vidu.vn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_comes_while_the_report_is_sent_is_in_it_or_refused(make_draft):
    draft = make_draft()
    calls = [
        lambda: submission.submit_draft(token=draft.pk, language="vi"),
        lambda: photos.add_draft_photo(token=draft.pk, upload=picture()),
    ]
    answers = at_once(*calls)
    case = Case.objects.get()
    added = [answer for answer in answers if isinstance(answer, Photo)]
    assert case in answers
    assert case.photos.count() == len(added)
    assert not Photo.objects.exclude(case=case).exists()


# --- By an official


def columns(world, **values):
    return {"unit": world.second, "category": category("lighting"), "body": TEXT} | values


def test_an_official_takes_a_report_in_for_somebody(world, official):
    token = uuid.uuid4()
    case = submission.take_in(
        token=token, channel=Channel.PHONE, by=official, **columns(world, phone="+84901234567")
    )
    assert (case.channel, case.unit, case.form_token) == (Channel.PHONE, world.second, token)
    assert case.events.get().by == official
    assert case.contact.phone == "+84901234567"


def test_an_official_takes_nothing_in_out_of_reach(world, officer):
    with pytest.raises(PermissionDenied):
        submission.take_in(
            token=uuid.uuid4(), channel=Channel.OFFICER, by=officer, **columns(world)
        )
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_official_who_presses_four_times_at_once_takes_in_once(world, official):
    token = uuid.uuid4()

    def press():
        return submission.take_in(
            token=token, channel=Channel.PHONE, by=official, **columns(world)
        ).reference

    answers = at_once(*[press] * 4)

    assert answers == [Case.objects.get().reference] * 4


@pytest.mark.django_db(transaction=True)
def test_two_hundred_senders_who_all_press_twice_make_two_hundred_cases(make_draft):
    drafts = [make_draft(body=f"{TEXT} Lần thứ {number}.").pk for number in range(200)]
    presses = [token for token in drafts for _hand in range(2)]

    def send(token):
        try:
            return token, submission.submit_draft(token=token, language="vi").reference
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as hands:
        answers = set(hands.map(send, presses))
    assert Case.objects.count() == 200
    assert len(answers) == 200  # both presses of one report were told the same
    assert len({reference for _token, reference in answers}) == 200
    assert not Draft.objects.exists()
