"""The demonstration's settings, with the two bare views to measure beside."""

from config.settings.demo import *  # noqa: F403 (settings are layered)

ROOT_URLCONF = "tests.load.urls"
