"""Answered questions: the list found by search, its feed, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from catalogue.views.records import answer_with, page_of, preview_of
from hub.curation.questions.fields import QUESTION
from hub.curation.questions.index_documents import QUESTION_LIST
from hub.curation.questions.models import AnsweredQuestion
from hub.curation.questions.presenter import question_cards, question_page
from hub.lists.spec import ListSpec
from hub.lists.views import render_feed, render_list
from hub.web.page_kinds import shows
from hub.web.responses import missing_record

QUESTIONS = ListSpec(
    kind=QUESTION.kind,
    route="questions",
    feed_route="questions-feed",
    section="questions",
    template="questions/question_list.html",
    facets=QUESTION_LIST,
    records=lambda: AnsweredQuestion.objects.all(),
    cards=question_cards,
    count=lambda total: (
        ngettext("%(total)d question answered", "%(total)d questions answered", total)
        % {"total": total}
    ),
    title=gettext_lazy("Questions answered"),
    search_label=gettext_lazy("Search the questions and answers"),
    submit_label=gettext_lazy("Show the questions"),
    description=gettext_lazy(
        "What people asked about tools and situations, and what makers, practitioners and "
        "researchers answered."
    ),
)


@shows("question")
def question_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, QUESTIONS)


@shows("question")
def question_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, QUESTIONS)


@shows(page="question")
def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = AnsweredQuestion.objects.published().for_page().filter(slug=slug).first()
    question = published or preview_of(request, AnsweredQuestion.objects.for_page(), slug)
    if question is None:
        return missing_record(request, AnsweredQuestion.objects.all(), slug)
    context = {
        "page": page_of(question, question.details or question.title, "questions", None),
        "question": question_page(question),
    }
    return answer_with(request, question, "questions/question_detail.html", context)
