"""The pages of whoever tells something: nothing is changed by GET, what was typed is never lost.

The address of a receipt is shown in the answer to the form, and the form is not followed by a
redirect to it: the history of a shared device would hold it. To load that answer again sends the
same form, which is stored once.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import by_token, retry_after
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.curation.suggestions import conversation, receipts
from hub.curation.suggestions.draft import FACT, Choice, Draft, read_choice, read_draft
from hub.curation.suggestions.form_stamp import FormStamp, new_stamp, read_stamp
from hub.curation.suggestions.models import MAX_WORDS, Suggestion
from hub.curation.suggestions.receipt_page import receipt_page, withdraw
from hub.curation.suggestions.submission import is_stored, receipt_of, submit
from hub.curation.suggestions.suggestion_kinds import Kind
from hub.curation.suggestions.tell_page import form_page, look_page, places_found, ways
from hub.records.database_clock import now_in_database
from hub.records.text_cleaning import clean_text
from hub.web.neutral_titles import NEUTRAL_TITLE
from hub.web.responses import mark_uncompressed
from hub.web.view_models import Page

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
ANSWERS_PER_HOUR = 20  # by one receipt
TYPED = ("words", "source_title", "source_url", "email")
TRAP = "website"  # the field that nobody sees: what fills it in is a program


@by_token
def tell(request: HttpRequest) -> HttpResponse:
    """GET shows what can be told, and the form; POST shows what will be sent, and takes it in."""
    data = request.POST if request.method == "POST" else request.GET
    choice = read_choice(data)
    draft = read_draft(data, choice)
    if draft is None or (choice.is_gone and draft.kind != Kind.DANGER):
        return _ways(request, choice, data)
    if request.method != "POST":
        return _form(request, draft, new_stamp())
    stamp = read_stamp(str(data.get("stamp") or "")) or new_stamp()
    step = data.get("step")
    if step == "change":
        return _form(request, draft, stamp)
    if draft.problems:
        return _form(request, draft, stamp, _complaints(draft), status=400)
    if step != "send":
        return _look(request, draft, stamp)
    return _sent(request, draft, stamp, data)


@by_token
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of a suggestion, to whoever has its receipt; POST adds an answer."""
    data = request.POST if request.method == "POST" else request.GET
    typed = str(data.get("receipt") or "")
    if not typed:
        return _page(request, "receipt_box", {})
    suggestion = receipts.find_suggestion(typed)
    if suggestion is None:
        return _unknown_receipt(request)
    if request.method == "POST" and data.get("step") == "answer":
        return _answered(request, suggestion, typed, clean_text(str(data.get("text") or "")))
    if request.method == "POST" and data.get("step") == "withdraw":
        return _withdrawn(request, suggestion, typed)
    return _receipt(request, suggestion, typed)


# Telling


def _sent(
    request: HttpRequest, draft: Draft, stamp: FormStamp, data: Mapping[str, Any]
) -> HttpResponse:
    receipt = receipt_of(draft, stamp)
    if not is_stored(receipt):
        if draft.needs_consent:
            return _look(request, draft, stamp, [_consent_first(draft)], status=400)
        is_danger = draft.kind == Kind.DANGER
        is_quick = read_stamp(str(data.get("stamp") or "")) is None or stamp.is_too_quick(
            now_in_database()
        )
        if (data.get(TRAP) or is_quick) and not is_danger:
            sentence = _("Please check it once more, then press “Send” again.")
            return _look(request, draft, stamp, [sentence], status=400)
        rate = Rate.per(DAY, settings.SUGGESTIONS_PER_DAY)
        wait = throttle.take(f"suggestions {draft.kind}", rate)
        if wait != NO_WAIT and not is_danger:
            return retry_after(_look(request, draft, stamp, [_too_many(wait)], status=429), wait)
    receipt = submit(draft, stamp)
    context = {
        "link": receipts.receipt_link(receipt),
        "receipt": receipts.in_groups(receipt),
        "is_danger": draft.kind == Kind.DANGER,
        "has_address": bool(draft.email),
        "record": draft.record,
    }
    return mark_uncompressed(_page(request, "sent", context))


