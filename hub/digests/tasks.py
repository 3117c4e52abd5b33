"""Celery tasks. No address and no interest stands in a message.

Their names are older than the functions: beat and waiting messages hold them.
"""

from celery import shared_task

from hub.anonymous_forms.pending_forms import CHUNK
from hub.digests import retention
from hub.digests.digest import schedule
from hub.digests.signup import signup
from hub.outbox.tasks import EXPIRES_SECONDS, wake_senders
from hub.task_queue import enqueue


@shared_task(name="digests.take_in")
def process_signups() -> None:
    """Process the forms that were sent, and wake who sends the confirmation mails."""
    if processed := signup.process_pending():
        wake_senders()
    if processed >= CHUNK:
        enqueue(process_signups)


@shared_task(name="digests.erase")
def erase() -> None:
    """Erase those who left, and requests that nobody confirmed."""
    retention.sweep()


@shared_task(name="digests.collect", expires=EXPIRES_SECONDS)
def schedule_digests() -> None:
    """Decide the periods that have ended, and wake who sends the mails."""
    if schedule.schedule_due():
        wake_senders()
