"""The mails to a sender who gave an address: the receipt, a question, the decision.

None of them says what was sent: a mailbox may be read by others.
"""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.anonymous_forms.mail_limits import enqueue_to_stranger
from hub.curation.suggestions import receipts
from hub.curation.suggestions.models import Suggestion, SuggestionMail, SuggestionMessage
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import MailKind, OperatorDecision
from hub.outbox.models import Mail, RecipientErasedError
from hub.outbox.tasks import wake_senders
from hub.web.mailed_links import known_language

PURPOSE = "suggestion"
Occasion = SuggestionMail.Occasion


def enqueue_receipt(suggestion: Suggestion) -> None:
    """The receipt, where an address was given. Anybody can give any: it counts as other mails to
    strangers do, and is not sent to a mailbox that has had enough of them."""
    if not suggestion.address:
        return
    mail = Mail(purpose=PURPOSE, address=suggestion.address)
    if enqueue_to_stranger(mail, suggestion.plain_address()) is not None:
        SuggestionMail.objects.create(suggestion=suggestion, occasion=Occasion.RECEIPT, mail=mail)
        transaction.on_commit(wake_senders)


def tell_sender(suggestion: Suggestion, message: SuggestionMessage | None = None) -> None:
    """Have a mail sent of a question, or of the decision, where the sender left an address."""
    if not suggestion.address:
        return
    occasion = Occasion.QUESTION if message else Occasion.DECISION
    with transaction.atomic():
        row, is_new = SuggestionMail.objects.get_or_create(
            suggestion=suggestion, occasion=occasion, message=message
        )
        if is_new:
            row.mail = queue.enqueue(Mail(purpose=PURPOSE, address=suggestion.address))
            row.save(update_fields=["mail"])


class SenderMail(MailKind):
    """Where no reply came it is not sent again by itself."""

    purpose = PURPOSE
    label = gettext_lazy("Receipt of a suggestion")

    def compose(self, mail: Mail) -> EmailMessage:
        row = _row(mail)
        if row is None or not row.suggestion.sealed_receipt:
            raise RecipientErasedError
        suggestion = row.suggestion
        known = known_language(suggestion.language)
        link = receipts.receipt_link(suggestion.plain_receipt(), known)
        with translation.override(known):
            subject, lead = _words(row.occasion)
            text = "\n\n".join((lead, link, _closing()))
            headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
            return EmailMessage(
                subject, f"{text}\n", None, [mail.recipient_address()], headers=headers
            )

    def is_wanted(self, mail: Mail) -> bool:
        row = _row(mail)
        return row is not None and bool(row.suggestion.address)

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        return OperatorDecision.DONE if self.is_wanted(mail) else OperatorDecision.NOBODY


def register_kinds() -> None:
    mail_kinds.register(SenderMail())


def _row(mail: Mail) -> SuggestionMail | None:
    return SuggestionMail.objects.select_related("suggestion").filter(mail=mail).first()


def _words(occasion: str) -> tuple[str, str]:
    """Subject and first sentence. They name nothing that was sent, nor whose site it is about."""
    if occasion == Occasion.QUESTION:
        return _("A question for you"), _("We have a question. Read and answer it here:")
    if occasion == Occasion.DECISION:
        return _("Our answer"), _("We have answered what you sent. Read it here:")
    return _("We have received it"), _(
        "We have received what you sent. Use this link to see our answer:"
    )


def _closing() -> str:
    return _(
        "Anyone who has this link can read what was sent. If you did not write to us, somebody "
        "entered your address by mistake: please delete this e-mail. We use your address for "
        "nothing else, and delete it 30 days after we have closed this."
    )
