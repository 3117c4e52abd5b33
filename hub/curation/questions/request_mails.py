"""The mails to those who are asked: the question, one reminder, what a curator asks back, the end.

None of them holds what anybody answered. A practitioner's does not name the tool either: others may
read their mail.
"""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.contacts import address_book
from hub.curation.contacts.refusals import may_be_written_to
from hub.curation.questions.answer_links import answer_link, stop_link
from hub.curation.questions.models import AnswerRequest, Question, RequestMail
from hub.curation.questions.subjects import find_subject
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import MailKind, OperatorDecision
from hub.outbox.message_frame import frame_message
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.database_clock import now_in_database
from hub.web.localization import isolate, localize_date
from hub.web.mailed_links import known_language

PURPOSE = "question"
Occasion = RequestMail.Occasion


def enqueue(request: AnswerRequest, occasion: str) -> None:
    """Have a mail sent. That of an occasion that comes once is sent once, whoever looks."""
    if not request.address:
        return
    with transaction.atomic():
        if occasion == Occasion.ASKED_BACK:
            row, is_new = RequestMail.objects.create(request=request, occasion=occasion), True
        else:
            row, is_new = RequestMail.objects.get_or_create(request=request, occasion=occasion)
        if is_new:
            row.mail = queue.enqueue(Mail(purpose=PURPOSE, address=request.address))
            row.save(update_fields=["mail"])


def take_back(question: Question) -> None:
    """Mails about it that have not left."""
    Mail.objects.filter(request_mail__request__question=question).take_back()


class QuestionMail(MailKind):
    """Where no reply came it is not sent again by itself."""

    purpose = PURPOSE
    label = gettext_lazy("Question to somebody who may know")

    def compose(self, mail: Mail) -> EmailMessage:
        row = _row(mail)
        if row is None:
            raise RecipientErasedError
        request = row.request
        with translation.override(known_language(request.language)):
            subject, lead = _words(request, row.occasion)
            text = "\n\n".join((lead, answer_link(request), *_closing(request, row.occasion)))
            return frame_message(
                mail,
                mail.recipient_address(),
                subject,
                stop_link(request),
                text=f"{text}\n",
                discreet=request.role == "practitioner",
            )

    def is_wanted(self, mail: Mail) -> bool:
        row = _row(mail)
        return row is not None and _is_wanted(row)

    def prepare_resend(self, mail: Mail) -> OperatorDecision:
        return OperatorDecision.DONE if self.is_wanted(mail) else OperatorDecision.NOBODY

    def handle_bounce(self, mail: Mail) -> None:
        row = _row(mail)
        if row is None:
            return
        now = now_in_database()
        AnswerRequest.objects.filter(pk=row.request_id, unreachable_at=None).update(
            unreachable_at=now
        )
        if row.request.contact_id is not None:
            address_book.note_bounce(row.request.contact_id)


def register_kinds() -> None:
    mail_kinds.register(QuestionMail())


def _row(mail: Mail) -> RequestMail | None:
    rows = RequestMail.objects.select_related("request__question", "request__person")
    return rows.filter(mail=mail).first()


def _is_wanted(row: RequestMail) -> bool:
    request = row.request
    if not request.address or request.refused_at or not may_be_written_to(request.address_key):
        return False
    if request.person is not None and not request.person.is_active:
        return False
    if row.occasion == Occasion.DECISION:
        return True
    if not request.question.is_open or request.expires_at <= now_in_database():
        return False
    answer = getattr(request, "answer", None)
    if row.occasion == Occasion.ASKED_BACK:
        return answer is not None and not answer.is_decided
    return answer is None


def _words(request: AnswerRequest, occasion: str) -> tuple[str, str]:
    """Subject and first sentences."""
    question = request.question
    if occasion == Occasion.DECISION:
        return _("Your answer"), _("A curator has read what you answered. See what came of it:")
    if occasion == Occasion.ASKED_BACK:
        return _("About your answer"), _("A curator has a question about what you answered:")
    if request.role == "practitioner":
        lead = _("You agreed to be asked about something you wrote. We have a question:")
        return _("A question for you"), lead
    subject = find_subject(question)
    name = isolate(str(subject)) if subject is not None and subject.is_public else ""
    about = _("A question about %(name)s") % {"name": name} if name else _("A question for you")
    lead = _("A reader asks: “%(question)s” Can you answer? You need no account:")
    return about, lead % {"question": isolate(question.title)}


def _closing(request: AnswerRequest, occasion: str) -> list[str]:
    lines = []
    if occasion in (Occasion.ASKED, Occasion.REMINDER):
        until = localize_date(request.expires_at.date().isoformat())
        lines.append(
            _(
                "A curator reads each answer before it is published. Your name is shown only if "
                "you say so, your e-mail address never. The link works until %(until)s."
            )
            % {"until": until}
        )
    if occasion == Occasion.ASKED:
        lines.append(_("We remind you once."))
    lines.append(
        _("Anyone who has this link can answer in your place, so please do not pass it on.")
    )
    lines.append(f"--\n{site_name()}\n{settings.SITE_ADDRESS}")
    lines.append(_("Do not ask me again:") + f"\n{stop_link(request)}")
    return lines