def _complaints(draft: Draft) -> list[str]:
    if set(draft.problems) == {"words"} or len(draft.problems) == 1:
        return list(draft.problems.values())
    sentence = ngettext(
        "%(count)d field needs another look. It is marked below; nothing is lost.",
        "%(count)d fields need another look. They are marked below; nothing is lost.",
        len(draft.problems),
    )
    return [sentence % {"count": len(draft.problems)}]


def _consent_first(draft: Draft) -> str:
    words = {"places": places_found(draft)}
    sentence = _(
        "Change what you wrote (%(places)s), or tick the box to say that it is meant to be public."
    )
    return sentence % words


def _too_many(wait: datetime.timedelta) -> str:
    minutes = math.ceil(wait.total_seconds() / 60)
    sentence = ngettext(
        "We have received more today than we can read. Please keep this page open, as it holds "
        "everything you wrote, and send it again in %(count)d minute.",
        "We have received more today than we can read. Please keep this page open, as it holds "
        "everything you wrote, and send it again in %(count)d minutes.",
        minutes,
    )
    return sentence % {"count": minutes}


def _ways(request: HttpRequest, choice: Choice, data: Mapping[str, Any]) -> HttpResponse:
    typed = [text for name, text in data.items() if name in TYPED or name.startswith(FACT)]
    context = {
        "choice": choice,
        "ways": ways(choice),
        "typed": list(filter(None, typed)) if request.method == "POST" else [],
    }
    is_wrong = choice.is_gone or request.method == "POST"
    return _page(request, "choose", context, status=404 if is_wrong else 200)


def _form(
    request: HttpRequest,
    draft: Draft,
    stamp: FormStamp,
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    shown = form_page(draft, stamp, complaints)
    context = {"shown": shown, "draft": draft, "most": MAX_WORDS}
    return _page(request, "form", context, status=status)


def _look(
    request: HttpRequest,
    draft: Draft,
    stamp: FormStamp,
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    shown = look_page(draft, stamp, complaints)
    context = {"shown": shown, "draft": draft}
    return _page(request, "look", context, status=status)


# The receipt


def _receipt(
    request: HttpRequest,
    suggestion: Suggestion,
    typed: str,
    *,
    text: str = "",
    complaint: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "shown": receipt_page(suggestion),
        "receipt": typed,
        "text": text,
        "complaint": complaint,
        "most": MAX_WORDS,
    }
    return mark_uncompressed(_page(request, "receipt", context, status=status))


def _answered(request: HttpRequest, suggestion: Suggestion, typed: str, text: str) -> HttpResponse:
    text = text.strip()
    if not text or len(text) > MAX_WORDS:
        complaint = _("Write an answer of at most %(most)d letters.") % {"most": MAX_WORDS}
        return _receipt(request, suggestion, typed, text=text, complaint=complaint, status=400)
    wait = throttle.take(f"receipt {suggestion.pk}", Rate.per(HOUR, ANSWERS_PER_HOUR))
    if wait != NO_WAIT:
        complaint = _("Many answers came in by this receipt. Please wait some minutes.")
        page = _receipt(request, suggestion, typed, text=text, complaint=complaint, status=429)
        return retry_after(page, wait)
    try:
        conversation.answer(suggestion, text)
    except conversation.NotTakenError:
        suggestion.refresh_from_db()
        complaint = _("It was decided meanwhile. Your answer was not taken in; it stands below.")
        return _receipt(request, suggestion, typed, text=text, complaint=complaint, status=409)
    return _receipt(request, suggestion, typed)


def _withdrawn(request: HttpRequest, suggestion: Suggestion, typed: str) -> HttpResponse:
    is_done = withdraw(suggestion)
    suggestion.refresh_from_db()
    complaint = "" if is_done else _("It was decided meanwhile, and cannot be taken back here.")
    status = 200 if is_done else 409
    return _receipt(request, suggestion, typed, complaint=complaint, status=status)


def _unknown_receipt(request: HttpRequest) -> HttpResponse:
    """The same for a wrong, an unknown and an expired one: nobody learns which it was."""
    return mark_uncompressed(_page(request, "receipt_unknown", {}, status=404))


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page for one reader, whose title in a tab says neither what it is nor whose site."""
    shown = Page(title=str(NEUTRAL_TITLE), robots="noindex", neutral=True, own_search=True)
    return render(
        request,
        f"suggestions/{template}.html",
        {"page": shown, **context},
        status=status,
        using="jinja2",
    )
