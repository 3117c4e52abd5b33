"""The mails to subscribers, as the outbox asks about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from email.message import EmailMessage

from django.db.models import Exists, OuterRef, QuerySet

from hub.digests.digest.content import own_rows
from hub.digests.digest.message_builder import build_digest_message
from hub.digests.models import MailItem, MailPurpose, Subscriber, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.signup.confirmation import build_confirmation_message
from hub.outbox import mail_kinds
from hub.outbox.mail_kinds import MailKind, OperatorDecision
from hub.outbox.models import Mail


class SubscriberMail(MailKind):
    """What holds for every mail to a subscriber."""

    def is_wanted(self, mail: Mail) -> bool:
        """Whoever left since the mail was decided on is not written to."""
        return mail.subscriber is not None and mail.subscriber.state != Subscriber.State.LEFT

    def handle_bounce(self, mail: Mail) -> None:
        """Nothing more is written to an address that does not exist, until it confirms anew.

        Of an address that never confirmed nothing is kept: the request vanishes by itself.
        """
        for subscriber in Subscriber.objects.confirmed().filter(mails=mail):
            unsubscribe(subscriber, why=Suppression.Why.BOUNCED)

    def lock_recipient(self, mail: Mail) -> None:
        """The subscriber first, as whoever schedules a digest does."""
        Subscriber.objects.select_for_update().filter(pk=mail.subscriber_id or 0).first()

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        subscriber = mail.subscriber
        if subscriber is None or subscriber.state == Subscriber.State.LEFT:
            return OperatorDecision.NOBODY
        return OperatorDecision.DONE


class ConfirmationMail(SubscriberMail):
    """Without one nobody gets any further: sent again where no reply came, but not as a weapon."""

    purpose = MailPurpose.CONFIRMATION.value
    label = MailPurpose.CONFIRMATION.label
    urgent = True
    max_unanswered_attempts = 3

    def compose(self, mail: Mail) -> EmailMessage:
        return build_confirmation_message(mail)


class DigestMail(SubscriberMail):
    """What it carried goes into the next one where nobody knows that it arrived."""

    purpose = MailPurpose.DIGEST.value
    label = MailPurpose.DIGEST.label

    def read_ahead(self, mails: Sequence[Mail]) -> None:
        rows = own_rows(mails)
        for mail in mails:
            mail.ahead = rows[mail.pk]

    def compose(self, mail: Mail) -> EmailMessage:
        return build_digest_message(mail)

    def is_wanted(self, mail: Mail) -> bool:
        """Nor is whoever paused."""
        subscriber = mail.subscriber
        return subscriber is not None and subscriber.state == Subscriber.State.ACTIVE

    def handle_undelivered(self, mails: Collection[int]) -> None:
        """Items that are not live make way for others of the same change."""
        MailItem.objects.filter(mail__in=mails).update(live=False)

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        """Without what a later mail carries by now."""
        decision = super().prepare_resend(mail)
        if decision is not OperatorDecision.DONE:
            return decision
        carried = list(_carried_later(mail).values_list("pk", flat=True))
        items = MailItem.objects.filter(mail=mail)
        if items.count() == len(carried):
            return OperatorDecision.CARRIED
        items.filter(pk__in=carried).delete()
        items.update(live=True)
        return OperatorDecision.DONE

    def handle_confirmed_delivery(self, mail: Mail) -> None:
        """What it carried is in no other mail."""
        items = MailItem.objects.filter(mail=mail).exclude(pk__in=_carried_later(mail).values("pk"))
        MailItem.objects.filter(pk__in=list(items.values_list("pk", flat=True))).update(live=True)


def register_kinds() -> None:
    mail_kinds.register(ConfirmationMail())
    mail_kinds.register(DigestMail())


def _carried_later(mail: Mail) -> QuerySet[MailItem]:
    """What another mail carries in its place."""
    elsewhere = MailItem.objects.filter(
        subscriber_id=OuterRef("subscriber_id"), change_id=OuterRef("change_id"), live=True
    ).exclude(mail=mail)
    return MailItem.objects.filter(Exists(elsewhere), mail=mail)
