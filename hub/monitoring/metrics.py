"""Metrics for Prometheus, read from the database when they are asked for.

Labels are names of kinds and states alone: no path, no word, no machine, no record.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub.anonymous_forms.models import PendingForm
from hub.imports.models import Import
from hub.monitoring import checks
from hub.monitoring.checks import CheckStatus
from hub.monitoring.models import Heartbeat
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database


class SiteCollector(Collector):
    """One reading of the site. Without a database it says that, and nothing else."""

    def collect(self) -> Iterator[Metric]:
        try:
            metrics = [*_checks(), *_machines(), *_counts()]
        except Error:
            metrics = []
        finally:
            connection.close()  # each scrape has a thread of its own
        yield _gauge("hub_database_up", "1 where the database answers.", bool(metrics))
        yield from metrics


def serve() -> tuple[WSGIServer, threading.Thread]:
    """A server on a port of its own. Raises OSError where it cannot listen there."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SiteCollector())
    return start_http_server(settings.METRICS_PORT, settings.METRICS_BIND, registry)


def _checks() -> Iterator[Metric]:
    ages = GaugeMetricFamily(
        "hub_age_seconds",
        "Since something was heard from, or how long the oldest of what waits has waited.",
        labels=["check"],
    )
    late = GaugeMetricFamily("hub_late", "1 where a check is late.", labels=["check"])
    for check in checks.run_checks():
        late.add_metric([check.name], float(check.status is CheckStatus.LATE))
        if check.age is not None:
            ages.add_metric([check.name], check.age)
    yield ages
    yield late


def _machines() -> Iterator[Metric]:
    heard = GaugeMetricFamily(
        "hub_machines", "Machines that were heard from within the limit.", labels=["kind"]
    )
    since = now_in_database() - datetime.timedelta(seconds=settings.WATCH_HEARTBEAT_SECONDS)
    rows = Heartbeat.objects.filter(at__gt=since).order_by().values_list("kind")
    numbers = dict(rows.annotate(Count("pk")))
    for kind in (Heartbeat.Kind.BEAT, Heartbeat.Kind.WORKER, Heartbeat.Kind.MAIL_WORKER,
                 Heartbeat.Kind.WEB):  # fmt: skip
        heard.add_metric([kind], numbers.get(kind, 0))
    yield heard


def _counts() -> Iterator[Metric]:
    yield _by_state("hub_mails", "E-mails in the outbox.", Mail)
    yield _by_state("hub_imports", "Imports.", Import)
    forms = sum(model._default_manager.count() for model in PendingForm.__subclasses__())
    yield _gauge("hub_forms_waiting", "Forms that wait for a worker.", forms)


def _by_state(name: str, text: str, model: type[Mail] | type[Import]) -> Metric:
    """Every state that there is, so that a graph has no gaps."""
    family = GaugeMetricFamily(name, text, labels=["state"])
    rows = model._default_manager.order_by().values_list("state").annotate(Count("pk"))
    numbers = dict(rows)
    for state in model.State.values:
        family.add_metric([state], numbers.get(state, 0))
    return family


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=float(value))
