"""Settings, addresses and jobs of the portal."""

# Every process that hands over or runs tasks must mean this application by "the current one".
from config.celery import app as celery_app

__all__ = ["celery_app"]
