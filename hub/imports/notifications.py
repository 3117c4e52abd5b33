"""The mail at the end of an import, for those who asked for one."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from hub.imports.models import Import

log = logging.getLogger(__name__)
State = Import.State
# Also where the import waits for a person: for them that is the end of waiting.
ENDS = (State.READY, State.HELD, State.APPLIED, State.FAILED, State.UNDONE)


def send_due() -> int:
    """Send what is due, each once: whoever takes the wish off its import sends. How many."""
    due = Import.objects.filter(mail_when_done=True, state__in=ENDS, by__isnull=False)
    return sum(_send(batch) for batch in due.select_related("by"))


def _send(batch: Import) -> bool:
    waiting = Import.objects.filter(pk=batch.pk, mail_when_done=True, state=batch.state)
    if not waiting.update(mail_when_done=False) or batch.by is None or not batch.by.email:
        return False
    try:
        send_mail(subject(batch), text(batch), None, [batch.by.email])
    except (OSError, SMTPException) as problem:
        # The page says the same; a mail is a courtesy.
        log.warning("The mail about import %s was not sent: %s", batch.pk, type(problem).__name__)
        return False
    return True


def subject(batch: Import) -> str:
    words = {"name": batch.name[:100], "state": batch.get_state_display()}
    return " ".join((_("Import “%(name)s”: %(state)s") % words).split())


def text(batch: Import) -> str:
    lines = [
        _("%(rows)s rows were read, %(applied)s records written.")
        % {"rows": batch.rows_read, "applied": batch.rows_applied},
        batch.sentence,
        f"{settings.SITE_ADDRESS}/curate/imports/{batch.pk}/",
    ]
    return "\n\n".join(line for line in lines if line)
