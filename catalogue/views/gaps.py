"""The gap map: what there is for which task, in which situation, and where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalogue.gaps.asked import Asked, UnusableGapsError, read_asked
from catalogue.pages.gap_page import gap_page, here
from hub.core.answers import absolute, public_page, unusable
from hub.core.showing import Link, Page
from hub.index.current import current


def gaps(request: HttpRequest) -> HttpResponse:
    """400 with a sentence for parameters that ask for nothing."""
    try:
        asked = read_asked(request.GET)
    except UnusableGapsError as problem:
        nearest = Link(_("Show the map without what cannot be used"), here(problem.nearest))
        return unusable(request, problem.sentences, nearest)
    shown = gap_page(current("tool", "public"), asked)
    page = Page(
        title=shown.heading,
        description=_(
            "How many tools against trafficking there are for each task in each situation and "
            "region, where they are made and where they are used, and what is missing."
        ),
        canonical=absolute(here(asked)),
        section="gaps",
        robots="" if asked == Asked() else "noindex, follow",
    )
    return public_page(request, "catalogue/gaps.html", {"page": page, "gaps": shown})
