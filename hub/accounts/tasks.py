"""Celery tasks. No address stands in a message."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from hub.accounts import access_changes, password_requests, unused_accounts
from hub.anonymous_forms.pending_forms import CHUNK
from hub.outbox.tasks import wake_senders
from hub.task_queue import enqueue


@shared_task(name="accounts.take_in")
def process_password_requests() -> None:
    """Answer requests for a link to choose a password, and wake who sends the mails."""
    if processed := password_requests.process_pending():
        wake_senders()
    if processed >= CHUNK:
        enqueue(process_password_requests)


@shared_task(name="accounts.erase_sessions")
def erase_sessions() -> None:
    """Erase sessions that have run out: they tell who was signed in, and when."""
    SessionStore.clear_expired()


@shared_task(name="accounts.close_unused")
def close_unused_accounts() -> None:
    """Warn people whose accounts nobody uses, close what they were warned of, erase old logs."""
    access_changes.erase_old()
    if unused_accounts.process():
        wake_senders()
