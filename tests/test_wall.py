"""The second wall: with every filter of ours taken out, PostgreSQL still shows nothing foreign."""

from __future__ import annotations

import json
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import pghistory
import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from core import wall
from feedback.models import Case, CaseEvent, Contact, Obstacle, ObstacleEvent, Photo
from feedback.obstacles.querysets import ObstacleQuerySet
from feedback.querysets import CaseQuerySet, PhotoQuerySet
from people.reach import area_of
from tests.matrix import PROFILES
from tests.world import World

pytestmark = pytest.mark.django_db
OF_ONE_WARD = [p for p in PROFILES if p not in {"nobody", "thanh_pho"}]


@pytest.fixture
def world() -> World:
    return World.build()


@pytest.fixture
def no_filters(monkeypatch):
    """As if every `visible_to` had been forgotten."""
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda self, user, permission: self)
    monkeypatch.setattr(ObstacleQuerySet, "visible_to", lambda self, user, permission: self)
    monkeypatch.setattr(CaseQuerySet, "contact_shown_to", lambda self, user: self)
    monkeypatch.setattr(PhotoQuerySet, "visible_to", lambda self, user, permission: self)


def reference_of(world: World, whose: str) -> str:
    return world.things["case"][whose]["reference"]


LISTS = ["/can-bo/", "/can-bo/phan-anh/?status=all", "/can-bo/phan-anh/?status=all&q=den+duong",
         "/can-bo/phan-anh/?sort=newest&due=late", "/can-bo/thong-bao/"]  # fmt: skip


@pytest.mark.parametrize("profile", OF_ONE_WARD)
def test_without_our_filters_no_list_shows_a_foreign_case(client, world, no_filters, profile):
    foreign = reference_of(world, "foreign")
    world.enter(client, profile)
    for path in LISTS:
        page = client.get(path)
        assert page.status_code in {200, 404}
        assert foreign not in page.content.decode(), path
    world.enter(client, profile, with_key=True)
    for path in ("/api/v1/cases/?status=all", "/api/v1/cases/?q=den+duong&status=all"):
        assert foreign not in client.get(path).content.decode()


def test_the_filters_are_really_out(client, world, no_filters):
    """Who reaches the city sees both; so what others do not see the wall has kept from them."""
    world.enter(client, "thanh_pho")
    page = client.get("/can-bo/phan-anh/?status=all").content.decode()
    assert reference_of(world, "own") in page
    assert reference_of(world, "foreign") in page
    world.enter(client, "phuong")
    assert reference_of(world, "own") in client.get("/can-bo/phan-anh/?status=all").content.decode()


