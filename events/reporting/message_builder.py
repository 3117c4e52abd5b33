"""From a row of the outbox to the mail of a focal point, in two forms that say the same."""

from __future__ import annotations

from email.message import EmailMessage

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.reporting import signed_links
from events.reporting.models import Occasion, ReportRequest
from events.reporting.retention import ADDRESSES_KEPT
from hub.outbox.message_frame import frame_templates
from hub.outbox.models import Mail
from hub.web.localization import isolate, localize_date
from hub.web.mailed_links import known_language
from hub.web.operator import operator

TITLE_LETTERS = 60  # of a document, in a subject


def build_report_message(mail: Mail, request: ReportRequest, occasion: str) -> EmailMessage:
    """The mail of a request. The same row gives the same message, as long as no fact changes.

    Raises RecipientErasedError and UnusableAddressError.
    """
    address = mail.recipient_address()
    with translation.override(known_language(request.language)):
        context = _context(request, occasion)
        return frame_templates(mail, address, context, "reporting/mails/report")


def _context(request: ReportRequest, occasion: str) -> dict[str, str]:
    name, title = isolate(request.name), isolate(request.round.document.title)
    askers = request.asker_names()
    short = isolate(Truncator(request.round.document.title).chars(TITLE_LETTERS))
    words = {
        "name": name,
        "round": isolate(request.round.name),
        "document": title,
        "due": localize_date(request.due_on.isoformat()) if request.due_on else "",
        "askers": ", ".join(map(isolate, askers)),
        "days": str(ADDRESSES_KEPT.days),
    }
    closes = request.round.closes
    return words | {
        "subject": _subject(occasion, words | {"document": short}),
        "lead": _lead(occasion, words, len(askers)),
        "closes": localize_date(closes.isoformat()) if closes else "",
        "link": signed_links.report_link(request),
        "stop": signed_links.stop_link(request),
        "site": settings.SITE_ADDRESS,
        "contact": operator().contact,
    }


def _subject(occasion: str, words: dict[str, str]) -> str:
    if occasion == Occasion.OVERDUE:
        return _("Overdue: %(round)s of %(name)s, “%(document)s”") % words
    if occasion == Occasion.DUE:
        return _("Due today: %(round)s of %(name)s, “%(document)s”") % words
    if words["due"]:
        return _("By %(due)s: %(round)s of %(name)s, “%(document)s”") % words
    return _("%(round)s of %(name)s, “%(document)s”") % words


def _lead(occasion: str, words: dict[str, str], askers: int) -> str:
    """The first sentence: of whom, to whom (``askers`` of them), and when."""
    if occasion == Occasion.BEFORE:
        sentence = _("A reminder: the answers of %(name)s to %(askers)s are due on %(due)s.")
    elif occasion == Occasion.DUE:
        sentence = _("A reminder: the answers of %(name)s to %(askers)s are due today, %(due)s.")
    elif occasion == Occasion.OVERDUE:
        sentence = _(
            "The answers of %(name)s to %(askers)s were due on %(due)s and have not come in. You "
            "can still send them."
        )
    else:
        sentence = ngettext(
            "%(askers)s asks %(name)s what it has done on this document's actions:",
            "%(askers)s ask %(name)s what it has done on this document's actions:",
            askers,
        )
    return sentence % words
