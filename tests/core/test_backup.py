"""A backup is restored and found equal, or it is said what is not."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from core import backup, drill
from core.models import MaintenanceKind, MaintenanceRun
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def owner_url() -> str:
    """The owner of this worker's database."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """A store of files that no other test writes to."""
    options = {"location": tmp_path / "media"}
    default = settings.STORAGES["default"] | {"OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}


@pytest.fixture
def made(tmp_path):
    """A backup of a small world with a few files."""
    World.build()
    default_storage.save("decisions/nghi-quyet.pdf", ContentFile(b"%PDF-1.7 ..."))
    return backup.make(tmp_path / "all", database_url=owner_url())


def test_backup_is_restored_and_equal_and_somebody_can_sign_in(made):
    figures = drill.drill(made)
    assert figures["signed_in"]
    assert figures["rows"] > 100
    assert figures["files"] == len(made.manifest["media"]) >= 5
    objects = made.manifest["database"]["objects"]
    assert len(objects["triggers"]) > 20
    assert len(objects["rights"]) > 40
    assert (
        made.folder.stat().st_mode & 0o777,
        (made.folder / "database.dump").stat().st_mode & 0o777,
    ) == (
        0o700,
        0o600,
    )


def test_what_differs_is_named(made):
    """A row gone, a right and a trigger missing, a file changed: the manifest knows them all."""
    wanted = made.manifest
    table = wanted["database"]["tables"]["feedback_case"]
    table[0] += 1
    wanted["database"]["objects"]["triggers"]["feedback_case.guard"] = "CREATE TRIGGER …"
    wanted["database"]["objects"]["rights"].popitem()
    name = next(iter(wanted["media"]))
    wanted["media"][name] = "0" * 64
    with pytest.raises(drill.DrillError) as found:
        drill.drill(made)
    said = str(found.value)
    assert "table feedback_case" in said
    assert "triggers: feedback_case.guard is missing" in said
    assert "rights:" in said
    assert f"file {name} is another" in said


@pytest.mark.parametrize("name", ["database.dump", "media.tar"])
def test_archive_that_has_rotted_is_refused_before_anything_is_restored(made, name):
    with (made.folder / name).open("r+b") as file:
        file.seek(100)
        file.write(b"\x00\xff")
    with pytest.raises(drill.DrillError, match=name):
        drill.drill(made)


def test_only_the_newest_are_kept_and_what_fails_leaves_nothing(made, tmp_path, monkeypatch):
    folder = made.folder.parent
    newer = backup.make(folder, database_url=owner_url(), keep=1)
    assert backup.all_in(folder) == [newer.folder]
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(backup, "_candidates", lambda name: iter(()))
    with pytest.raises(backup.BackupError, match="pg_dump"):
        backup.make(folder, database_url=owner_url())
    assert [one.name for one in folder.iterdir()] == [newer.folder.name]


def test_backup_is_of_one_moment(tmp_path, monkeypatch):
    """What is written while it is being made is in neither the dump nor the manifest."""
    World.build()
    describe = backup.describe

    def describe_and_write(cursor):
        found = describe(cursor)
        with closing(psycopg2.connect(owner_url())) as other, other.cursor() as writer:
            writer.execute("UPDATE feedback_case SET version = version + 1")
            other.commit()
        return found

    monkeypatch.setattr(backup, "describe", describe_and_write)
    made = backup.make(tmp_path, database_url=owner_url())
    monkeypatch.setattr(backup, "describe", describe)
    assert drill.drill(made)["signed_in"]


def test_commands_leave_a_trace_for_the_health_page(made, settings, tmp_path, capsys):
    settings.DATABASE_OWNER_URL = owner_url()
    call_command("backup", "--to", str(tmp_path / "new"))
    call_command("restore_drill", "--from", str(tmp_path / "new"))
    assert "restored and equal" in capsys.readouterr().out
    broken = tmp_path / "broken"
    shutil.copytree(made.folder, broken / made.folder.name)
    manifest = broken / made.folder.name / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"media": {"x": "0"}}))
    with pytest.raises(CommandError, match="file x is missing"):
        call_command("restore_drill", "--from", str(broken))
    with pytest.raises(CommandError, match="no backup"):
        call_command("restore_drill", "--from", str(tmp_path / "nowhere"))
    runs = list(MaintenanceRun.objects.order_by("pk").values_list("kind", "succeeded"))
    assert runs == [
        (MaintenanceKind.BACKUP, True),
        (MaintenanceKind.DRILL, True),
        (MaintenanceKind.DRILL, False),
        (MaintenanceKind.DRILL, False),
    ]
    assert MaintenanceRun.objects.first().figures["rows"] > 100


def test_probe_runs_in_a_drill_alone():
    with pytest.raises(CommandError, match="restore_drill"):
        call_command("probe_sign_in")
