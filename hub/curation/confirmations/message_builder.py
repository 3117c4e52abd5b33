"""From a row of the outbox to the mail of a maker, in two forms that say the same."""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hub.curation.confirmations import signed_links
from hub.curation.confirmations.asked_record import RECOMMENDATION
from hub.curation.confirmations.models import Confirmation, ConfirmationMail
from hub.identity.site_identity import site_name
from hub.outbox.message_frame import frame_templates
from hub.outbox.models import Mail
from hub.records.models import Record
from hub.web.localization import isolate, localize_date
from hub.web.mailed_links import known_language
from hub.web.operator import operator
from hub.web.responses import absolute

TITLE_LETTERS = 60  # of a record, in a subject
Occasion = ConfirmationMail.Occasion


def build_confirmation_message(
    mail: Mail, confirmation: Confirmation, record: Record, occasion: str
) -> EmailMessage:
    """The same row gives the same message, as long as no fact changes.

    Raises RecipientErasedError and UnusableAddressError.
    """
    address = mail.recipient_address()
    with translation.override(known_language(confirmation.language)):
        context = _context(confirmation, record, occasion)
        return frame_templates(mail, address, context, "confirmations/mails/confirm")


def _context(confirmation: Confirmation, record: Record, occasion: str) -> dict[str, str]:
    is_log = confirmation.record_kind == RECOMMENDATION
    short = {"record": isolate(Truncator(str(record)).chars(TITLE_LETTERS))}
    words = {
        "record": isolate(str(record)),
        "site_name": site_name(),
        "until": localize_date(confirmation.runs_out_at.date().isoformat()),
        "asked": localize_date(confirmation.asked_at.date().isoformat()),
    }
    return words | {
        "subject": _subject(occasion, is_log=is_log) % (words | short),
        "lead": _lead(occasion, is_log=is_log) % words,
        "step": _step(is_log=is_log),
        "page": absolute(record.get_absolute_url()),  # type: ignore[attr-defined]
        "link": signed_links.confirm_link(confirmation),
        "stop": signed_links.stop_link(confirmation),
        "published_on": confirmation.contact.page if confirmation.contact else "",
        "site": settings.SITE_ADDRESS,
        "contact": operator().contact,
    }


def _subject(occasion: str, *, is_log: bool) -> str:
    if is_log:
        question = _("What came of this recommendation? %(record)s")
        reminders = {
            Occasion.FIRST: _("A reminder: what came of this recommendation? %(record)s"),
            Occasion.SECOND: _("The last reminder: what came of this recommendation? %(record)s"),
        }
    else:
        question = _("Is this right? What we say about %(record)s")
        reminders = {
            Occasion.FIRST: _("A reminder: is what we say about %(record)s right?"),
            Occasion.SECOND: _("The last reminder: is what we say about %(record)s right?"),
        }
    return reminders.get(ConfirmationMail.Occasion(occasion), question)


def _lead(occasion: str, *, is_log: bool) -> str:
    if occasion != Occasion.ASKED:
        return _(
            "On %(asked)s we asked you about the page below, and have had no answer yet. It takes "
            "about ten minutes."
        )
    if is_log:
        return _(
            "%(site_name)s follows up what has been recommended against human trafficking. The "
            "recommendation below is addressed to you. Please say what came of it."
        )
    return _(
        "%(site_name)s lists %(record)s. People who work against human trafficking read there "
        "what it does. You know best whether what we say is right: please look."
    )


def _step(*, is_log: bool) -> str:
    if is_log:
        return _("Open this link, say what was done, and send it. You need no account:")
    return _(
        "Open this link, say of each fact whether it is right, and send it. You need no account:"
    )
