"""The questions of the finder, one on a page: from what was answered so far to what is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.fit.answer_order import FIRST, OrderedAnswer, by_label, current_labels, order_answers
from catalogue.fit.contexts import WHAT
from catalogue.fit.finder_state import FinderState
from catalogue.fit.preconditions import contradictions
from catalogue.fit.questions import LANGUAGE, LIMIT, PLACE, TASK, WHO, WHOM
from catalogue.fit.situation import QUESTIONS, Situation, answer_label
from catalogue.place_names import group_labels
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache
from hub.web.view_models import Link

# What decides most comes first (who, what and the task weigh most; limits take tools away), so that
# whoever stops half way has said what counts. Addresses have an order of their own.
STEPS = tuple(one.slug for one in (WHO, WHAT, TASK, LANGUAGE, LIMIT, PLACE, WHOM))
# One answer is the rule here: it is given with one tap, which leads on. Of limits and groups of
# people several hold at once: they are ticked.
ONE_ANSWER = frozenset((WHO.slug, WHAT.slug, TASK.slug, LANGUAGE.slug))
# Answers of long lists, chosen from a menu.
MENUS = frozenset((PLACE.slug, LANGUAGE.slug))
MAX_MENUS = 5


@dataclass(frozen=True, slots=True)
class StepAnswer:
    slug: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Options of a menu under one heading: (slug, label)."""

    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StepMenu:
    """A menu of all answers, once for each of ``chosen``: the slug selected in it, or none."""

    label: str
    groups: tuple[MenuGroup, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLink:
    """A question, what was answered to it (empty: nothing) and the way to it, all answers kept."""

    question: str
    answers: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question. ``progress`` says which of how many it is.

    ``tick``: several answers are ticked and sent with one button, else each answer is a button that
    leads on. ``first`` are in sight, ``rest`` unfolded under ``rest_label``; ``order`` says why
    these are first. ``action`` is where an answer leads, ``onward`` where leaving it out does,
    ``again`` this question; ``tools`` and ``result`` are what was found, with the answers so far
    and for a form. ``remove`` takes the answers to this question away, ``more`` leads to ticking
    several. ``contradictions`` are sentences. ``notice``: tools were asked for before anything was
    answered.
    """

    slug: str
    progress: str
    heading: str
    hint: str
    lead: str
    notice: Link | None
    action: str
    onward: Link
    tools: Link
    result: str
    again: str
    hidden_fields: tuple[tuple[str, str], ...]
    first: tuple[StepAnswer, ...]
    rest: tuple[StepAnswer, ...]
    rest_label: str
    order: str
    menu: StepMenu | None
    tick: bool
    more: Link | None
    remove: Link | None
    contradictions: tuple[str, ...]
    steps: tuple[StepLink, ...]
    in_danger: bool

    @property
    def has_others(self) -> bool:
        """Whether another question was answered."""
        return any(step.answers and not step.is_current for step in self.steps)

    @property
    def begins(self) -> bool:
        """Whether keyboards and screen readers begin at the question.

        They would pass over the help for somebody in danger, and over what is said to the reader.
        """
        return not (self.lead or self.in_danger or self.contradictions or self.notice)


def question_page(state: FinderState, slug: str, snapshot: Snapshot) -> QuestionPage:
    question, situation = QUESTIONS[slug], state.situation
    terms = term_cache()
    answers = _step_answers(slug, situation, snapshot, terms)
    chosen_count = len(situation.answers(slug))
    tick = slug not in ONE_ANSWER or state.several or chosen_count > 1
    first, rest = _split(answers)
    onward = replace(state, several=False)
    nothing_answered = situation.is_empty
    return QuestionPage(
        slug=slug,
        progress=_("Question %(number)d of %(all)d")
        % {"number": STEPS.index(slug) + 1, "all": len(STEPS)},
        heading=str(question.label),
        hint=_hint(slug, tick=tick),
        lead=_lead() if nothing_answered and slug == STEPS[0] else "",
        notice=_notice(snapshot) if nothing_answered and state.then_tools else None,
        action=_next_base(onward, slug),
        onward=Link(
            _("Keep my answer") if chosen_count else _("Skip this question"),
            _next_address(onward, slug),
        ),
        tools=_tools_link(state, snapshot),
        result=reverse("situation"),
        again=reverse("situation-question", kwargs={"question": slug}),
        hidden_fields=_carried(state, slug),
        first=first,
        rest=rest,
        rest_label=_rest_label(rest),
        order=_order_sentence(slug, situation) if first else "",
        menu=_menu(slug, situation, {answer.slug for answer in answers}, terms),
        tick=tick,
        more=_more_link(state, slug) if not tick and first else None,
        remove=_remove_link(state, slug) if chosen_count else None,
        contradictions=contradictions(situation),
        steps=step_links(state, slug),
        in_danger=situation.in_danger,
    )


def _lead() -> str:
    return _(
        "Answer any of these. You will see tools that may fit, why, and what is not known. Your "
        "answers are only in the web address. We do not store them."
    )


def _notice(snapshot: Snapshot) -> Link:
    """Whoever asks for tools without an answer is told so, and may see all of them."""
    return Link(_all_tools(snapshot), reverse("tools"))


def _all_tools(snapshot: Snapshot) -> str:
    count = snapshot.total
    return ngettext("See %(count)d tool", "See all %(count)d tools", count) % {"count": count}


def _tools_link(state: FinderState, snapshot: Snapshot) -> Link:
    if state.situation.is_empty:
        return Link(_all_tools(snapshot), reverse("tools"))
    return Link(_("See the tools"), state.address(reverse("situation")))


def _hint(slug: str, *, tick: bool) -> str:
    hint = str(QUESTIONS[slug].hint)
    if slug == PLACE.slug:
        return hint
    way = _("Tick all that apply.") if tick else _("Choose one to go on.")
    return f"{hint} {way}"


def _step_answers(
    slug: str, situation: Situation, snapshot: Snapshot, terms: TermCache
) -> tuple[StepAnswer, ...]:
    chosen = situation.answers(slug)
    ordered = order_answers(slug, situation, snapshot, terms)
    if slug in MENUS:  # the menu holds them all
        ordered = _in_sight(ordered, chosen)
    return tuple(StepAnswer(one.slug, str(one.label), one.slug in chosen) for one in ordered)


def _in_sight(
    ordered: tuple[OrderedAnswer, ...], chosen: tuple[str, ...]
) -> tuple[OrderedAnswer, ...]:
    return tuple(one for number, one in enumerate(ordered) if number < FIRST or one.slug in chosen)


def _split(
    answers: tuple[StepAnswer, ...],
) -> tuple[tuple[StepAnswer, ...], tuple[StepAnswer, ...]]:
    """Those in sight, and those to unfold. What was chosen is always in sight."""
    in_sight = [one for number, one in enumerate(answers) if number < FIRST or one.chosen]
    rest = [one for one in answers if one not in in_sight]
    return tuple(in_sight), tuple(rest)


def _rest_label(rest: tuple[StepAnswer, ...]) -> str:
    return ngettext("%(count)d more answer", "%(count)d more answers", len(rest)) % {
        "count": len(rest)
    }


def _order_sentence(slug: str, situation: Situation) -> str:
    if slug == WHO.slug:
        return _(
            "People who may be in danger come first, then the answers that most tools in the "
            "catalogue are for."
        )
    if situation.who:
        return _(
            "The answers that most tools for people like you are recorded with come first: most "
            "in the catalogue, not most used."
        )
    return _("The answers that most tools in the catalogue are recorded with come first.")


def _carried(state: FinderState, slug: str) -> tuple[tuple[str, str], ...]:
    """What the form carries along: the answers to other questions, and what is no answer."""
    state = replace(state, several=False, then_tools=not _next_step(state, slug))
    return tuple(pair for pair in state.question_pairs() if pair[0] != slug)


def _next_step(state: FinderState, slug: str) -> str:
    """The next question that is not answered yet; empty where none is left."""
    if state.then_tools:
        return ""
    later = STEPS[STEPS.index(slug) + 1 :]
    return next((step for step in later if not state.situation.answers(step)), "")


def _next_base(state: FinderState, slug: str) -> str:
    if step := _next_step(state, slug):
        return reverse("situation-question", kwargs={"question": step})
    return reverse("situation")


def _next_address(state: FinderState, slug: str) -> str:
    if step := _next_step(state, slug):
        return state.question_address(step)
    address = state.address(reverse("situation"))
    return address if not state.situation.is_empty else f"{address}?then=tools"


def _more_link(state: FinderState, slug: str) -> Link:
    return Link(_("More than one fits"), replace(state, several=True).question_address(slug))


def _remove_link(state: FinderState, slug: str) -> Link:
    without = Situation.of({name: state.situation.answers(name) for name in STEPS if name != slug})
    label = ngettext("Remove my answer", "Remove my answers", len(state.situation.answers(slug)))
    return Link(label, replace(state, situation=without, several=False).question_address(slug))


def step_links(state: FinderState, current: str = "") -> tuple[StepLink, ...]:
    """All questions in order, each with its answers and the way to it."""
    state = replace(state, several=False)
    return tuple(
        StepLink(
            str(QUESTIONS[slug].label),
            "; ".join(answer_label(slug, answer) for answer in state.situation.answers(slug)),
            state.question_address(slug),
            slug == current,
        )
        for slug in STEPS
    )


def _menu(slug: str, situation: Situation, in_sight: set[str], terms: TermCache) -> StepMenu | None:
    """A menu for each answer that is not in sight, and one more."""
    if slug not in MENUS:
        return None
    chosen = tuple(answer for answer in situation.answers(slug) if answer not in in_sight)
    label = _("Another language") if slug == LANGUAGE.slug else str(PLACE.label)
    menus = chosen if len(chosen) >= MAX_MENUS else (*chosen, "")
    key = ("fit.menu", slug, get_language() or "")
    return StepMenu(label, terms.derived.get(key, partial(_menu_groups, slug, terms)), menus)


def _menu_groups(slug: str, terms: TermCache) -> tuple[MenuGroup, ...]:
    """Every current term, in the order of its label: regions and groups before countries."""
    if slug == LANGUAGE.slug:
        return (MenuGroup("", current_labels(slug, terms)),)
    groups = [(slug, str(label)) for slug, label in group_labels().items()]
    regions = sorted([*current_labels("region", terms), *groups], key=by_label)
    return (
        MenuGroup(_("Regions and groups of countries"), tuple(regions)),
        MenuGroup(_("Countries"), current_labels("country", terms)),
    )
