"""The mail at the end of an import, for those who asked for one."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.imports.job_status import is_decidable
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.review.row_tally import tally_rows, tally_sentences
from hub.outbox import mail_kinds, queue
from hub.outbox.models import Mail

State = Import.State
# Also where the import waits for a person: for them that is the end of waiting.
ENDS = (State.READY, State.HELD, State.APPLIED, State.FAILED, State.UNDONE)


class ImportNotice(mail_kinds.SealedMessage):
    """Written at the end of the import, since it says how the import stood then."""

    purpose = "import"
    label = gettext_lazy("End of an import")


def register_kinds() -> None:
    mail_kinds.register(ImportNotice())


def enqueue_due() -> int:
    """Enqueue the mails that are due, each once; how many."""
    due = Import.objects.filter(mail_when_done=True, state__in=ENDS, by__isnull=False)
    return sum(_enqueue(job) for job in due.select_related("by"))


def _enqueue(job: Import) -> bool:
    """The wish is taken off the import in the transaction that puts the mail into the outbox."""
    with transaction.atomic():
        wishes = Import.objects.filter(pk=job.pk, mail_when_done=True, state=job.state)
        if not wishes.update(mail_when_done=False) or job.by is None or not job.by.email:
            return False
        message = EmailMessage(subject(job), text(job), None, [job.by.email])
        queue.enqueue_message(message, Mail(purpose=ImportNotice.purpose, person=job.by))
    return True


def subject(job: Import) -> str:
    words = {"name": job.name[:100], "state": job.get_state_display()}
    return " ".join((_("Import “%(name)s”: %(state)s") % words).split())


def text(job: Import) -> str:
    lines = [
        " ".join((_rows_read(job.rows_read), _written(job))),
        " ".join(tally_sentences(tally_rows(job))) if is_decidable(job) else "",
        job.sentence,
        f"{settings.SITE_ADDRESS}/curate/imports/{job.pk}/",
    ]
    return "\n\n".join(line for line in lines if line)


def _rows_read(number: int) -> str:
    words = {"n": f"{number:,}"}
    return ngettext("%(n)s row was read.", "%(n)s rows were read.", number) % words


def _written(job: Import) -> str:
    number = job.rows_applied
    if not number:
        return _("Nothing was written.")
    if importer_for(job.kind).entries:
        sentence = ngettext(
            "New entries stand in %(n)s record.", "New entries stand in %(n)s records.", number
        )
    else:
        sentence = ngettext("%(n)s record was written.", "%(n)s records were written.", number)
    return sentence % {"n": f"{number:,}"}
