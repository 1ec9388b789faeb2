"""Settings of the test run; its servers are started by tests/conftest.py."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 (settings are layered)
from config.settings.base import INSTALLED_APPS

SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"  # noqa: S105 (no secret)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PORTAL_DEMO = True
PORTAL_STYLEGUIDE = True
PORTAL_BASE_URL = "http://testserver"
MFA_REQUIRED = False
PORTAL_DATA = Path(tempfile.gettempdir()) / "gandan-tests"
MEDIA_ROOT = PORTAL_DATA / "media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = PORTAL_DATA / "mail"
STATIC_ROOT = PORTAL_DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "core.files.DurableFileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Argon2 at its cheapest: the same code path, without its seconds.
PASSWORD_HASHERS = ["tests.hashers.CheapArgon2PasswordHasher"]
INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations", "tests"]
ROWS_KEPT_SECONDS = 0  # no test meets the calendar that another has changed
# The throw-away server of a test run syncs nothing to disk.
PORTAL_REQUIRE_DURABLE_DATABASE = False
