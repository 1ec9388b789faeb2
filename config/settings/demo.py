"""The portal on one's own machine: made-up city, made-up people, sign-ins that everybody knows."""

from config.settings.base import *  # noqa: F403 (settings are layered)
from config.settings.base import env

PORTAL_DEMO = True
PORTAL_STYLEGUIDE = True
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PORTAL_BASE_URL = env.str(
    "PORTAL_BASE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}"
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # a demonstration runs on plain http://localhost
