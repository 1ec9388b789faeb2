"""The demonstration without its city, so that starting it takes seconds."""

from config.settings.demo import *  # noqa: F403 (settings are layered)

PORTAL_DEMO = False
