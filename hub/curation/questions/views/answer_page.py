"""The pages of whoever is asked: nothing is changed by GET, what was typed is never lost.

A link of a question that was withdrawn answers as one that never was.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import by_token, page, retry_after, token_page
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.curation.questions import answer_links, answer_submission
from hub.curation.questions.answer_draft import AnswerDraft, first_draft, read_draft
from hub.curation.questions.answer_view import answer_view
from hub.curation.questions.models import MAX_ANSWER, Answer, AnswerRequest, Question
from hub.web.operator import operator
from hub.web.view_models import Link

HOUR = datetime.timedelta(hours=1)
SENT_PER_HOUR = 20  # by one link
STOPS_PER_HOUR = 20  # likewise; the first has done it


@by_token
def answer(request: HttpRequest) -> HttpResponse:
    """GET shows the question and the form, or what was sent; POST shows it before it is sent, and
    takes it in."""
    data = request.POST if request.method == "POST" else request.GET
    token = str(data.get("token") or "")
    asked = answer_links.find_request(answer_links.ANSWER, token)
    if asked is None or asked.question.state == Question.State.WITHDRAWN:
        return _dead_link(request)
    if request.method == "POST":
        return _posted(request, asked, token)
    given = _given(asked)
    can_answer = answer_submission.can_answer(asked)
    is_asked_back = given is not None and given.state == Answer.State.ASKED_BACK
    if given is not None and not (can_answer and (is_asked_back or data.get("change"))):
        return _sent(request, asked, given, token, can_change=can_answer)
    if not can_answer:
        return _dead_link(request)
    return _form(request, asked, token, first_draft(asked, given))


@by_token
def stop(request: HttpRequest) -> HttpResponse:
    """RFC 8058: a POST with the token in the address ends all mail. GET shows one button."""
    token = str(request.GET.get("token") or request.POST.get("token") or "")
    asked = answer_links.find_request(answer_links.STOP, token)
    if asked is None:
        return _dead_link(request)
    if request.method != "POST":
        title = _("Shall we not ask you again?")
        return token_page(request, "questions/stop.html", title, {"token": token, "done": False})
    wait = throttle.take(f"answer stop {asked.pk}", Rate.per(HOUR, STOPS_PER_HOUR))
    if wait == NO_WAIT:
        answer_submission.refuse(asked)
    title, context = _("We will not ask you again"), {"token": token, "done": True}
    status = 200 if wait == NO_WAIT else 429
    return retry_after(
        token_page(request, "questions/stop.html", title, context, status=status), wait
    )


def _given(asked: AnswerRequest) -> Answer | None:
    return Answer.objects.filter(request=asked).first()


def _posted(request: HttpRequest, asked: AnswerRequest, token: str) -> HttpResponse:
    draft = read_draft(request.POST)
    if not answer_submission.can_answer(asked):
        return _too_late(request, draft)
    step = request.POST.get("step")
    if step == "change":
        return _form(request, asked, token, draft)
    if draft.problems:
        return _form(request, asked, token, draft, list(draft.problems.values()), status=400)
    if step != "send":
        return _look(request, asked, token, draft)
    if draft.needs_consent:
        sentence = _("Change what you wrote, or tick the box to say that it is meant to be public.")
        return _look(request, asked, token, draft, [sentence], status=400)
    wait = throttle.take(f"answer {asked.pk}", Rate.per(HOUR, SENT_PER_HOUR))
    if wait != NO_WAIT:
        busy = _("Many answers came in by this link. Please wait some minutes, then send it again.")
        return retry_after(_look(request, asked, token, draft, [busy], status=429), wait)
    try:
        answer_submission.submit(asked, draft)
    except answer_submission.NotTakenError:
        return _too_late(request, draft)
    query = urlencode({"token": token})
    return HttpResponseRedirect(f"{reverse('answer')}?{query}", status=303)


def _form(
    request: HttpRequest,
    asked: AnswerRequest,
    token: str,
    draft: AnswerDraft,
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    problems = draft.problems if complaints else {}
    context = {"complaints": complaints, "problems": problems, "most": MAX_ANSWER}
    return _page(request, "answer", asked, token, draft, context, status=status)


def _look(
    request: HttpRequest,
    asked: AnswerRequest,
    token: str,
    draft: AnswerDraft,
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"complaints": complaints}
    return _page(request, "answer_look", asked, token, draft, context, status=status)


def _page(
    request: HttpRequest,
    template: str,
    asked: AnswerRequest,
    token: str,
    draft: AnswerDraft,
    context: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    context |= {"shown": answer_view(asked, _given(asked)), "draft": draft, "token": token}
    title = _("Your answer")
    return token_page(request, f"questions/{template}.html", title, context, status=status)


def _sent(
    request: HttpRequest, asked: AnswerRequest, given: Answer, token: str, *, can_change: bool
) -> HttpResponse:
    context = {"shown": answer_view(asked, given), "token": token, "can_change": can_change}
    return token_page(request, "questions/answer_sent.html", _("Your answer"), context)


def _too_late(request: HttpRequest, draft: AnswerDraft) -> HttpResponse:
    sentence = _(
        "The question was withdrawn or closed, or a curator has decided on your answer. What you "
        "wrote was not taken in."
    )
    heading = _("Nothing can be sent any more")
    return _closed(request, heading, sentence, draft.text, status=409)


def _dead_link(request: HttpRequest) -> HttpResponse:
    """The same for a wrong link, an unknown one, one that ran out, and one that was withdrawn."""
    sentence = _("Part of it may be missing, or nothing is asked by it any more.")
    draft = read_draft(request.POST)
    return _closed(request, _("This link does not work"), sentence, draft.text, status=404)


def _closed(
    request: HttpRequest, heading: str, sentence: str, text: str, *, status: int
) -> HttpResponse:
    contact = operator().contact
    context = {
        "heading": heading,
        "sentence": sentence,
        "contact": Link(contact, operator().contact_link) if contact else None,
        "text": text,
    }
    return page(request, "questions/answer_closed.html", heading, context, status=status)
