"""Doors for the worker."""

from celery import shared_task

from catalogue.models import Load
from catalogue.starter import runner


@shared_task(name="catalogue.load_next")
def load_next() -> None:
    """Load one chunk of the starter data and ring for the next."""
    if runner.step():
        load_next.delay()


@shared_task(name="catalogue.sweep_loads")
def sweep_loads() -> None:
    """Ring again for a load that lost its bell: an emptied broker, a killed worker."""
    if Load.objects.unfinished().exists():
        load_next.delay()
