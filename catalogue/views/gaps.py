"""The gap map: what there is for which task, in which situation, and where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalogue.gaps.parameters import GapParameters, UnusableGapsError, read_gap_parameters
from catalogue.gaps.presenter import gap_map_url, gap_page
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.responses import absolute, bad_parameters_page, public_page
from hub.web.view_models import Link, Page


def gaps(request: HttpRequest) -> HttpResponse:
    """400 with a sentence for parameters that ask for nothing."""
    try:
        parameters = read_gap_parameters(request.GET)
    except UnusableGapsError as error:
        nearest = Link(_("Show the map without what cannot be used"), gap_map_url(error.nearest))
        return bad_parameters_page(request, error.sentences, nearest)
    view = gap_page(get_snapshot("tool", "public"), parameters)
    page = Page(
        title=view.heading,
        description=_(
            "How many tools against trafficking there are for each task in each situation and "
            "region, where they are made and where they are used, and what is missing."
        ),
        canonical=absolute(gap_map_url(parameters)),
        section="gaps",
        robots="" if parameters == GapParameters() else "noindex, follow",
    )
    return public_page(request, "catalogue/gaps.html", {"page": page, "gaps": view})
