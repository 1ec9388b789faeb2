"""Real deployments. Refuses to start where the environment leaves something unsafe."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 (settings are layered)
from config.settings.base import (
    ALLOWED_HOSTS,
    DATABASE_URL,
    DEMO_SECRET_KEY,
    REDIS_URL,
    SECRET_KEY,
    env,
)
from config.settings.logs import logging_config

SHORTEST_SECRET = 50

if SECRET_KEY == DEMO_SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set; the demonstration key is refused here.")
if len(SECRET_KEY) < SHORTEST_SECRET:
    raise ImproperlyConfigured(f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the portal; '*' is refused.")
if not DATABASE_URL or not REDIS_URL:
    raise ImproperlyConfigured("DATABASE_URL and REDIS_URL must be set.")
for _name in ("DEBUG", "PORTAL_DEMO"):
    if os.environ.get(_name, "").lower() in {"1", "true", "yes", "on"}:
        raise ImproperlyConfigured(f"{_name} is refused in production.")

DEBUG = False
PORTAL_DEMO = False
PORTAL_STYLEGUIDE = False
PORTAL_REQUIRE_SEPARATE_ROLES = True
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", default=f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PORTAL_BASE_URL])

# The proxy that ends TLS must set this header itself and drop the one a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-phien"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-ngon-ngu"

LOGGING = logging_config(
    style=env.str("PORTAL_LOG_FORMAT", default="json"),
    level=env.str("PORTAL_LOG_LEVEL", default="INFO"),
)
