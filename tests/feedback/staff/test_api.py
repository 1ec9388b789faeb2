"""The API: a client made from its schema does the main job; who lost a race, or asks twice, is told."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.base import ContentFile

from core import clock
from core.models import AccessRecord
from feedback.models import Case, CaseEvent, Channel, Photo
from feedback.workflow import MoveName, Status
from people.models import ApiReply
from people.services import api_tokens
from tests.feedback.staff.api_client import Client

pytestmark = pytest.mark.django_db
TEXT = "Nắp cống trước số 12 bị vỡ, xe máy dễ ngã."


def secret_of(user, *, may_write: bool = True) -> str:
    _token, secret = api_tokens.give(
        name="Một cửa điện tử", user=user, may_write=may_write, expires_on=clock.today(), by=None
    )
    return secret


@pytest.fixture
def desk(client, cast) -> Client:
    """The ward's own system."""
    return Client(client, secret_of(cast.official))


@pytest.fixture
def taken_in(desk, cast, category):
    """A case that came in through the ward's system, as it was answered."""
    return desk.take_in_case(
        channel="phone", unit=cast.khu_pho.pk, category=category.pk, body=TEXT,
        name="Bà Lan", phone="0901234567", show_to_neighborhood=False,
    )  # fmt: skip


def send(client, path: str, secret: str, body, key: str = "k", **headers: str):
    """By hand: what no generated client would send."""
    return client.post(
        path,
        body if isinstance(body, str | bytes) else json.dumps(body),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}", "idempotency-key": key, **headers},
    )


# --- The main job ---------------------------------------------------------------------------------


def test_a_generated_client_walks_the_main_job(desk, cast, category, taken_in):
    assert desk.me().data["posts"][0]["unit"] == "Phường Hiệp Bình Chánh"
    assert desk.categories().data == [
        {"id": category.pk, "code": "waste", "name": "Vệ sinh, rác", "name_en": "Waste"}
    ]
    reference = taken_in.data["reference"]
    assert taken_in.status == 201
    assert taken_in.headers["Location"] == f"/api/v1/cases/{reference}/"
    assert [row["reference"] for row in desk.cases().data["results"]] == [reference]

    moves = {move["move"]: move for move in desk.case_moves(reference=reference).data}
    assert next(iter(moves)) == "triage"
    officer = next(
        choice["value"]
        for field in moves["assign"]["fields"] if field["name"] == "target"
        for choice in field["choices"] if "Lê Văn Sơn" in choice["label"]
    )  # fmt: skip
    seen = desk.triage_case(
        reference=reference, version=taken_in.data["version"], category=category.pk,
        kind="feedback", unit=str(cast.khu_pho.pk),
    ).data  # fmt: skip
    seen = desk.assign_case(reference=reference, version=seen["version"], target=officer).data
    assert seen["assignee"] == "Lê Văn Sơn"
    seen = desk.note_case(reference=reference, version=seen["version"], note="Đã gọi thợ.").data
    seen = desk.answer_case(
        reference=reference, version=seen["version"], text="Đã thay nắp cống trong sáng nay."
    ).data
    seen = desk.close_case(reference=reference, version=seen["version"]).data
    assert seen["status"] == Status.CLOSED
    assert [event["kind"] for event in seen["events"]][::-1] == [
        "submit", "triage", "assign", "note", "answer", "close",
    ]  # fmt: skip
    assert "reopen" in seen["moves"]
    assert "close" not in seen["moves"]
    case = Case.objects.get(reference=reference)
    assert (case.body, case.channel, case.contact.phone) == (TEXT, Channel.PHONE, "+84901234567")
    assert {event.by for event in case.events.all()} == {cast.official}


def test_what_happened_is_in_the_audit_trail_with_the_user_of_the_key(desk, cast, taken_in):
    history = Case.objects.get(reference=taken_in.data["reference"]).audit_events.last()
    assert history.pgh_context["user"] == cast.official.pk


