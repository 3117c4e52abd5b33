"""The situation finder, and how it judges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.fit.answer_matrix import matrix_page
from catalogue.fit.finder_state import FinderState, read_finder_state
from catalogue.fit.form_presenter import STEPS, question_page
from catalogue.fit.presenter import situation_page
from catalogue.fit.rules_document import fit_page
from catalogue.fit.situation import UnusableSituationError
from catalogue.models import Tool
from hub.lists.presenter import follow_address, past_the_end
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.page_kinds import shows
from hub.web.responses import (
    absolute,
    bad_parameters_page,
    missing_record,
    public_page,
)
from hub.web.view_models import Link, Page

SECTION = "situation"


@shows("tool", "organisation", "deployment")
def situation(request: HttpRequest) -> HttpResponse:
    """The tools that may fit the answers; without any, the first question.

    400 for an answer that is none.
    """
    base = reverse("situation")
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        return _unusable(request, error, FinderState(error.nearest).address(base))
    if state.situation.is_empty:
        return _question(request, state, STEPS[0])
    explained = None
    if state.why:
        explained = Tool.objects.published().filter(slug=state.why).first()
        if explained is None:
            return missing_record(request, Tool.objects.all(), state.why)
    situation_view, result = situation_page(
        state, base, get_snapshot(Tool.kind, "public"), explained
    )
    last = result.ranking.pages
    if state.page > last:
        return past_the_end(
            request, state.page, last, lambda page: state.with_page(page).address(base)
        )
    page = Page(
        title=situation_view.heading,
        description=_description(),
        canonical=absolute(state.address(base)),
        section=SECTION,
        # Crawlers need the questions, not every combination of answers.
        robots="noindex, follow",
        own_search=True,
        follow=follow_address(SECTION, state.situation.canonical()),
    )
    return public_page(
        request, "catalogue/situation.html", {"page": page, "situation": situation_view}
    )


@shows("tool", "organisation", "deployment")
def situation_question(request: HttpRequest, question: str) -> HttpResponse:
    """One question, with what was answered so far. 400 for an answer that is none."""
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        return _unusable(request, error, FinderState(error.nearest).question_address(question))
    return _question(request, state, question)


def _question(request: HttpRequest, state: FinderState, question: str) -> HttpResponse:
    view = question_page(state, question, get_snapshot(Tool.kind, "public"))
    is_start = state.situation.is_empty and question == STEPS[0]
    address = reverse("situation") if is_start else state.question_address(question)
    page = Page(
        title=_("Your situation: %(question)s") % {"question": view.heading},
        description=_description(),
        canonical=absolute(address),
        section=SECTION,
        robots="" if is_start else "noindex, follow",
        own_search=True,
    )
    return public_page(
        request, "catalogue/situation_question.html", {"page": page, "question": view}
    )


def _unusable(request: HttpRequest, error: UnusableSituationError, nearest: str) -> HttpResponse:
    way = Link(_("Go on with the other answers"), nearest)
    return bad_parameters_page(request, error.sentences, way)


def _description() -> str:
    return _(
        "Say who you are, what is happening, what you need to do and what limits you, and see "
        "the tools that may fit."
    )


@shows("tool", "organisation", "deployment")
def matrix(request: HttpRequest) -> HttpResponse:
    """All tools by the answers, as a table; without answers, the way to the questions."""
    base = reverse("situation-matrix")
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        return _unusable(request, error, FinderState(error.nearest).address(base))
    if state.situation.is_empty:
        return redirect("situation")
    view = matrix_page(state, base, get_snapshot(Tool.kind, "public"))
    if state.page > view.pages.last:
        return past_the_end(
            request, state.page, view.pages.last, lambda page: state.with_page(page).address(base)
        )
    page = Page(
        title=view.heading,
        description=_("Which tools fit which answers."),
        canonical=absolute(state.address(base)),
        section=SECTION,
        robots="noindex, follow",
        own_search=True,
    )
    return public_page(request, "catalogue/situation_matrix.html", {"page": page, "matrix": view})


@shows()
def how_fit_is_judged(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("How fit is judged"),
        description=_("The rules by which tools are ranked for a situation, and their weights."),
        canonical=absolute(reverse("fit")),
        section=SECTION,
    )
    context = {"page": page, "fit": fit_page(term_cache())}
    return public_page(request, "catalogue/how_fit_is_judged.html", context)
