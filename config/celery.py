"""The Celery application and what runs at which time."""

import os
from typing import Any

from celery import Celery, signals
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("gandan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Read by `manage.py beat` (core/timetable.py), which writes each slot into the outbox once.
app.conf.beat_schedule = {
    "end what retention ends": {"task": "core.tasks.purge", "schedule": crontab(hour=2, minute=40)},
    "load holidays ahead": {
        "task": "core.tasks.load_calendar",
        "schedule": crontab(hour=2, minute=10, day_of_month=1),
    },
    "send the letters of the day": {
        "task": "people.tasks.send_digests",
        "schedule": crontab(hour=7, minute=0),
    },
    "remind of cases": {"task": "feedback.tasks.remind", "schedule": crontab(minute="*/5")},
    "remind of obstacles": {
        "task": "feedback.tasks.remind_of_obstacles",
        "schedule": crontab(hour=7, minute=5),
    },
    "remind of directives": {
        "task": "reports.tasks.remind_of_directives",
        "schedule": crontab(hour=7, minute=15),
    },
    "remind of schemes": {
        "task": "neighborhoods.tasks.remind",
        "schedule": crontab(hour=7, minute=30),
    },
    "open periods of reports": {
        "task": "reports.tasks.open_periods",
        "schedule": crontab(minute="*/15"),
    },
    "remind of reports": {"task": "reports.tasks.remind", "schedule": crontab(hour=7, minute=35)},
    "erase old drafts": {"task": "feedback.tasks.erase_drafts", "schedule": crontab(minute=12)},
    "end quiet cases": {
        "task": "feedback.tasks.close_quiet",
        "schedule": crontab(hour=3, minute=20),
    },
    "ask for the figures of the year": {
        "task": "neighborhoods.tasks.ask_for_figures",
        "schedule": crontab(hour=7, minute=40, day_of_month="1-14", month_of_year="12"),
    },
    "count cases for the boards": {
        "task": "reports.tasks.count_cases",
        "schedule": crontab(minute="*/5"),
    },
    "check the counts of the boards": {
        "task": "reports.tasks.check_counts",
        "schedule": crontab(hour=3, minute=37),  # between two counts
    },
    "erase files without a row": {
        "task": "feedback.tasks.erase_lost_files",
        "schedule": crontab(hour=3, minute=50),
    },
}


@signals.setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery sets up no logging of its own as long as somebody listens to this signal."""
