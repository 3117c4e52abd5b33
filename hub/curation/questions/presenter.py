"""Answered questions: as cards, on pages of their own, and on the pages of what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from catalogue.presenters.facts import Sources, group_by_scheme, sorted_labels
from catalogue.presenters.news import record_news
from catalogue.presenters.tool_cards import highlight_record
from hub.curation.questions.fields import SUBJECTS
from hub.curation.questions.models import AnsweredQuestion, QuestionAnswer
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Link, Marked, NewsLine, SourceRef

MAX_NEWS = 5
MAX_ON_PAGE = 5  # questions on the page of a record


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer. ``role`` in words; ``name`` only where it may be shown, else empty."""

    text: str
    language: str
    role: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question in a list. ``about``: None for one about a situation; ``roles``: who answered."""

    url: str
    title: Markup
    answer: Markup
    language: str
    about: Link | None
    count: str
    roles: tuple[str, ...]
    when: str
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its answers, on the page of what it is about."""

    link: Link
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question, whole."""

    title: str
    details: str
    language: str
    about: Link | None
    about_kind: str
    contexts: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    sources: tuple[SourceRef, ...]
    changed: str
    version: int
    history: tuple[NewsLine, ...] = ()


def question_cards(
    pks: Sequence[int], highlighter: Highlighter | None = None
) -> list[QuestionCard]:
    """Cards in the order of ``pks``, of the questions that are public at this moment."""
    rows = AnsweredQuestion.objects.published().select_related(*SUBJECTS)
    questions = rows.prefetch_related("answers").in_bulk(pks)
    return [_card(questions[pk], highlighter) for pk in pks if pk in questions]


def _card(question: AnsweredQuestion, highlighter: Highlighter | None) -> QuestionCard:
    answers = list(question.answers.all())
    texts = [question.details or "", *(answer.text for answer in answers)]
    title, answer, matches = highlight_record(
        highlighter,
        question.pk,
        question.title,
        answers[-1].text if answers else "",
        "\n".join(filter(None, texts)),
        question.language,
    )
    count = ngettext("%(count)d answer", "%(count)d answers", len(answers))
    return QuestionCard(
        url=question.get_absolute_url(),
        title=title,
        answer=answer,
        language=question.language,
        about=subject_link(question),
        count=count % {"count": len(answers)},
        roles=tuple(dict.fromkeys(str(each.get_role_display()) for each in answers)),
        when=max((each.answered_on for each in answers), default=""),
        matches=matches,
    )


def subject_link(question: AnsweredQuestion) -> Link | None:
    record = question.subject
    if record is None or not record.is_public:
        return None
    return Link(str(record), record.get_absolute_url(), language=record.language)


def question_page(question: AnsweredQuestion) -> QuestionPage:
    """Everything that the page shows. ``question`` comes from ``for_page()``."""
    schemes = group_by_scheme(
        term_cache().entries(link.term_id for link in question.term_links.all())
    )
    subject = question.subject
    return QuestionPage(
        title=question.title,
        details=question.details or "",
        language=question.language,
        about=subject_link(question),
        about_kind=str(SUBJECTS[subject.kind]) if subject else _("A situation"),
        contexts=sorted_labels(schemes.get("context", ())),
        answers=answer_views(question.answers.all()),
        sources=Sources(question.citations.all()).listed(),
        changed=question.updated_at.date().isoformat(),
        version=question.version,
        history=record_news(question, MAX_NEWS),
    )


def answer_views(answers: Any) -> tuple[AnswerView, ...]:
    return tuple(_answer_view(answer) for answer in answers)


def _answer_view(answer: QuestionAnswer) -> AnswerView:
    return AnswerView(
        text=answer.text,
        language=answer.language,
        role=str(answer.get_role_display()),
        name=answer.name,
        when=answer.answered_on,
    )


def questions_about(kind: str, pk: int) -> tuple[QuestionView, ...]:
    """The public questions about a record, the newest first. Two queries."""
    rows = AnsweredQuestion.objects.published_about(kind, pk).prefetch_related("answers")
    return tuple(
        QuestionView(
            Link(question.title, question.get_absolute_url(), language=question.language),
            answer_views(question.answers.all()),
        )
        for question in rows[:MAX_ON_PAGE]
    )
