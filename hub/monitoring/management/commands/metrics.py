"""Metrics for Prometheus on a port of their own, until the process is ended."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from hub.monitoring import metrics
from hub.operator_command import OperatorCommand
from hub.records.database_limits import limit_web_process


class Command(OperatorCommand):
    help = "Serve metrics for Prometheus on METRICS_BIND, METRICS_PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        limit_web_process()  # a scrape waits no longer than a reader
        place = f"{settings.METRICS_BIND}:{settings.METRICS_PORT}"
        try:
            _server, thread = metrics.serve()
        except OSError as problem:
            raise CommandError(f"Nothing can listen on {place}: {problem.strerror}.") from problem
        self.stdout.write(f"Metrics on http://{place}/metrics")
        thread.join()
