"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections

from tests import services
from tests.cast import *  # noqa: F403 - fixtures, by name

# Once a browser test has run in a process, Playwright's event loop stays there; tests that follow
# in it are as synchronous as before, which Django cannot know.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """A migrated database for this worker, entered as the application's role."""
    name = services.name_of_database(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    connection = connections["default"]
    with django_db_blocker.unblock():
        services.migrated_template()
        services.copy_template(name)
    connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
        services.drop_database(name)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test meets what another left in the cache or the queue."""
    cache.clear()
