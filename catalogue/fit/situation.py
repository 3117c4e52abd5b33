"""A reader's answers as one value, read from and written to a query string; never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.fit.contexts import WHAT
from catalogue.fit.limits import LIMIT_ANSWERS
from catalogue.fit.questions import (
    LANGUAGE,
    LIMIT,
    PLACE,
    TASK,
    WHO,
    WHOM,
    FinderQuestion,
    LazyText,
    Question,
)
from catalogue.index_documents import TOOL_LIST
from catalogue.place_names import group_labels
from hub.lists.facets import Facet
from hub.lists.filter_form import SlugsField
from hub.web.paths import query_string

QUESTIONS: dict[str, Question] = {
    question.slug: question for question in (WHO, WHAT, PLACE, TASK, WHOM, LIMIT, LANGUAGE)
}
# In the order that addresses have: links and searches that were saved depend on it.
SITUATION_PARAMETERS = tuple(QUESTIONS)


# Answers to "Who are you?" of people to whom a voice at the telephone matters more than a tool.
IN_DANGER = frozenset(("survivor", "displaced-person"))


@dataclass(frozen=True)
class Situation:
    """Slugs of answers, sorted, each once; empty where a question was passed over."""

    who: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    language: tuple[str, ...] = ()

    @classmethod
    def of(cls, answers: Mapping[str, Iterable[str]]) -> Self:
        """From loose answers; those to no question of ours are left aside."""
        return cls(
            **{name: tuple(sorted(set(answers.get(name) or ()))) for name in SITUATION_PARAMETERS}
        )

    def answers(self, question: str) -> tuple[str, ...]:
        slugs: tuple[str, ...] = getattr(self, question)
        return slugs

    def pairs(self) -> list[tuple[str, str]]:
        return [(name, slug) for name in SITUATION_PARAMETERS for slug in self.answers(name)]

    def canonical(self) -> str:
        """The query string that means exactly this, whatever the order of the answers was."""
        return query_string(self.pairs())

    @property
    def in_danger(self) -> bool:
        """Whether whoever answers may need help before any tool."""
        return not IN_DANGER.isdisjoint(self.who)

    @property
    def is_empty(self) -> bool:
        return not self.pairs()

    def without(self, question: str, slug: str) -> Self:
        return type(self).of(
            {
                name: [value for value in self.answers(name) if (name, value) != (question, slug)]
                for name in SITUATION_PARAMETERS
            }
        )


class UnusableSituationError(Exception):
    """Answers that are none. ``sentences`` say why; ``nearest`` is what is left of them."""

    def __init__(self, sentences: list[str], nearest: Situation) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.nearest = nearest


def _facets() -> dict[str, Facet]:
    """Each question as a facet whose choices are its answers, or the terms of a scheme."""
    list_facets = {facet.name: facet for facet in TOOL_LIST}
    fixed: dict[str, Mapping[str, LazyText]] = {
        question.slug: {option.slug: option.label for option in question.answers}
        for question in QUESTIONS.values()
        if isinstance(question, FinderQuestion)
    }
    fixed["limit"] = {limit.slug: limit.label for limit in LIMIT_ANSWERS}
    facets = {name: Facet(name, QUESTIONS[name].label, fixed=fixed[name]) for name in fixed}
    # A group of countries is an answer, and no choice of lists: there it is searched for.
    place = replace(list_facets["place"], label=PLACE.label, fixed=group_labels())
    language = replace(list_facets["language"], label=LANGUAGE.label)
    return facets | {"place": place, "language": language}


FACETS = _facets()


class AnswersField(SlugsField):
    """Answers to one question; "not known" is a choice of lists, and no answer."""

    def clean(self, value: list[str] | None) -> tuple[str, ...]:
        for slug in value or ():
            if slug in ("not-known", "known-none"):
                raise forms.ValidationError(
                    _("“%(slug)s” is no answer to “%(question)s”.")
                    % {"slug": slug, "question": self.facet.label}
                )
        return super().clean(value)


@lru_cache(maxsize=1)
def situation_form() -> type[forms.Form]:
    fields = {
        name: AnswersField(facet=FACETS[name], required=False) for name in SITUATION_PARAMETERS
    }
    form: type[forms.Form] = type("SituationForm", (forms.Form,), fields)
    return form


def read_situation(data: QueryDict) -> Situation:
    """The situation of an address; parameters of other pages are left aside.

    Raises UnusableSituationError with a sentence for each answer that is none.
    """
    form = situation_form()(data)
    usable = form.is_valid()
    situation = Situation.of(form.cleaned_data)
    if not usable:
        sentences = [str(text) for messages in form.errors.values() for text in messages]
        raise UnusableSituationError(sentences, situation)
    return situation


def answer_label(question: str, slug: str) -> str:
    """The words of an answer, as on the form."""
    return FACETS[question].label_of(slug)
