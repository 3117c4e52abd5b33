"""Doors for the workers. Messages carry nothing: what is due stands in the database."""

from celery import shared_task
from kombu.exceptions import OperationalError

from hub.digests.digest.message_builder import compose
from hub.digests.models import Mail
from hub.digests.recipient import recipient
from hub.digests.sending.dispatcher import BATCH, Dispatcher, open_transport, send_due
from hub.digests.sending.reclaim import rescue

HARD_LIMIT_SECONDS = 720
CONNECTIONS = 3
# A bell that nobody heard by the next sweep is rung again; old ones need not pile up.
BELL_SECONDS = 30

OFFICE = Dispatcher(compose=compose, recipient=recipient, door=open_transport)


@shared_task(
    name="digests.send_mails",
    time_limit=HARD_LIMIT_SECONDS,
    soft_time_limit=HARD_LIMIT_SECONDS - 5,
    expires=BELL_SECONDS,
)
def send_mails() -> None:
    """Send what is due, and ring again where more is."""
    if send_due(OFFICE):
        enqueue_send()


@shared_task(name="digests.sweep_mails")
def sweep_mails() -> None:
    """Take back what was not finished, and ring for what is due.

    In the common queue: it must not wait behind mails that wait for their answers.
    """
    rescue()
    enqueue_send()


def enqueue_send() -> None:
    """Ring for as many connections as there is work for; where the broker is away the sweep does.

    For whoever has put rows into the outbox, after their commit.
    """
    due = Mail.objects.due()[: BATCH * CONNECTIONS].count()
    for _ in range(0, due, BATCH):
        try:
            send_mails.apply_async(retry=False)
        except OperationalError:
            return
