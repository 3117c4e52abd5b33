"""The gap map: what there is for which task, in which situation, and where."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.gaps.parameters import GapParameters, UnusableGapsError, read_gap_parameters
from catalogue.gaps.presenter import GapPage, WorldPage, gap_map_url, gap_page, world_page
from hub.records.models import SearchState
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.page_kinds import shows
from hub.web.responses import absolute, bad_parameters_page, public_page
from hub.web.view_models import Link, Page


@shows("tool")
def gaps(request: HttpRequest) -> HttpResponse:
    description = _(
        "How many tools against trafficking there are for each task in each situation and region, "
        "and what is missing."
    )
    return _respond(request, reverse("gaps"), "catalogue/gaps.html", gap_page, description)


@shows("tool")
def world(request: HttpRequest) -> HttpResponse:
    description = _("How many tools against trafficking are made and used in each country.")
    return _respond(
        request, reverse("gaps-world"), "catalogue/gaps_world.html", world_page, description
    )


def _respond(
    request: HttpRequest,
    base: str,
    template: str,
    build: Callable[[Snapshot, GapParameters], GapPage | WorldPage],
    description: str,
) -> HttpResponse:
    """400 with a sentence for parameters that ask for nothing."""
    try:
        parameters = read_gap_parameters(request.GET)
    except UnusableGapsError as error:
        address = gap_map_url(error.nearest, base)
        nearest = Link(_("Show the map without that part"), address)
        return bad_parameters_page(request, error.sentences, nearest)
    view, fragments = _kept(build, parameters)
    page = Page(
        title=view.heading,
        description=description,
        canonical=absolute(gap_map_url(parameters, base)),
        section="gaps",
        robots="" if parameters == GapParameters() else "noindex, follow",
    )
    return public_page(request, template, {"page": page, "gaps": view, "fragments": fragments})


def _kept(
    build: Callable[[Snapshot, GapParameters], GapPage | WorldPage], parameters: GapParameters
) -> tuple[GapPage | WorldPage, dict[str, str]]:
    """The page and the HTML of it, once for a snapshot of the tools: nothing else is counted, and
    nine in ten milliseconds of a page went into it. There are nine pages in a language, of some
    200 kB each, which go with the snapshot.
    """
    snapshot = get_snapshot("tool", "public")
    key = ("gaps", build.__name__, get_language(), SearchState.terms_version(), parameters)
    return snapshot.derived.get(key, lambda: (build(snapshot, parameters), {}))
