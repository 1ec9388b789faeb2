"""The Celery application and what runs at which time."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("gandan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
