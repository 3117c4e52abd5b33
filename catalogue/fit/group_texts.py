"""What the groups of a result are called, and what decides between them, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.fit.finder_state import FinderState
from catalogue.fit.ranking import GroupedResult
from catalogue.fit.result_cards import FitCard
from catalogue.fit.result_groups import FitGroup, OpenQuestion
from catalogue.fit.situation import answer_label


def result_heading(state: FinderState, result: GroupedResult) -> str:
    """What can be done, with its number."""
    counts = {part.group: part.total for part in (result.shown, *result.folded)}
    does, near = counts.get(FitGroup.DOES, 0), counts.get(FitGroup.NEAR, 0)
    if does and state.situation.task:
        return ngettext("%(count)d tool can do this", "%(count)d tools can do this", does) % {
            "count": does
        }
    if does:
        return ngettext(
            "%(count)d tool may fit your situation", "%(count)d tools may fit your situation", does
        ) % {"count": does}
    if near:
        return ngettext(
            "No tool is known to do all of this; %(count)d comes near",
            "No tool is known to do all of this; %(count)d come near",
            near,
        ) % {"count": near}
    if state.situation.task:
        return _("No tool is known to do this within your limits")
    return _("No tool is known to fit within your limits")


def group_heading(group: FitGroup, count: int, *, has_task: bool) -> str:
    labels = {
        FitGroup.DOES: _("Tools that do this") if has_task else _("These fit"),
        FitGroup.NEAR: _("These come near"),
        FitGroup.UNKNOWN: _("May do this: not known") if has_task else _("Not known whether"),
        FitGroup.PROFESSIONAL: _("For professionals"),
        FitGroup.BROKEN: _("Known to break a limit"),
    }
    return f"{labels[group]} ({count})"


def group_lead(group: FitGroup) -> str:
    return {
        FitGroup.DOES: "",
        FitGroup.NEAR: _(
            "They do something close to it, or part of your situation speaks against them."
        ),
        FitGroup.UNKNOWN: _("No source says so, which does not mean that they do not."),
        FitGroup.PROFESSIONAL: _(
            "Made for people who do this as their work, such as hotlines, online services or the "
            "police."
        ),
        FitGroup.BROKEN: _("Not recommended."),
    }[group]


def order_sentence(cards: Sequence[FitCard]) -> str:
    """What the numbers of places mean, where any of them is a range."""
    if not any(card.alike for card in cards):
        return ""
    return _("Places such as 2–6 are alike: what is not known could change their order.")


def open_question(question: OpenQuestion) -> str:
    """What to find out, and for how many tools that alone would decide."""
    if question.question == "limit":
        asked = _("Do they keep within “%(limit)s”?") % {
            "limit": answer_label("limit", question.answer)
        }
    elif question.question == "what":
        asked = _("Are they used in a setting like yours?")
    else:
        asked = _("Do they do what you need?")
    count = ngettext(
        "That alone would decide for %(count)d tool.",
        "That alone would decide for %(count)d tools.",
        question.tools,
    ) % {"count": question.tools}
    return f"{asked} {count}"
