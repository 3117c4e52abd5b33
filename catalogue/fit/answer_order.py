"""The answers of a question, those first that most tools of the catalogue answer.

Nobody is tracked, so what readers choose most is not known. What the catalogue can say is how many
tools are recorded with an answer: of those for whoever answers, once that is answered.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np
from django.utils.translation import get_language

from catalogue.fit.limits import LIMIT_ANSWERS, Limit, LimitStep, Precondition
from catalogue.fit.questions import LANGUAGE, LIMIT, WHO, FinderQuestion, LazyText
from catalogue.fit.situation import IN_DANGER, QUESTIONS, Situation
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache

FIRST = 8  # answers in sight before the rest is unfolded
# Whoever may be in danger must not have to look for the answer that brings help before tools.
ALWAYS_FIRST = {WHO.slug: IN_DANGER}


class OrderedAnswer(NamedTuple):
    """An answer and the index rows of tools that are recorded with it."""

    slug: str
    label: LazyText
    rows: tuple[str, ...]


def order_answers(
    slug: str, situation: Situation, snapshot: Snapshot, terms: TermCache
) -> tuple[OrderedAnswer, ...]:
    """The answers of a question that are not chosen from a long menu alone; of languages those
    that a tool is recorded with. Equal numbers keep the order of the declaration.
    """
    tools = _tools_for(situation if slug != WHO.slug else Situation(), snapshot)
    answers = _declared(slug, terms)
    counts = {
        answer.slug: bitmaps.popcount(tools & snapshot.any_row(answer.rows)) for answer in answers
    }
    if slug == LANGUAGE.slug:
        answers = tuple(answer for answer in answers if counts[answer.slug])
    ordered = sorted(answers, key=lambda answer: -counts[answer.slug])
    return tuple(sorted(ordered, key=lambda answer: answer.slug not in ALWAYS_FIRST.get(slug, ())))


def _declared(slug: str, terms: TermCache) -> tuple[OrderedAnswer, ...]:
    question = QUESTIONS[slug]
    if isinstance(question, FinderQuestion):
        return tuple(OrderedAnswer(one.slug, one.label, one.direct) for one in question.answers)
    if slug == LIMIT.slug:
        return tuple(OrderedAnswer(one.slug, one.label, _keeping(one)) for one in LIMIT_ANSWERS)
    if slug == LANGUAGE.slug:
        return terms.derived.get(("fit.languages", get_language() or ""), lambda: _languages(terms))
    return ()


def _keeping(limit: Limit | Precondition) -> tuple[str, ...]:
    """The rows that keep within a limit. What must be in place before any tool is kept by none."""
    steps = limit.steps if isinstance(limit, Limit) else ()
    return tuple(row for step, rows, _words in steps if step is LimitStep.FITS for row in rows)


def current_labels(scheme: str, terms: TermCache) -> tuple[tuple[str, str], ...]:
    """The terms that are used, as (slug, label) in the order of their labels."""
    cached = terms.schemes.get(scheme)
    entries = [entry for entry in cached.terms if not entry.deprecated] if cached else []
    return tuple(sorted(((entry.slug, entry.label()) for entry in entries), key=by_label))


def by_label(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[1].casefold(), pair[0]


def _languages(terms: TermCache) -> tuple[OrderedAnswer, ...]:
    return tuple(
        OrderedAnswer(slug, label, (f"language/{slug}",))
        for slug, label in current_labels(LANGUAGE.slug, terms)
    )


def _tools_for(situation: Situation, snapshot: Snapshot) -> BitArray:
    """Tools that have not ended; of those only the ones for whoever answers, if that is said."""
    tools = snapshot.visible & ~snapshot.ended
    chosen = [option for slug in situation.who if (option := WHO.get(slug))]
    if not chosen:
        return tools
    return tools & reduce(np.bitwise_or, (snapshot.any_row(one.direct) for one in chosen))
