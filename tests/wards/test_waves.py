"""Twenty rearrangements one after the other, and one that is cut off: nothing gets lost or slow."""

from __future__ import annotations

import datetime

import psycopg2
import pytest
from django.db import DatabaseError, connection, connections
from django.urls import reverse

from core.owner import as_owner
from tests.factories import NeighborhoodFactory, WardFactory
from tests.wards.orders import Order
from wards import changes, lineage, lookup
from wards.models import DecisionStatus, Extent, Transfer, Unit, UnitVersion

WAVES = 20
FIRST = datetime.date(2021, 6, 1)
MONTH = datetime.timedelta(days=30)


def shuffle(order: Order, ward, one, two, wave: int) -> list[Unit]:
    """Two khu phố become two new ones, each of a part of the one and the rest of the other."""
    lines = [
        order.found(f"Khu phố {wave}A", ward, (one, Extent.PART, 100), (two, Extent.REST)),
        order.found(f"Khu phố {wave}B", ward, (two, Extent.PART, 100), (one, Extent.REST)),
    ]
    changes.apply(decision=order.confirmed())
    for line in lines:
        line.refresh_from_db()
    return [line.founded for line in lines]


@pytest.fixture
def waves(db):
    """The khu phố of the first day and of the last."""
    ward = WardFactory(name="Phường Tân Định")
    first = [NeighborhoodFactory(parent=ward, name=f"Khu phố {name}") for name in ("Đầu", "Cuối")]
    living = first
    for wave in range(WAVES):
        living = shuffle(Order(FIRST + wave * MONTH), ward, *living, wave)
    return first, living


def test_after_twenty_waves_everything_is_found_at_the_same_cost(
    client, waves, django_assert_max_num_queries
):
    first, living = waves
    assert Transfer.objects.count() == WAVES * 4
    fate = lineage.fate(first[0])
    assert {successor.unit_id for successor in fate.successors} == {unit.pk for unit in living}
    found = lookup.search("khu pho dau tan dinh")
    assert [hit.unit_id for hit in found.hits][:1] == [first[0].pk]
    for unit in (first[0], living[0]):
        with django_assert_max_num_queries(10):
            page = client.get(reverse("wards:unit", args=[unit.uuid])).content.decode()
        assert "Phường Tân Định" in page


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database in which everything is committed at once; emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE wards_unit, wards_unitevent, wards_unitversionevent, wards_decision,"
                " wards_decisionevent CASCADE"
            )
        connections.close_all()


def cut_off() -> None:
    """End this connection from outside, as a killed process or a lost line would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = psycopg2.connect(**connection.get_connection_params())
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()


def test_a_decision_that_is_cut_off_in_the_middle_has_done_nothing(committed):
    ward = WardFactory()
    places = [NeighborhoodFactory(parent=ward, name=f"Khu phố {number}") for number in (1, 2)]
    order = Order(FIRST)
    order.found("Khu phố 9", ward, *places)
    decision = order.confirmed()
    stages = []

    def tell(stage):
        stages.append(str(stage))
        if len(stages) == 3:  # units and names are written, posts and cases are about to follow
            cut_off()

    with pytest.raises(DatabaseError):
        changes.apply(decision=decision, tell=tell)
    connection.close()
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.CONFIRMED
    assert set(UnitVersion.objects.filter(parent=ward).values_list("name", "valid__endswith")) == {
        ("Khu phố 1", None),
        ("Khu phố 2", None),
    }
    assert not Transfer.objects.exists()
    changes.apply(decision=decision)
    assert [version.name for version in ward.child_versions.today()] == ["Khu phố 9"]
