"""The situation finder, and how it judges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.fit.finder_state import FinderState, read_finder_state
from catalogue.fit.presenter import situation_page, start_page
from catalogue.fit.rules_document import fit_page
from catalogue.fit.situation import UnusableSituationError
from catalogue.models import Tool
from hub.lists.pagination import past_the_end
from hub.lists.presenter import follow_address
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.responses import absolute, bad_parameters_page, missing_record, public_page
from hub.web.view_models import Link, Page

SECTION = "situation"


def situation(request: HttpRequest) -> HttpResponse:
    """The questions; with answers, the tools that may fit. 400 for an answer that is none."""
    base = reverse("situation")
    try:
        visit = read_finder_state(request.GET)
    except UnusableSituationError as problem:
        way = Link(
            _("Go on with the answers that can be used"), FinderState(problem.nearest).address(base)
        )
        return bad_parameters_page(request, problem.sentences, way)
    why = None
    if visit.why:
        why = Tool.objects.published().filter(slug=visit.why).first()
        if why is None:
            return missing_record(request, Tool.objects.all(), visit.why)
    if visit.situation.is_empty:
        view_model = start_page(visit, base)
    else:
        view_model, ranking = situation_page(visit, base, get_snapshot(Tool.kind, "public"), why)
        if visit.page > ranking.pages:
            return past_the_end(
                request, visit.page, ranking.pages, lambda page: visit.at(page).address(base)
            )
    page = Page(
        title=view_model.heading,
        description=_("Say who you are, what is happening, what you must do and what limits you."),
        canonical=absolute(visit.address(base)),
        section=SECTION,
        # Crawlers need the questions, not every combination of answers.
        robots="noindex, follow" if view_model.answered else "",
        own_search=True,
        follow=follow_address(SECTION, visit.situation.canonical()) if view_model.answered else "",
    )
    return public_page(request, "catalogue/situation.html", {"page": page, "situation": view_model})


def how_fit_is_judged(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("How fit is judged"),
        description=_("The rules by which tools are ranked for a situation, and their weights."),
        canonical=absolute(reverse("fit")),
        section=SECTION,
    )
    context = {"page": page, "fit": fit_page(term_cache())}
    return public_page(request, "catalogue/how_fit_is_judged.html", context)
