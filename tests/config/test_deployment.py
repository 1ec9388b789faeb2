"""The files that install and run the portal say the same as each other."""

import re
import tomllib

import pytest
import yaml
from django.conf import settings

ROOT = settings.BASE_DIR
LOCKS = ["requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {"migrate", "web", "worker", "beat", "relay"}


def procfile():
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_procfile_has_every_process():
    assert sorted(procfile()) == ["beat", "relay", "web", "worker"]


def test_compose_runs_every_process_of_the_procfile():
    assert set(COMPOSE["services"]) == {"postgres", "valkey"} | OURS
    assert set(procfile()) | {"migrate"} == OURS


def test_compose_waits_for_the_release_step():
    waiting = {name: COMPOSE["services"][name]["depends_on"] for name in OURS - {"migrate"}}
    assert {tuple(sorted(services)) for services in waiting.values()} == {("migrate", "valkey")}
    conditions = {services["migrate"]["condition"] for services in waiting.values()}
    assert conditions == {"service_completed_successfully"}


def test_compose_gives_the_owner_to_the_release_step_alone():
    environments = {name: COMPOSE["services"][name]["environment"] for name in OURS}
    with_owner = {name for name, values in environments.items() if "DATABASE_OWNER_URL" in values}
    assert with_owner == {"migrate"}
    app_urls = {values["DATABASE_URL"] for values in environments.values()}
    assert app_urls == {"postgres://gandan_app:${APP_PASSWORD:?}@postgres/gandan"}


def test_compose_holds_no_secret_of_its_own():
    text = (ROOT / "compose.yaml").read_text()
    values = re.findall(r"(?:PASSWORD|SECRET_KEY|REDISCLI_AUTH): (.+)", text)
    assert [value for value in values if not value.startswith("${")] == []


def test_compose_has_exactly_one_beat():
    commands = [" ".join(service.get("command", [])) for service in COMPOSE["services"].values()]
    assert sum(" beat " in f" {command} " for command in commands) == 1


def test_image_installs_with_hashes_and_runs_as_a_user():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert any("pip install" in line and "--require-hashes" in line for line in lines)
    assert "USER gandan" in lines
    assert lines.index("USER gandan") < lines.index(
        'CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]'
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_everything_with_hashes_and_names_no_registry(lock):
    text = (ROOT / lock).read_text()
    pins = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==.*$", text, re.MULTILINE)
    assert len(pins) > 5
    assert all(pin.endswith("\\") for pin in pins), "a pin without a hash"
    assert re.findall(r"https?://|--index|--find-links", text) == []


def test_every_dependency_says_why():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start, end = lines.index("dependencies = ["), lines.index("[tool.setuptools]")
    names = [line for line in lines[start:end] if re.match(r'\s+"', line)]
    assert [line for line in names if not re.search(r"#\s\S+ \S+", line)] == []


def test_pyproject_and_locks_agree_on_what_is_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        re.split(r"[\[~=<>;]", name)[0].lower() for name in project["project"]["dependencies"]
    }
    lock = (ROOT / "requirements.txt").read_text()
    locked = set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", lock, re.MULTILINE))
    assert wanted - locked == set()


def test_ci_runs_the_gate():
    assert "exec make test" in (ROOT / ".ci" / "run").read_text().splitlines()
