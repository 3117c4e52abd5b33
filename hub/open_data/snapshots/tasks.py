"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.open_data.snapshots import kept_snapshots, snapshot_job
from hub.task_queue import enqueue


# The last step of a large catalogue takes longer than the usual two minutes; below the lease of a
# snapshot, and the 300 seconds after which Redis delivers again.
@shared_task(name="snapshots.make", soft_time_limit=200, time_limit=220)
def make_snapshot() -> None:
    """Once a day: it is asked every few minutes, and does nothing the other times."""
    if snapshot_job.make_if_due():
        enqueue(make_snapshot)
    else:
        snapshot_job.erase_outlived()


@shared_task(name="snapshots.check", soft_time_limit=200, time_limit=220)
def check_snapshots() -> None:
    """Kept snapshots hold nothing that must not be public any more: one of them after the other."""
    if kept_snapshots.check_if_due():
        enqueue(check_snapshots)
