from celery import shared_task

from hub.search_engine import snapshot_cache


@shared_task(name="index.fold")
def build_due_indexes() -> None:
    """Write a new base for each kind whose delta has grown beyond its limit."""
    snapshot_cache.build_due()
