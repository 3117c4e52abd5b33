from celery import shared_task

from hub.search_engine import snapshots


@shared_task(name="index.fold")
def fold() -> None:
    snapshots.build_due()
