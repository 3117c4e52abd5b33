"""The mails to focal points, as the outbox asks about them."""

from __future__ import annotations

from email.message import EmailMessage

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.reporting.message_builder import build_report_message
from events.reporting.models import Occasion, ReportMail, ReportRequest, today
from events.reporting.report_requests import actions_of
from hub.outbox import mail_kinds
from hub.outbox.mail_kinds import MailKind, NothingToSayError, OperatorDecision
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.database_clock import now_in_database

PURPOSE = "report"


class ReportRequestMail(MailKind):
    """A request or a reminder. Where no reply came it is not sent again by itself."""

    purpose = PURPOSE
    label = _("Request to report")

    def compose(self, mail: Mail) -> EmailMessage:
        row = _row(mail)
        if row is None:
            raise RecipientErasedError
        request = row.request
        if row.occasion in (Occasion.BEFORE, Occasion.DUE) and _is_past(request):
            raise NothingToSayError  # it waited too long to be true
        return build_report_message(mail, request, row.occasion)

    def is_wanted(self, mail: Mail) -> bool:
        row = _row(mail)
        return row is not None and _is_wanted(row)

    def handle_bounce(self, mail: Mail) -> None:
        """A curator is told, and nothing more is written to it; nothing of an address of before."""
        rows = ReportRequest.objects.filter(
            mails__mail=mail, mails__issue=F("issue"), unreachable_at=None
        )
        rows.update(unreachable_at=now_in_database())

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        row = _row(mail)
        wanted = row is not None and _is_wanted(row) and bool(mail.address)
        return OperatorDecision.DONE if wanted else OperatorDecision.NOBODY


def register_kinds() -> None:
    mail_kinds.register(ReportRequestMail())


def _row(mail: Mail) -> ReportMail | None:
    rows = ReportMail.objects.select_related(
        "request__round__document", "request__round__body", "request__organisation"
    )
    return rows.filter(mail=mail).first()


def _is_past(request: ReportRequest) -> bool:
    return request.due_on is not None and request.due_on < today()


def _is_wanted(row: ReportMail) -> bool:
    """Not of a link that was revoked, nor where nothing is asked any more, by an action that is
    public; nor a reminder of what came in, is refused or was moved."""
    request = row.request
    if request.withdrawn_at or row.issue != request.issue or request.closed(today()):
        return False
    if not actions_of(request):
        return False
    if row.occasion == Occasion.ASKED:
        return True
    if row.due != request.due_on:
        return False
    return request.sent_in_at is None and request.reminders_refused_at is None
