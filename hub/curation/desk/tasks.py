"""Celery tasks of the desk: what stands on it follows what waits."""

from celery import shared_task

from hub.curation.desk import reconciliation, task_decisions
from hub.curation.desk.task_list import reconcile


@shared_task(name="desk.follow_changes")
def follow_changes() -> None:
    """What waits that is no record, and what waits at records that changed lately."""
    reconciliation.follow_waiting()
    reconciliation.follow_changed_records()


@shared_task(name="desk.reconcile")
def reconcile_all() -> None:
    """Each kind of task against its source, by a worker that is free; old closed ones go."""
    for kind in reconciliation.light_kinds():
        reconcile_kind.delay(kind)
    task_decisions.erase_old()


# Above the usual two minutes for all records of a large catalogue, and below the 300 seconds after
# which Redis delivers again.
@shared_task(name="desk.reconcile_kind", soft_time_limit=200, time_limit=220)
def reconcile_kind(kind: str) -> None:
    """One kind of task against its source; nothing where this release has no such kind."""
    if kind in reconciliation.light_kinds():
        reconciliation.reconcile_kind(kind)


@shared_task(name="desk.find_deciding_facts")
def find_deciding_facts() -> None:
    """Which fact that is not known would decide most situations of the finder."""
    reconcile("deciding-fact")
