from celery import shared_task

from hub.index import current


@shared_task(name="index.fold")  # type: ignore[untyped-decorator]  # Celery has no types
def fold() -> None:
    current.build_due()
