"""The pages of a focal point: nothing is changed by GET, and what was typed is never lost."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.reporting import signed_links, submission
from events.reporting.forms import TYPED, ReportForm, as_posted
from events.reporting.models import ReportRequest, today
from events.reporting.report_page import form_page, sent_page
from events.reporting.report_requests import actions_of, refuse_reminders
from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import by_token, page, retry_after, token_page
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.web.localization import localize_date
from hub.web.operator import operator
from hub.web.view_models import Link

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
SENT_PER_HOUR = 20  # by one link
STOPS_PER_HOUR = 20  # likewise; the first has done it


@by_token
def report(request: HttpRequest) -> HttpResponse:
    """GET shows the form, or what was sent; POST takes the answers in."""
    form_data = request.POST if request.method == "POST" else request.GET
    token = form_data.get("token") or ""
    asked, is_ours = signed_links.find_request(signed_links.REPORT, token)
    if asked is None:
        return _dead_link(request, status=410 if is_ours else 404)
    if asked.withdrawn_at:
        return _closed(request, _("This request was withdrawn"), _withdrawn())
    if not asked.round.document.is_public:
        return _closed(request, _("Nothing is asked at present"), _hidden())
    if request.method == "POST":
        return _posted(request, asked, token)
    can_correct = asked.can_be_corrected(today())
    if asked.sent_in_at and not (can_correct and request.GET.get("change")):
        shown = sent_page(asked, token, can_correct=can_correct)
        title = _("Your answers were sent")
        return token_page(request, "reporting/sent.html", title, {"shown": shown})
    if not can_correct:
        return _too_late(request, asked)
    return _form(request, asked, token, as_posted(list(asked.answers.all())))


@by_token
def stop(request: HttpRequest) -> HttpResponse:
    """RFC 8058: a POST with the token in the address ends the reminders. GET shows one button."""
    token = request.GET.get("token") or request.POST.get("token") or ""
    asked, is_ours = signed_links.find_request(signed_links.STOP, token)
    if asked is None:
        return _dead_link(request, status=410 if is_ours else 404)
    if request.method != "POST":
        title, context = _("Stop the reminders?"), {"token": token, "is_done": False}
        return token_page(request, "reporting/stop.html", title, context)
    wait = throttle.take(f"report stop {asked.pk}/{asked.issue}", Rate.per(HOUR, STOPS_PER_HOUR))
    if wait == NO_WAIT:
        refuse_reminders(asked)
    context = {"token": token, "is_done": True}
    status = 200 if wait == NO_WAIT else 429
    response = token_page(
        request, "reporting/stop.html", _("No more reminders"), context, status=status
    )
    return retry_after(response, wait)


def _posted(request: HttpRequest, asked: ReportRequest, token: str) -> HttpResponse:
    if not asked.can_be_corrected(today()):
        return _read_already(request) if asked.taken_at else _too_late(request, asked)
    actions = [action.pk for _depth, action in actions_of(asked)]
    form = ReportForm(actions, request.POST)
    if form.orphans:
        return _form(request, asked, token, request.POST, [_asked_no_more()], status=409)
    if not form.is_valid():
        return _refused(request, asked, token, form)
    rate = Rate.per(HOUR, SENT_PER_HOUR)
    wait = throttle.take(f"report {asked.pk}", rate)
    if wait != NO_WAIT:
        busy = _("Many answers came in by this link. Please wait some minutes, then send it again.")
        response = _form(request, asked, token, request.POST, [busy], status=429)
        return retry_after(response, wait)
    try:
        submission.submit(asked.pk, asked.nonce, form.answers(), actions=actions)
    except submission.NotTakenError:
        return _read_already(request)
    query = urlencode({"token": token})
    return HttpResponseRedirect(f"{reverse('report')}?{query}", status=303)


def _refused(
    request: HttpRequest, asked: ReportRequest, token: str, form: ReportForm
) -> HttpResponse:
    """400, or 429 where too many are refused; with what was typed and a sentence for each fault."""
    if form.answered:
        number = sum(not one.is_valid() for one in form.answered.values())
        sentence = ngettext(
            "%(count)d answer is not complete yet. It is marked below; nothing is lost.",
            "%(count)d answers are not complete yet. They are marked below; nothing is lost.",
            number,
        ) % {"count": number}
    else:
        sentence = _("Nothing was answered yet. Answer one action at least.")
    rate = Rate.per(MINUTE, settings.REFUSED_FORMS_PER_MINUTE)
    wait = throttle.take("refused reports", rate)
    status = 400 if wait == NO_WAIT else 429
    response = _form(request, asked, token, request.POST, [sentence], status=status)
    return retry_after(response, wait)


def _form(
    request: HttpRequest,
    asked: ReportRequest,
    token: str,
    data: Mapping[str, Any],
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    form = ReportForm([action.pk for _depth, action in actions_of(asked)], data)
    if complaints:
        form.is_valid()
    shown = form_page(asked, token, form, complaints)
    title = _("Your answers")
    return token_page(request, "reporting/report.html", title, {"shown": shown}, status=status)


def _too_late(request: HttpRequest, asked: ReportRequest) -> HttpResponse:
    closes = asked.round.closes
    day = localize_date(closes.isoformat()) if closes else ""
    sentence = _(
        "Answers to “%(round)s” were accepted until %(day)s, and nothing is taken in any more."
    ) % {"round": asked.round.name, "day": day}
    return _closed(request, _("This round is closed"), sentence)


def _read_already(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "A curator has begun to read what was sent before, so it cannot be changed by this link. "
        "What you have just sent was not taken in."
    )
    return _closed(request, _("Your answers are being read"), sentence, status=409)


def _withdrawn() -> str:
    return _("Whoever sent it asks for nothing any more, or asks somebody else.")


def _hidden() -> str:
    return _(
        "The document that this was about is not public at present. Answers that came in before "
        "are kept."
    )


def _asked_no_more() -> str:
    return _(
        "An action was taken back, or asks somebody else by now, while you wrote. What you typed "
        "for it stands below: copy it if you need it. Then send the other answers again."
    )


def _dead_link(request: HttpRequest, status: int) -> HttpResponse:
    sentence = _(
        "Part of it may be missing, or a newer e-mail holds another link. Use the newest one."
    )
    return _closed(request, _("This link does not work"), sentence, status=status)


def _closed(
    request: HttpRequest, heading: str, sentence: str, *, status: int = 410
) -> HttpResponse:
    """Why nothing can be sent, whom to write to, and what was typed, to be copied from there."""
    typed = [
        value
        for name, value in request.POST.items()
        if name.rpartition("-")[2] in TYPED and str(value).strip()
    ]
    contact = operator().contact
    context = {
        "heading": heading,
        "sentence": sentence,
        "contact": Link(contact, operator().contact_link) if contact else None,
        "typed": typed,
    }
    return page(request, "reporting/closed.html", heading, context, status=status)
