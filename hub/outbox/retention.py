"""What the outbox does not keep: old mails, addresses of nobody's account, files of the erased."""

from __future__ import annotations

import datetime

from django.utils import timezone

from hub.outbox.file_transport import file_key, mail_files
from hub.outbox.models import Mail

MAILS_KEPT = datetime.timedelta(days=90)
MESSAGES_KEPT = datetime.timedelta(hours=72)
CHUNK = 200  # rows of one transaction: SQLite lets nobody else write meanwhile
UNFINISHED = (Mail.State.DUE, Mail.State.CLAIMED, Mail.State.SENDING)


def sweep(*, now: datetime.datetime | None = None) -> None:
    """Erase all that is due to be. Idempotent."""
    now = now or timezone.now()
    _erase_messages(now)
    _delete_old_mails(now)
    delete_orphaned_files()


def delete_orphaned_files() -> int:
    """Delete the files of mails whose recipient was erased, and of mails that are kept no more."""
    files = mail_files()
    if not files:
        return 0
    owned = Mail.objects.exclude(pk__in=Mail.objects.without_recipient().values("pk"))
    keys = {file_key(number) for number in owned.values_list("message_id", flat=True).iterator()}
    orphaned = [path for path, key in files.items() if key not in keys]
    for path in orphaned:
        path.unlink(missing_ok=True)
    return len(orphaned)


def _erase_messages(now: datetime.datetime) -> None:
    """Sealed addresses and messages, also of mails on which an operator has not decided."""
    old = Mail.objects.filter(created_at__lte=now - MESSAGES_KEPT).exclude(state__in=UNFINISHED)
    old.exclude(address="", sealed_message="").update(address="", sealed_message="")


def _delete_old_mails(now: datetime.datetime) -> None:
    """With what they carried. What an operator has still to decide on stays."""
    old = Mail.objects.filter(created_at__lte=now - MAILS_KEPT)
    settled = old.filter(state=Mail.State.SENT) | old.without_recipient()
    while keys := list(settled.values_list("pk", flat=True)[:CHUNK]):
        Mail.objects.filter(pk__in=keys).delete()
