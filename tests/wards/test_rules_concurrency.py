"""Two transactions that are right alone and would be wrong together."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from core.owner import as_owner
from tests.factories import NeighborhoodFactory, WardFactory
from tests.wards.orders import Order
from wards import changes, lineage, services
from wards.models import Decision, DecisionStatus, Kind, Unit
from wards.rules import checked

APRIL = datetime.date(2024, 4, 1)
A_MOMENT = 0.5  # seconds; long enough for the other side to come to its check


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


def end(ward):
    services.end_unit(unit=ward, on=APRIL)


def found(ward):
    services.begin_unit(kind=Kind.NEIGHBORHOOD, name="Khu phố 1", on=APRIL, parent=ward)


@pytest.mark.parametrize("steps", [(end, found), (found, end)])
def test_khu_pho_is_not_founded_in_a_ward_that_ends_meanwhile(committed, steps):
    ward = WardFactory()
    written, refused = threading.Event(), []

    def first():
        with checked():
            steps[0](ward)
            written.set()
            threading.Event().wait(A_MOMENT)

    def second():
        written.wait(timeout=10)
        with checked():
            steps[1](ward)

    def run(transaction):
        try:
            transaction()
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(refused) == 1
    ward.refresh_from_db()
    assert Unit.objects.filter(level=4).exists() == (ward.valid.upper is None)


def test_of_two_decisions_on_one_unit_at_once_one_is_applied(committed):
    ward = WardFactory()
    one, two, three = (NeighborhoodFactory(parent=ward, name=f"Khu phố {n}") for n in (1, 2, 3))
    orders = [Order(APRIL), Order(APRIL)]
    for order, sources in zip(orders, [(one, two), (two, three)], strict=True):
        order.found("Khu phố 9", ward, *sources)
        order.confirmed()
    begin, refused = threading.Barrier(2), []

    def run(decision):
        try:
            begin.wait(timeout=10)
            changes.apply(decision=decision)
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[order.decision]) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert refused == ["Dòng 1: Khu phố 2 đã kết thúc, không còn vào ngày áp dụng (01/04/2024)."]
    applied = Decision.objects.filter(status=DecisionStatus.APPLIED)
    assert applied.count() == 1
    assert ward.child_versions.on(APRIL).count() == 2
    assert lineage.fate(two).is_single
