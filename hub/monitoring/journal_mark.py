"""A mark that stands in the journal of removals and in the database: by it they know each other.

A database that was restored by whatever means has the newest mark of its time. A journal without it
is another site's, or has lost events since, of which that database may know nothing.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from hub.monitoring import heartbeats
from hub.monitoring.models import Heartbeat
from hub.records import removal_journal
from hub.records.removal_journal import RemovalKind, backup_key

RENEWED_AFTER = datetime.timedelta(days=1)

_marks = Heartbeat.objects.filter(kind=Heartbeat.Kind.JOURNAL)


def make() -> str:
    """A new mark in the journal first, then in the database; empty where the journal takes none.

    A database of an earlier release may have no place for it: the journal has it all the same.
    """
    mark = uuid.uuid4().hex
    if not removal_journal.write(RemovalKind.BACKUP, [backup_key(mark)]):
        return ""
    try:
        with transaction.atomic():
            heartbeats.note(Heartbeat.Kind.JOURNAL, mark)
    except DatabaseError:
        return mark
    return mark


def renew() -> None:
    """Where the newest is a day old: a site whose backups are made by other means needs it."""
    if not _marks.filter(at__gt=Now() - RENEWED_AFTER).exists():
        make()


def newest_key() -> str:
    """The key in the journal of the mark that the database has; empty where it has none."""
    mark = _marks.order_by("-at").values_list("name", flat=True).first()
    return backup_key(mark) if mark else ""
