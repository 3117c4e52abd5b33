"""The mails to makers, as the outbox asks about them."""

from __future__ import annotations

from email.message import EmailMessage

from django.utils.translation import gettext_lazy as _

from hub.curation.confirmations.asked_record import find_record
from hub.curation.confirmations.confirmation_requests import PURPOSE, is_wanted, withdraw
from hub.curation.confirmations.message_builder import build_confirmation_message
from hub.curation.confirmations.models import ConfirmationMail
from hub.curation.contacts.address_book import note_bounce
from hub.outbox import mail_kinds
from hub.outbox.mail_kinds import MailKind, OperatorDecision
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.models import Record


class ConfirmationRequestMail(MailKind):
    """A request or a reminder. Where no reply came it is not sent again by itself."""

    purpose = PURPOSE
    label = _("Request to confirm a record")

    def compose(self, mail: Mail) -> EmailMessage:
        row = _row(mail)
        record = _record(row)
        if row is None or record is None or not is_wanted(row.confirmation, record):
            raise RecipientErasedError
        return build_confirmation_message(mail, row.confirmation, record, row.occasion)

    def is_wanted(self, mail: Mail) -> bool:
        row = _row(mail)
        return row is not None and is_wanted(row.confirmation, _record(row))

    def handle_bounce(self, mail: Mail) -> None:
        """Nothing more is written to the contact, and the link that nobody has ends."""
        row = _row(mail)
        if row is not None:
            if row.confirmation.contact_id is not None:
                note_bounce(row.confirmation.contact_id)
            if row.confirmation.takes_answers():
                withdraw([row.confirmation.pk])

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        wanted = self.is_wanted(mail) and bool(mail.address)
        return OperatorDecision.DONE if wanted else OperatorDecision.NOBODY


def register_kinds() -> None:
    mail_kinds.register(ConfirmationRequestMail())


def _row(mail: Mail) -> ConfirmationMail | None:
    rows = ConfirmationMail.objects.select_related("confirmation__contact")
    return rows.filter(mail=mail).first()


def _record(row: ConfirmationMail | None) -> Record | None:
    if row is None:
        return None
    return find_record(row.confirmation.record_kind, row.confirmation.record_id)
