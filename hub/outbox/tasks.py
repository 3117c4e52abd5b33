"""Celery tasks of the outbox. Messages carry nothing: what is due stands in the database.

The names of the first two are older than this room: routes and waiting messages hold them.
"""

from celery import shared_task

from hub.outbox import retention
from hub.outbox.dispatcher import BATCH, Dispatcher
from hub.outbox.models import Mail
from hub.outbox.reclaim import reclaim
from hub.task_queue import enqueue

HARD_LIMIT_SECONDS = 720
CONNECTIONS = 3
# While no worker runs, messages shall not pile up for ever. The moment is reckoned by the sender's
# clock and judged by the worker's: were it near, a worker whose clock is ahead would do nothing.
EXPIRES_SECONDS = 2 * 3600

dispatcher = Dispatcher()


@shared_task(
    name="digests.send_mails",
    time_limit=HARD_LIMIT_SECONDS,
    soft_time_limit=HARD_LIMIT_SECONDS - 5,
    expires=EXPIRES_SECONDS,
)
def send_mails() -> None:
    """Send what is due, and enqueue the next run where more is."""
    if dispatcher.send_due():
        wake_senders()


@shared_task(name="digests.sweep_mails")
def sweep_mails() -> None:
    """Take back what was not finished, and wake senders for what is due.

    In the common queue: it must not wait behind mails that wait for their replies.
    """
    reclaim()
    wake_senders()


@shared_task(name="outbox.erase_mails")
def erase_mails() -> None:
    """Erase what is kept no longer."""
    retention.sweep()


def wake_senders() -> None:
    """Enqueue a run for as many connections as there is work for.

    For whoever has put rows into the outbox, after their commit. Where the broker is away the
    sweep does it.
    """
    due = Mail.objects.due()[: BATCH * CONNECTIONS].count()
    for _ in range(0, due, BATCH):
        if not enqueue(send_mails):
            return
