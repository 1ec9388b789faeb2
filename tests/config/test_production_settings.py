"""Production settings refuse what is unsafe, before anything is served."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "".join(chr(97 + number % 26) + str(number) for number in range(40)),
    "ALLOWED_HOSTS": "gandan.example",
    "DATABASE_URL": "postgres://gandan_app:x@db.example/gandan",
    "REDIS_URL": "redis://queue.example:6379/0",
}


def manage(*arguments, **changes):
    """Run a management command with a safe environment and some changes to it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {name: value for name, value in {**kept, **SAFE, **changes}.items() if value}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_is_silent():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": settings.DEMO_SECRET_KEY}, "the demonstration key is refused"),
        ({"SECRET_KEY": "short"}, "shorter than 50"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts"),
        ({"ALLOWED_HOSTS": "*"}, "'*' is refused"),
        ({"DATABASE_URL": ""}, "DATABASE_URL and REDIS_URL must be set"),
        ({"REDIS_URL": ""}, "DATABASE_URL and REDIS_URL must be set"),
        ({"DEBUG": "1"}, "DEBUG is refused"),
        ({"PORTAL_DEMO": "true"}, "PORTAL_DEMO is refused"),
    ],
)
def test_unsafe_environment_is_refused(changes, reason):
    done = manage("check", **changes)
    assert done.returncode != 0
    assert reason in done.stderr


def test_made_up_city_is_not_loaded():
    done = manage("load_demo")
    assert done.returncode != 0
    assert "under demo settings only" in done.stderr


def test_cookies_are_bound_to_the_host():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    assert manage("shell", "--no-imports", "-c", code).stdout == (
        "__Host-phien __Host-csrf True 31536000\n"
    )
