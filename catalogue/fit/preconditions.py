"""What must be in place before any tool, and answers that cannot all be true of one tool."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.fit.questions import LazyText
from catalogue.fit.situation import Situation


@dataclass(frozen=True)
class Contradiction:
    """Two answers that leave hardly any tool: each is a question and the slugs of its answers."""

    first: tuple[str, frozenset[str]]
    second: tuple[str, frozenset[str]]
    sentence: LazyText


def _any(question: str, slugs: str) -> tuple[str, frozenset[str]]:
    return question, frozenset(slugs.split())


CONTRADICTIONS = (
    Contradiction(
        _any("what", "online"),
        _any("limit", "no-internet sms-only basic-phones"),
        _("You work on the internet, and you have no internet. Which of them is meant?"),
    ),
    Contradiction(
        _any("task", "keep-platform-safe remove-images"),
        _any("limit", "no-internet sms-only basic-phones"),
        _("What you need to do happens on the internet, and you have no internet."),
    ),
    Contradiction(
        _any("limit", "no-reading"),
        _any("limit", "sms-only"),
        _("Only text messages work, and people do not read. A tool that speaks needs calls."),
    ),
    Contradiction(
        _any("task", "manage-cases"),
        _any("limit", "no-personal-data"),
        _("Case management records data about people, and you may not record any."),
    ),
    Contradiction(
        _any("limit", "no-vetting"),
        _any("who", "law-enforcement prosecutor-judge"),
        _("Most tools for the police and the courts are open only to those who are vetted."),
    ),
    Contradiction(
        _any("limit", "no-technician"),
        _any("who", "developer"),
        _("You build tools, and you have nobody to install and run software."),
    ),
)


def contradictions(situation: Situation) -> tuple[str, ...]:
    """A sentence for each pair of answers that pull against one another."""
    return tuple(
        str(each.sentence)
        for each in CONTRADICTIONS
        if all(
            slugs.intersection(situation.answers(question))
            for question, slugs in (each.first, each.second)
        )
    )
