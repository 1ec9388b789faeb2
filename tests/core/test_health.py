"""What a supervisor and a load balancer ask."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from core.owner import as_owner


def test_healthz_asks_nobody(client):
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_ready(client):
    response = client.get(reverse("readyz"))
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "migrations": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_a_broker_that_is_gone(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get(reverse("readyz"))
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "fail", "migrations": "ok"}


@pytest.mark.django_db(transaction=True)
def test_readyz_names_a_missing_migration(client):
    newest = MigrationLoader(connection).graph.leaf_nodes("core")[0]
    with as_owner():
        MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get(reverse("readyz"))
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "ok", "migrations": "fail"}


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_health_refuses_to_be_written_to(client, name):
    assert client.post(reverse(name)).status_code == 405
