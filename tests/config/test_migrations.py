"""Models and migrations agree, and every migration says what it does."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

ROOMS = ["core", "wards", "people", "neighborhoods", "feedback", "security", "reports"]


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert capsys.readouterr().out == "No changes detected\n"


def test_migrations_are_named():
    ours = [name for room, name in MigrationLoader(None).disk_migrations if room in ROOMS]
    assert [
        name for name in ours if re.search(r"^\d{4}_(auto|initial|alter|add|remove)_?", name)
    ] == []


def test_rooms_of_the_design_are_installed_in_the_order_of_imports():
    assert list(settings.INSTALLED_APPS[: len(ROOMS)]) == ROOMS
    assert [apps.get_app_config(room).verbose_name.islower() for room in ROOMS] == [True] * 7
