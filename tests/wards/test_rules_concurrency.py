"""Two transactions that are right alone and would be wrong together."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from core.owner import as_owner
from tests.factories import WardFactory
from wards import services
from wards.models import Kind, Unit
from wards.rules import checked

APRIL = datetime.date(2024, 4, 1)
A_MOMENT = 0.5  # seconds; long enough for the other side to come to its check


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database in which everything is committed at once; emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE wards_unit, wards_unitevent, wards_unitversionevent CASCADE")
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
