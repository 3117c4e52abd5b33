"""What to ask about any tool, on one sheet of paper: the finder's questions and the nine on safety.

The sheet asks about a tool and a setting. It has no place for a person or a case.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.presenters.safety_panel import QUESTIONS as SAFETY_QUESTIONS


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """``slug`` is unique on the sheet; ``hint`` may be empty."""

    slug: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Questions that are answered alike: each with a line and the same boxes to tick."""

    slug: str
    title: str
    boxes: tuple[str, ...]
    questions: tuple[SheetQuestion, ...]


def fit_part(questions: tuple[SheetQuestion, ...]) -> SheetPart:
    """The questions of the finder: what holds where you are, and whether the tool fits it."""
    return SheetPart(
        "fit",
        _("Does it fit your situation?"),
        (_("Fits"), _("Does not fit"), _("Not known")),
        questions,
    )


def safety_part() -> SheetPart:
    """The questions of the safety panel, in its order."""
    return SheetPart(
        "safety",
        _("Is it safe enough for the people concerned?"),
        (_("Good answer"), _("Bad answer"), _("No answer")),
        tuple(SheetQuestion(each.name, str(each.text)) for each in SAFETY_QUESTIONS),
    )


def decisions() -> tuple[str, ...]:
    return (_("Use it"), _("Try it with invented data first"), _("Ask again"), _("Do not use it"))
