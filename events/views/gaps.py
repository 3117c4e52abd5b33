"""What was asked for and no tool answers, which tools answer nothing, and who is asked for what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events.presenters.gaps import gaps_page
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.page_kinds import shows
from hub.web.responses import absolute, public_page
from hub.web.view_models import Page


@shows("recommendation", "document", "tool")
def gaps(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("Recommendations and tools: the gaps"),
        description=_(
            "Recommendations for which no tool is known, tools that are linked to none, and "
            "who is asked to do what."
        ),
        canonical=absolute(reverse("recommendations-gaps")),
        section="recommendations",
    )
    view_model = gaps_page(get_snapshot("recommendation", "public"))
    return public_page(request, "events/gaps.html", {"page": page, "gaps": view_model})
