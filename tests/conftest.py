"""Fixtures that every test may ask for."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction

from people.looks import PAGES
from tests import services
from tests.cast import *  # noqa: F403 - fixtures, by name
from tests.world import World

# Once a browser test has run in a process, Playwright's event loop stays there; tests that follow
# in it are as synchronous as before, which Django cannot know.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: not (services.together(item.nodeid) or "long" in item.keywords))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """A migrated database for this worker, entered as the application's role."""
    name = services.name_of_database(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    default = connections["default"]
    with django_db_blocker.unblock():
        services.migrated_template()
        services.copy_template(name)
    default.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        default.close()
        services.drop_database(name)


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Two wards with everything in them, built once for a module in which nothing is committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World.build()
        world.admit()
        connection.check_constraints()  # now, and not again at the end of each test
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(db, built_world) -> World:
    """The same world for every test; what one does to it, the next does not see."""
    return copy.deepcopy(built_world)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test meets what another left in the cache, the queue or the memory of this process."""
    cache.clear()
    PAGES.forget()
