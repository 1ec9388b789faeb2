"""`manage.py alert_rules`: the alarms as rules for Prometheus, from the one list of them."""

from __future__ import annotations

from typing import Any

import yaml
from django.core.management.base import BaseCommand
from django.utils import translation

from core.alarms import ALARMS

HEAD = """\
# Rules for Prometheus; made by `manage.py alert_rules` from core/alarms.py, not by hand.
# What each means and what to do: docs/operations.md, Alarms.
"""


class Command(BaseCommand):
    """Writes to standard output; deploy/prometheus-alerts.yml holds what it wrote last."""

    help = "Print the alarms as alerting rules for Prometheus."

    def handle(self, **options: Any) -> None:
        """Print them."""
        self.stdout.write(rules(), ending="")


def rules() -> str:
    """The whole file."""
    with translation.override("en"):
        found = [_rule(alarm) for alarm in ALARMS]
        found.append(
            {
                "alert": "gandan_server_errors",
                "expr": 'sum(rate(gandan_http_responses_total{status=~"5.."}[5m]))'
                " / sum(rate(gandan_http_responses_total[5m])) > 0.01",
                "for": "5m",
                "labels": {"severity": "page"},
                "annotations": {"summary": "More than 1 % of answers are 5xx"},
            }
        )
        found.append(
            {
                "alert": "gandan_absent",
                "expr": 'up{job="gandan"} == 0',
                "for": "2m",
                "labels": {"severity": "page"},
                "annotations": {"summary": "A web host does not answer /metrics"},
            }
        )
    groups = {"groups": [{"name": "gandan", "rules": found}]}
    return HEAD + yaml.safe_dump(groups, allow_unicode=True, sort_keys=False, width=100)


def _rule(alarm: Any) -> dict[str, Any]:
    metric = f"gandan_{alarm.name}"
    return {
        "alert": metric,
        "expr": f"{metric} > {alarm.limit} or {metric} != {metric}",  # the second: not to be had (NaN)
        "for": f"{alarm.minutes}m",
        "labels": {"severity": "page" if alarm.is_urgent else "ticket"},
        "annotations": {"summary": str(alarm.label), "description": str(alarm.remedy)},
    }