@pytest.mark.parametrize("profile", OF_ONE_WARD)
def test_without_our_filters_no_address_opens_a_foreign_case(client, world, no_filters, profile):
    world.enter(client, profile)
    case, photo = world.things["case"]["foreign"], world.things["photo"]["foreign"]
    asked = [
        client.get(reverse("feedback:case", kwargs=case)),
        client.post(reverse("feedback:case_contact", kwargs=case)),
        client.post(reverse("feedback:case_move", kwargs=world.things["move"]["foreign"])),
        client.get(reverse("feedback:photo", kwargs=photo)),
        client.get(reverse("feedback:photo_small", kwargs=photo)),
        client.get(reverse("feedback:obstacle", kwargs=world.things["obstacle"]["foreign"])),
        client.post(
            reverse("feedback:obstacle_move", kwargs=world.things["obstacle_comment"]["foreign"])
        ),
    ]
    world.enter(client, profile, with_key=True)
    more = {"content_type": "application/json", "headers": {"idempotency-key": "1"}}
    asked += [
        client.get(reverse("api:case", kwargs=case)),
        client.get(reverse("api:case_photo", kwargs=world.things["photo_of_case"]["foreign"])),
        client.post(reverse("api:case_contact", kwargs=case), "{}", **more),
        client.post(
            reverse("api:case_note", kwargs=case), json.dumps({"version": 1, "note": "x"}), **more
        ),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert CaseEvent.objects.filter(case__reference=case["reference"]).count() == 1


def test_without_our_filters_bulk_actions_touch_nothing_foreign(client, world, no_filters):
    world.enter(client, "phuong")
    foreign = Case.objects.get(reference=reference_of(world, "foreign"))
    holder = world.users["phuong"].pk
    body = {
        "case": [f"{foreign.reference}:1"],
        "target": f"n{holder}",
        "confirmed": "on",
        "back": "",
    }
    client.post("/can-bo/phan-anh/phan-cong/", body)
    foreign.refresh_from_db()
    assert (foreign.assignee, foreign.version) == (None, 1)


# --- In SQL ---------------------------------------------------------------------------------------


def test_every_table_that_hangs_on_a_case_or_a_ward_is_walled():
    hanging = {
        model._meta.db_table
        for room in ("neighborhoods", "feedback", "reports")
        for model in apps.get_app_config(room).get_models()
        if {"case", "ward", "obstacle", "directive", "task", "issuer"}
        & {field.name for field in model._meta.get_fields() if field.concrete}
    }
    assert hanging <= set(wall.walls())


@pytest.mark.parametrize("profile", ["khu_pho", "phuong", "quan", "canh_sat"])
def test_whatever_is_asked_in_sql_the_area_is_all_there_is(world, profile):
    own = Case.objects.get(reference=reference_of(world, "own"))
    with wall.narrowed(lambda: area_of(world.users[profile])), connection.cursor() as cursor:
        for model in (Case, CaseEvent, Contact, Photo, Obstacle, ObstacleEvent):
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (1,), table
        cursor.execute("SELECT count(*) FROM feedback_casehistory")
        assert cursor.fetchone()[0] <= 1
        cursor.execute("UPDATE feedback_case SET place = 'x'")
        assert cursor.rowcount == 1
        cursor.execute("DELETE FROM feedback_contact")
        assert cursor.rowcount == 1
        assert list(Case.objects.values_list("pk", flat=True)) == [own.pk]


def test_a_sealed_case_is_behind_the_wall_for_the_khu_pho(world):
    Case.objects.update(is_sealed=True)
    for profile, seen in (("khu_pho", 0), ("phuong", 1)):
        with wall.narrowed(lambda profile=profile: area_of(world.users[profile])):
            assert Case.objects.count() == seen
            assert Contact.objects.count() == seen


def test_who_holds_no_post_sees_nothing(world):
    with wall.narrowed(wall.Area):
        assert not Case.objects.exists()
        assert not CaseEvent.objects.exists()


def test_a_new_row_of_another_area_cannot_be_read_back(world):
    foreign = Case.objects.get(reference=reference_of(world, "foreign"))
    with (
        wall.narrowed(lambda: area_of(world.users["phuong"])),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
    ):
        CaseEvent.objects.create(
            case=foreign, ward_id=foreign.ward_id, kind="note", status="received"
        )


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_says_nothing_sees_nothing():
    """A client that goes around our code, signed in as the application."""
    World.build()
    name = connection.settings_dict["NAME"]
    url = urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))
    with closing(psycopg2.connect(url)) as other, other.cursor() as cursor:
        for table in wall.walls():
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    assert Case.objects.count() == 2


def test_an_answer_leaves_no_wall_behind(client, world):
    world.enter(client, "phuong")
    client.get("/can-bo/phan-anh/")
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_behind_the_wall_says_who_made_it():
    """Each statement in a transaction of its own: nothing is left over from one before."""
    world = World.build()
    case = Case.objects.get(reference=reference_of(world, "own"))
    user = world.users["phuong"]
    with pghistory.context(user=user.pk), wall.narrowed(lambda: area_of(user)):
        assert Case.objects.filter(pk=case.pk).update(place="hẻm 12") == 1
    assert case.audit_events.last().pgh_context["user"] == user.pk
