from celery import shared_task

from hub.records.public_copy.writer import renew_copy
from hub.search_engine import snapshot_cache


@shared_task(name="index.fold")
def build_due_indexes() -> None:
    """Write a new base for each kind whose delta has grown beyond its limit."""
    snapshot_cache.build_due()


@shared_task(name="index.copy")
def copy_public_records() -> None:
    """Bring this machine's copy of what is public up to date."""
    renew_copy()
