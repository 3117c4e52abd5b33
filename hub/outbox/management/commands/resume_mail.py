"""End the pause of all mail that a restore begins, with a decision on what is uncertain."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import Count
from django.urls import reverse

from hub.operator_command import OperatorCommand
from hub.outbox import hold
from hub.outbox.models import Mail, MailHold, mail_kinds
from hub.outbox.tasks import wake_senders

LISTED = 20


class Command(OperatorCommand):
    help = "Show what is uncertain since a restore; with a decision on it, resume mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        decision = parser.add_mutually_exclusive_group()
        decision.add_argument(
            "--delivered", action="store_true", help="they arrived: nobody is told again"
        )
        decision.add_argument(
            "--not-delivered",
            action="store_true",
            help="they did not arrive: their news goes into the next digests",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not MailHold.is_open():
            self.stdout.write("Mail is not paused.")
            return
        self.list_uncertain()
        if not (options["delivered"] or options["not_delivered"]):
            raise CommandError(
                "Mail stays paused. Look in the log of your mail server whether these were sent, "
                "then run this again with --delivered or --not-delivered."
            )
        hold.release(delivered=options["delivered"])
        wake_senders()
        self.stdout.write("Mail goes out from now on.")

    def list_uncertain(self) -> None:
        mails = hold.uncertain_mails()
        self.stdout.write(f"Nobody knows whether these were sent: {mails.count()}.")
        for purpose, number in (
            mails.order_by("purpose").values_list("purpose").annotate(number=Count("pk"))
        ):
            kind = mail_kinds.get(purpose)
            self.stdout.write(f"  {kind.label if kind else purpose}: {number}")
        for mail in mails.order_by("pk")[:LISTED]:
            period = f", news until {mail.period_end:%Y-%m-%d %H:%M} UTC" if mail.period_end else ""
            self.stdout.write(f"  mail {mail.pk}, Message-ID {mail.message_id}{period}")
        if (rest := mails.count() - LISTED) > 0:
            self.stdout.write(
                f"  and {rest:,} more, all of them in the admin at "
                f"{settings.SITE_ADDRESS}{reverse('admin:outbox_mail_changelist')}"
                f"?state__exact={Mail.State.UNCERTAIN}"
            )
