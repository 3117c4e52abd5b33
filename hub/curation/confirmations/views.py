"""The pages of a maker: nothing is changed by GET, and what was typed is never lost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import by_token, page, retry_after, token_page
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.curation.confirmations import confirmation_requests, signed_links
from hub.curation.confirmations.asked_record import AskedRecord, find_record, read_record
from hub.curation.confirmations.draft_answers import (
    ENDED_ON,
    STATUS,
    TEXT,
    DraftAnswers,
    NotTakenError,
    SavedMeanwhileError,
    end_answers,
    read_draft,
    save_draft,
    stored_draft,
)
from hub.curation.confirmations.maker_page import form_page, look_page, sent_page
from hub.curation.confirmations.models import MAX_WORDS, Confirmation
from hub.curation.confirmations.submission import submit

HOUR = datetime.timedelta(hours=1)
SAVED_PER_HOUR = 60  # by one link
STOPS_PER_HOUR = 20  # likewise; the first has done it
LOOK, SEND, KEPT = "look", "send", "kept"
Responder = Callable[[HttpRequest, "OpenLink"], HttpResponse]


class OpenLink:
    """A link that leads somewhere: the confirmation, its record, what was saved by it."""

    def __init__(self, confirmation: Confirmation, asked: AskedRecord, token: str) -> None:
        self.confirmation, self.asked, self.token = confirmation, asked, token

    def saved(self) -> DraftAnswers:
        return stored_draft(self.asked, self.confirmation)

    def address(self, step: str = "") -> str:
        query = {"token": self.token} | ({"step": step} if step else {})
        return f"{reverse('confirm')}?{urlencode(query)}"


@by_token
def confirm(request: HttpRequest) -> HttpResponse:
    """GET shows the form, what will be sent, or what was; POST keeps the answers, or sends them."""
    data = request.POST if request.method == "POST" else request.GET
    link = _open_link(str(data.get("token") or ""))
    if link is None:
        return _dead_link(request)
    if link.confirmation.was_sent:
        return _sent(request, link)
    if request.method == "POST":
        return _send(request, link) if data.get("step") == SEND else _save(request, link)
    if data.get("step") == LOOK and not link.saved().is_empty:
        return _look(request, link)
    return _form(request, link, link.saved())


@by_token
def stop(request: HttpRequest) -> HttpResponse:
    """RFC 8058: a POST with the token in the address refuses all mail. GET shows one button."""
    token = str(request.GET.get("token") or request.POST.get("token") or "")
    confirmation = signed_links.find_confirmation(signed_links.STOP, token)
    if confirmation is None:
        return _dead_link(request)
    if request.method != "POST":
        context = {"token": token, "is_done": False}
        return token_page(request, "confirmations/stop.html", _("Do not ask us again"), context)
    rate = Rate.per(HOUR, STOPS_PER_HOUR)
    wait = throttle.take(f"confirm stop {confirmation.pk}", rate)
    if wait == NO_WAIT:
        confirmation_requests.refuse(confirmation)
    context = {"token": token, "is_done": True}
    status = 200 if wait == NO_WAIT else 429
    title = _("We do not ask you again")
    response = token_page(request, "confirmations/stop.html", title, context, status=status)
    return retry_after(response, wait)


def _open_link(token: str) -> OpenLink | None:
    """None alike for a wrong link, and for one that has run out, was withdrawn or leads to what is
    not public."""
    confirmation = signed_links.find_confirmation(signed_links.CONFIRM, token)
    if confirmation is None or not (confirmation.takes_answers() or confirmation.was_sent):
        return None
    record = find_record(confirmation.record_kind, confirmation.record_id)
    if record is None or confirmation.erased_at is not None:
        return None
    return OpenLink(confirmation, read_record(record), token)


def _save(request: HttpRequest, link: OpenLink) -> HttpResponse:
    draft = _with_end(read_draft(link.asked, request.POST))
    if draft.problems or draft.is_empty:
        return _refused(request, link, draft)
    if draft.outdated:
        return _form(request, link, draft, _changed_sentence(draft), status=409)
    wait = throttle.take(f"confirm {link.confirmation.pk}", Rate.per(HOUR, SAVED_PER_HOUR))
    if wait != NO_WAIT:
        busy = _("Many answers came in by this link. Please wait some minutes, then try again.")
        return retry_after(_form(request, link, draft, busy, status=429), wait)
    try:
        save_draft(link.confirmation, draft)
    except SavedMeanwhileError:
        return _saved_meanwhile(request, link, draft)
    except NotTakenError:
        return _dead_link(request)
    step = LOOK if request.POST.get("step") == LOOK else KEPT
    return HttpResponseRedirect(link.address(step), status=303)


def _send(request: HttpRequest, link: OpenLink) -> HttpResponse:
    """What was looked at, as it was saved. ``draft``: the count on the page that was looked at."""
    draft, seen = link.saved(), str(request.POST.get("draft") or "")
    if draft.is_empty:
        return _form(request, link, draft, _("Nothing was answered yet."), status=400)
    if seen != str(draft.draft):
        changed = _("Somebody saved other answers by this link meanwhile. Look at them once more.")
        return _look(request, link, changed, status=409)
    if draft.outdated and draft.whole != Confirmation.Whole.NOT_OURS:
        return _form(request, link, draft, _changed_sentence(draft), status=409)
    draft = replace(draft, meant_public=bool(request.POST.get("public")))
    if draft.needs_consent:
        consent = _("Change what you wrote, or tick the box to say that it is meant to be public.")
        return _look(request, link, consent, status=400)
    try:
        submit(link.confirmation, draft)
    except SavedMeanwhileError:
        changed = _("Somebody saved other answers by this link meanwhile. Look at them once more.")
        return _look(request, link, changed, status=409)
    except NotTakenError:
        return HttpResponseRedirect(link.address(), status=303)
    return HttpResponseRedirect(link.address(), status=303)


def _with_end(draft: DraftAnswers) -> DraftAnswers:
    """Where all of it has ended, what follows for the facts that say so."""
    if draft.whole != Confirmation.Whole.ENDED:
        return draft
    given = {STATUS, ENDED_ON} & draft.by_fact.keys()
    more = [
        each for each in end_answers(draft.asked, draft.ended_on)
        if each.fact not in given or not draft.by_fact[each.fact].text
    ]  # fmt: skip
    kept = [each for each in draft.answers if each.fact not in {one.fact for one in more}]
    return replace(draft, answers=(*kept, *more))


def _refused(request: HttpRequest, link: OpenLink, draft: DraftAnswers) -> HttpResponse:
    if draft.is_empty:
        sentence = _("Nothing was answered yet. Answer one of the questions at least.")
        return _form(request, link, draft, sentence, status=400)
    count = len(draft.problems)
    sentence = ngettext(
        "%(count)d field needs another look. It is marked below; nothing is lost.",
        "%(count)d fields need another look. They are marked below; nothing is lost.",
        count,
    ) % {"count": count}
    return _form(request, link, draft, sentence, status=400)


def _saved_meanwhile(request: HttpRequest, link: OpenLink, draft: DraftAnswers) -> HttpResponse:
    """Both are shown; sent once more, these are kept in the place of the others."""
    confirmation = Confirmation.objects.select_related("contact").get(pk=link.confirmation.pk)
    saved = stored_draft(link.asked, confirmation)
    sentence = _(
        "Somebody saved other answers by this link while you wrote. They stand beside yours: "
        "send the form again to keep yours."
    )
    mine = replace(draft, draft=saved.draft)
    return _form(request, link, mine, sentence, status=409, saved=saved)


def _changed_sentence(draft: DraftAnswers) -> str:
    return ngettext(
        "A fact was changed on the site since you answered it. Look at it again: it is marked.",
        "Facts were changed on the site since you answered them. Look at them again: they are "
        "marked.",
        len(draft.outdated),
    )


def _form(
    request: HttpRequest,
    link: OpenLink,
    draft: DraftAnswers,
    complaint: str = "",
    *,
    status: int = 200,
    saved: DraftAnswers | None = None,
) -> HttpResponse:
    complaints = [complaint] if complaint else []
    shown = form_page(link.confirmation, link.token, draft, complaints, saved)
    title = _("What came of it?") if link.asked.is_log else _("Is this right?")
    return _page(request, "form", title, shown, status=status)


def _look(
    request: HttpRequest, link: OpenLink, complaint: str = "", *, status: int = 200
) -> HttpResponse:
    complaints = [complaint] if complaint else []
    shown = look_page(link.confirmation, link.token, link.saved(), complaints)
    return _page(request, "look", _("This is what will be sent"), shown, status=status)


def _sent(request: HttpRequest, link: OpenLink) -> HttpResponse:
    """What was sent; with what was typed in vain since, to be copied."""
    shown = sent_page(link.confirmation, link.token, link.saved())
    is_late = request.method == "POST"
    status = 409 if is_late and _typed(request) else 200
    return _page(request, "sent", _("Your answers were sent"), shown, status=status)


def _page(
    request: HttpRequest, template: str, title: str, shown: object, *, status: int = 200
) -> HttpResponse:
    is_kept = request.method == "GET" and request.GET.get("step") == KEPT
    context = {"shown": shown, "is_kept": is_kept, "typed": _typed(request)}
    return token_page(request, f"confirmations/{template}.html", title, context, status=status)


def _typed(request: HttpRequest) -> list[str]:
    """All prose of a form, so that it can be copied from a page that takes nothing."""
    texts = [
        str(value).strip()
        for name, value in request.POST.items()
        if name.startswith(TEXT) or name == "words"
    ]
    return [text[:MAX_WORDS] for text in texts if text]


def _dead_link(request: HttpRequest) -> HttpResponse:
    """The same for a wrong, an expired and a withdrawn one: nobody learns which it was."""
    context = {"typed": _typed(request)}
    title = _("This link does not work")
    return page(request, "confirmations/dead_link.html", title, context, status=404)
