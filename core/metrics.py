"""Figures for Prometheus: requests by status, and everything that `core.alarms` measures.

Requests are counted by each web process into files that all of them share (prometheus-client's
multiprocess mode; config/gunicorn.py says where), so any of them can answer for the host. The other
figures are read from database and broker at the moment they are asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core import alarms
from core.models import OutboxMessage

REQUESTS = Counter("gandan_http_responses", "Answers by status", ["status"])
SECONDS = Histogram(
    "gandan_http_seconds",
    "Seconds that an answer took",
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class PortalCollector(Collector):
    """What is measured when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each alarm, and how many rows the outbox holds."""
        for reading in alarms.readings():
            name = f"gandan_{reading.alarm.name}"
            gauge = GaugeMetricFamily(name, str(reading.alarm.measure.__doc__))
            gauge.add_metric([], float("nan") if reading.value is None else reading.value)
            yield gauge
        held = GaugeMetricFamily("gandan_outbox_in_flight", "Rows handed over, not yet answered")
        held.add_metric([], OutboxMessage.objects.in_flight().count())
        yield held


def note(status: int, seconds: float) -> None:
    """Count one answer."""
    REQUESTS.labels(str(status)).inc()
    SECONDS.observe(seconds)


@login_not_required
@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who knows METRICS_TOKEN; for everybody else there is nothing here."""
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not constant_time_compare(given.encode(), wanted.encode()):
        raise Http404
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    registry.register(PortalCollector())
    return registry