def test_contact_is_shown_by_post_only_and_who_asked_is_kept(desk, cast, taken_in):
    reference = taken_in.data["reference"]
    assert "0901234567" not in json.dumps(desk.case(reference=reference).data)
    answer = desk.case_contact(reference=reference)
    assert answer.data == {"name": "Bà Lan", "phone": "+84901234567", "email": ""}
    record = AccessRecord.objects.get(about=reference)
    assert (record.user_id, record.why) == (cast.official.pk, "Một cửa điện tử")


def test_photo_is_served_to_the_key_of_the_ward_alone(client, desk, cast, make_case):
    case = make_case()
    photo = Photo(case=case, ward=cast.ward, width=1, height=1, size=1, sha256="0" * 64)
    photo.file.save("", ContentFile(b"pixels"), save=False)
    photo.thumbnail.save("", ContentFile(b"pixels"), save=False)
    photo.save()
    answer = desk.case_photo(reference=case.reference, uuid=photo.uuid)
    assert answer.headers["Content-Type"] == "image/jpeg"
    foreign = Client(client, secret_of(cast.neighbour))
    assert foreign.case_photo(reference=case.reference, uuid=photo.uuid).status == 404
    other = make_case(ward=cast.ward)
    assert desk.case_photo(reference=other.reference, uuid=photo.uuid).status == 404
    assert Photo.objects.count() == 1


def test_a_case_that_left_the_reach_is_said_to_have_moved_away(desk, cast, taken_in):
    answer = send(
        desk.http,
        f"/api/v1/cases/{taken_in.data['reference']}/forward/",
        desk.secret,
        {"version": taken_in.data["version"], "ward": "Linh Trung", "reason": "Thuộc nơi khác."},
    )
    assert answer.json() == {"reference": taken_in.data["reference"], "moved_away": True}
    assert desk.case(reference=taken_in.data["reference"]).status == 404


# --- Twice, at once, by the wrong one -------------------------------------------------------------


def test_the_same_request_again_gets_the_same_answer_and_nothing_is_done_twice(
    desk, cast, category
):
    values = {
        "channel": "counter", "unit": cast.khu_pho.pk, "category": category.pk, "body": TEXT,
    }  # fmt: skip
    key = str(uuid.uuid4())
    first = desk.take_in_case(key=key, **values)
    again = desk.take_in_case(key=key, **values)
    assert again.data == first.data
    assert again.headers["Idempotent-Replay"] == "true"
    assert Case.objects.count() == 1
    other = desk.take_in_case(key=key, **(values | {"body": "Một việc khác hẳn."}))
    assert other.status == 422
    assert desk.take_in_case(key=str(uuid.uuid4()), **values).data != first.data


def test_keys_of_one_system_are_nothing_to_another(client, desk, cast, category, taken_in):
    ApiReply.objects.all().delete()
    colleague = Client(client, secret_of(cast.colleague))
    note = {"reference": taken_in.data["reference"], "note": "Đã xem."}
    first = desk.note_case(key="1", version=taken_in.data["version"], **note)
    second = colleague.note_case(key="1", version=first.data["version"], **note)
    assert second.status == 200
    assert CaseEvent.objects.filter(kind=MoveName.NOTE).count() == 2


def test_what_was_refused_may_be_corrected_under_its_key(client, desk, taken_in):
    path = f"/api/v1/cases/{taken_in.data['reference']}/note/"
    refused = send(client, path, desk.secret, {"version": taken_in.data["version"], "note": ""})
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["note"]
    body = {"version": taken_in.data["version"], "note": "Đã xem."}
    assert send(client, path, desk.secret, body).status_code == 200


def test_who_was_slower_is_told_with_409_and_nothing_is_written(client, desk, taken_in):
    reference, version = taken_in.data["reference"], taken_in.data["version"]
    desk.note_case(reference=reference, version=version, note="Trước.")
    late = desk.note_case(reference=reference, version=version, note="Sau.")
    assert late.status == 409
    assert late.data["errors"][0]["code"] == "changed"
    assert CaseEvent.objects.filter(kind=MoveName.NOTE).count() == 1
    forbidden = desk.resume_case(reference=reference, version=version + 1)
    assert (forbidden.status, forbidden.data["errors"][0]["code"]) == (409, "forbidden")


