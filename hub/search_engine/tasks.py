from celery import shared_task

from hub.search_engine import snapshot_cache


@shared_task(name="index.fold")
def build_due_indexes() -> None:
    snapshot_cache.build_due()
