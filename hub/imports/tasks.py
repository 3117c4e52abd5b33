"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from hub.imports import feeds


@shared_task(name="imports.fetch_feeds")
def fetch_feeds() -> None:
    feeds.fetch_due(timezone.now())
