from celery import shared_task

from hub.index import current


@shared_task(name="index.fold")
def fold() -> None:
    current.build_due()
