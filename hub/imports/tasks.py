"""Celery tasks of imports. Where a job stands is in its row; a task does its next step."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from hub.imports import feeds, job_runner, notifications, retention, starter_data
from hub.imports.models import Import
from hub.records.database_clock import now_in_database
from hub.search_engine.tasks import build_due_indexes
from hub.task_queue import enqueue


# Above the usual two minutes for the one transaction in which PostgreSQL applies a whole file, and
# below the 300 seconds after which Redis delivers again.
@shared_task(name="imports.work_on", soft_time_limit=200, time_limit=220)
def work_on(import_id: int) -> None:
    """Do one step of a job and enqueue the next."""
    try:
        more = job_runner.advance(import_id)
    except SoftTimeLimitExceeded:
        more = job_runner.too_long(import_id)
    if more:
        enqueue(work_on, import_id)
        if job_runner.wants_company(import_id):
            enqueue(work_on, import_id)
    else:
        # A whole file of new records is found quickly once they are in a base segment.
        enqueue(build_due_indexes)
        wake_starter_data()
        notifications.enqueue_due()


@shared_task(name="imports.sweep")
def sweep() -> None:
    """Enqueue jobs whose message was lost: an emptied broker, a killed worker."""
    for pk in Import.objects.at_work().values_list("pk", flat=True):
        enqueue(work_on, pk)
    wake_starter_data()
    notifications.enqueue_due()


@shared_task(name="imports.erase")
def erase() -> None:
    """Erase rows and files of imports that ended long ago; cancel what nobody went on with."""
    retention.sweep(timezone.now())


def wake_starter_data() -> None:
    """Have the next file that ships go on, where nothing is in its way any more."""
    job = starter_data.unfinished().first()
    if job is not None and job_runner.resume(job):
        enqueue(work_on, job.pk)


# Names that messages of the release before this one carry.
@shared_task(name="catalogue.load_next")
def load_next() -> None:
    """Enqueue what is under way."""
    sweep()


@shared_task(name="catalogue.sweep_loads")
def sweep_loads() -> None:
    """Enqueue what is under way."""
    sweep()


@shared_task(name="imports.fetch_feeds")
def fetch_feeds() -> None:
    """Enqueue each feed that is due."""
    for pk in feeds.due_sources(now_in_database()):
        enqueue(fetch_feed, pk)


@shared_task(name="imports.fetch_feed")
def fetch_feed(source_id: int) -> None:
    feeds.fetch_feed(source_id, now_in_database())
