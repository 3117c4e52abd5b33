"""The changes of a filter as Atom, for who would rather give no address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.presenters.news import news_items
from hub.digests.matching import preview
from hub.digests.matching.filters import UnusableFilterError, read
from hub.identity.site_identity import site_name
from hub.web.atom_feed import atom_response
from hub.web.responses import bad_parameters_page, mark_shared
from hub.web.view_models import Link

FEED_LENGTH = 50


def changes_feed(request: HttpRequest) -> HttpResponse:
    try:
        saved_filter = read(request.GET.get("of") or "", request.GET)
    except UnusableFilterError as problem:
        return bad_parameters_page(
            request, problem.sentences, Link(_("What’s new"), reverse("whats-new"))
        )
    changes = preview.latest(saved_filter.kind, saved_filter.query, FEED_LENGTH)
    title = _("%(site)s: changes") % {"site": site_name()}
    return mark_shared(
        atom_response(
            title=f"{title} · {saved_filter.title}",
            path=saved_filter.page,
            feed_path=saved_filter.feed,
            items=news_items(changes, saved_filter.names),
        )
    )
