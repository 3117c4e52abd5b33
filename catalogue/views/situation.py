"""The situation finder, and how it judges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.fit.answer_matrix import matrix_page
from catalogue.fit.finder_state import FinderState, read_finder_state
from catalogue.fit.presenter import situation_page, start_page
from catalogue.fit.rules_document import fit_page
from catalogue.fit.situation import UnusableSituationError
from catalogue.models import Tool
from hub.lists.presenter import follow_address, past_the_end
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.responses import (
    absolute,
    bad_parameters_page,
    missing_record,
    public_page,
)
from hub.web.view_models import Link, Page

SECTION = "situation"


def situation(request: HttpRequest) -> HttpResponse:
    """The questions; with answers, the tools that may fit. 400 for an answer that is none."""
    base = reverse("situation")
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        way = Link(
            _("Go on with the other answers"), FinderState(error.nearest).address(base)
        )
        return bad_parameters_page(request, error.sentences, way)
    explained = None
    if state.why:
        explained = Tool.objects.published().filter(slug=state.why).first()
        if explained is None:
            return missing_record(request, Tool.objects.all(), state.why)
    if state.situation.is_empty:
        situation_view = start_page(state, base)
    else:
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
        description=_("Say who you are, what is happening, what you must do and what limits you."),
        canonical=absolute(state.address(base)),
        section=SECTION,
        # Crawlers need the questions, not every combination of answers.
        robots="noindex, follow" if situation_view.answered else "",
        own_search=True,
        follow=follow_address(SECTION, state.situation.canonical())
        if situation_view.answered
        else "",
    )
    return public_page(
        request, "catalogue/situation.html", {"page": page, "situation": situation_view}
    )


def matrix(request: HttpRequest) -> HttpResponse:
    """All tools by the answers, as a table; without answers, the way to the questions."""
    base = reverse("situation-matrix")
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        way = Link(
            _("Go on with the other answers"), FinderState(error.nearest).address(base)
        )
        return bad_parameters_page(request, error.sentences, way)
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


def how_fit_is_judged(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("How fit is judged"),
        description=_("The rules by which tools are ranked for a situation, and their weights."),
        canonical=absolute(reverse("fit")),
        section=SECTION,
    )
    context = {"page": page, "fit": fit_page(term_cache())}
    return public_page(request, "catalogue/how_fit_is_judged.html", context)
