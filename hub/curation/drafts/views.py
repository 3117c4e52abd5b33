"""The page behind a preview link: a draft, for whoever was given the link."""

from __future__ import annotations

import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import page, retry_after
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.curation.drafts.models import PreviewLink
from hub.curation.drafts.preview_links import find_link
from hub.curation.drafts.preview_page import preview_response
from hub.records.database_clock import now_in_database
from hub.records.link_tables import MissingLink
from hub.web.localization import localize_date

# Each look writes the draft and rolls it back, and so holds the record's row: of one link so many
# at once, for a reader and those whom they show it, then one a minute.
LOOKS = Rate(30, datetime.timedelta(minutes=1))


def draft_preview(request: HttpRequest) -> HttpResponse:
    """The draft with a sentence above it. A link that works no longer is answered with 410, one
    that is none of ours, or whose draft was published or dropped, with 404, too many looks
    with 429."""
    link = find_link(request.GET.get("token", ""))
    if link is None:
        return _message(request, 404, _(
            "It may be incomplete, or the draft was published or dropped since. Ask whoever sent "
            "it to you."
        ))  # fmt: skip
    if not link.works(now_in_database()):
        return _message(request, 410, _dead_sentence(link))
    wait = throttle.take(f"draft preview {link.pk}", LOOKS)
    if wait != NO_WAIT:
        return retry_after(_too_many(request), wait)
    try:
        answer = preview_response(request, link.draft, _banner(link))
    except (MissingLink, IntegrityError, ObjectDoesNotExist):
        return _message(request, 409, _(
            "The draft cannot be shown as it is: something that it names was changed. Ask whoever "
            "sent you the link."
        ))  # fmt: skip
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _banner(link: PreviewLink) -> str:
    return _(
        "This is a draft, saved on %(day)s, and not published. It may be wrong or change. Please "
        "do not pass the link on: it works until %(until)s."
    ) % {"day": _day(link.draft.saved_at), "until": _day(link.expires_at)}


def _dead_sentence(link: PreviewLink) -> str:
    if link.revoked_at is not None:
        return _("Whoever gave it to you has taken it back. Ask them if you still need it.")
    return _("It worked for seven days. Ask whoever sent it to you for another.")


def _day(at: datetime.datetime) -> str:
    return localize_date(timezone.localtime(at).date().isoformat())


def _too_many(request: HttpRequest) -> HttpResponse:
    sentence = _("The link itself goes on working. Wait a minute, then open it again.")
    return _message(request, 429, sentence, _("This draft was opened too often just now"))


def _message(request: HttpRequest, status: int, sentence: str, title: str = "") -> HttpResponse:
    answer = page(
        request,
        "drafts/message.html",
        title or _("This link shows no draft"),
        {"sentence": sentence},
        status=status,
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