def test_a_key_for_reading_changes_nothing(client, cast, make_case):
    reader = Client(client, secret_of(cast.official, may_write=False))
    case = make_case()
    assert reader.case(reference=case.reference).status == 200
    path = f"/api/v1/cases/{case.reference}/note/"
    answer = send(client, path, reader.secret, {"version": 1, "note": "x"})
    assert answer.status_code == 403
    assert not CaseEvent.objects.filter(kind=MoveName.NOTE).exists()


# --- Errors in one shape --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 1, "note": "x", "admin": True}, "admin"),
        ({"note": "x"}, "version"),
        ({"version": "một", "note": "x"}, "version"),
        ({"version": 1, "note": "x" * 4001}, "note"),
        ({"version": 1, "note": None}, "note"),
    ],
)
def test_bad_fields_are_named(client, desk, make_case, body, field):
    answer = send(client, f"/api/v1/cases/{make_case().reference}/note/", desk.secret, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{", '{"note": ["x"]}', '{"note": {"a": 1}}', "[" * 30000, b"\xff\xfe",
     '{"note": "\\u0000"}', '{"version": 1e999}', '{"note": "\\ud800"}', "{\"a\": NaN}"],
)  # fmt: skip
def test_bodies_that_are_no_object_are_refused_in_words(client, desk, make_case, body):
    answer = send(client, f"/api/v1/cases/{make_case().reference}/note/", desk.secret, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", " " * 65, "x" * 65, "khóa"])
def test_a_post_without_a_proper_idempotency_key_is_refused(client, desk, make_case, key):
    case = make_case()
    answer = client.post(
        f"/api/v1/cases/{case.reference}/note/",
        json.dumps({"version": 1, "note": "x"}),
        content_type="application/json",
        headers={
            "authorization": f"Bearer {desk.secret}",
            "idempotency-key": key.encode().decode("latin-1"),
        },
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/", 404),
        ("/api/v1/khong-co/", 404),
        ("/api/v1/units/abc/", 404),
        ("/api/v1/cases/?page=2", 400),
        ("/api/v1/cases/?status=nope", 400),
        ("/api/v1/cases/?after=abc", 400),
        ("/api/v1/cases/?since=31/12/2026x", 400),
        ("/api/v1/units/?on=2026-13-01", 400),
    ],
)
def test_errors_of_reading_are_problems(client, desk, path, status):
    answer = client.get(path, headers={"authorization": f"Bearer {desk.secret}"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_other_methods_and_types_are_refused_as_problems(client, desk):
    headers = {"authorization": f"Bearer {desk.secret}", "idempotency-key": "1"}
    for method in ("put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/cases/", headers=headers)
        assert answer.status_code == 405
        assert answer["Content-Type"] == "application/problem+json"
    answer = client.post("/api/v1/cases/", {"body": "x"}, headers=headers)
    assert answer.status_code == 415


# --- Lists ----------------------------------------------------------------------------------------


def test_pages_are_by_key_and_lose_nothing(desk, make_case):
    made = {make_case().reference for _ in range(120)}
    seen: list[str] = []
    answer = desk.cases(sort="newest")
    while True:
        seen += [row["reference"] for row in answer.data["results"]]
        if not answer.data["next"]:
            break
        answer = desk.follow(answer.data["next"])
    assert len(seen) == len(set(seen)) == 120
    assert set(seen) == made
    assert desk.follow(answer.data["previous"]).data["results"]


@pytest.mark.parametrize("rows", [1, 40])
def test_the_list_costs_the_same_queries_for_any_number_of_rows(
    desk, make_case, django_assert_max_num_queries, rows
):
    for _ in range(rows):
        make_case()
    desk.me()
    with django_assert_max_num_queries(7):
        assert len(desk.cases().data["results"]) == rows


def test_filters_are_those_of_the_inbox(desk, cast, make_case):
    wanted = make_case(body="Ống nước vỡ ở hẻm 45", assignee=cast.colleague)
    make_case()
    for asked in ({"q": "ong nuoc"}, {"assignee": str(cast.colleague.pk)}):
        answer = desk.cases(**asked)
        assert answer.status == 200, answer.data
        found = answer.data["results"]
        assert [row["reference"] for row in found] == [wanted.reference]
    assert desk.cases(status="done").data["results"] == []
