"""What is new: the change log as a page and as a feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.presenters.news import news_items, news_lines
from hub.identity.site_identity import site_name
from hub.lists.presenter import follow_address
from hub.pages.view_models import NewsPage
from hub.records.models import Change
from hub.web.atom_feed import atom_response
from hub.web.responses import absolute, bad_parameters_page, mark_shared, public_page
from hub.web.view_models import Link, Page

PER_PAGE = 50
FEED_LENGTH = 100


def whats_new(request: HttpRequest) -> HttpResponse:
    """One page of the log, newest first; ``page`` counts from 1."""
    number = request.GET.get("page") or "1"
    base = reverse("whats-new")
    if not (number.isascii() and number.isdigit() and int(number[:9]) >= 1 and len(number) < 9):
        return bad_parameters_page(
            request, [_("A page is a whole number from 1.")], Link(_("Newest changes"), base)
        )
    page_number = int(number)
    start = (page_number - 1) * PER_PAGE
    log = Change.objects.visible_to("public").newest_first()
    changes = list(log[start : start + PER_PAGE + 1])
    if not changes and page_number > 1:
        return bad_parameters_page(
            request, [_("There are no changes that old.")], Link(_("Newest changes"), base)
        )
    newer = "" if page_number == 1 else base
    news = NewsPage(
        lines=news_lines(changes[:PER_PAGE]),
        newer=f"{base}?page={page_number - 1}" if page_number > 2 else newer,
        older=f"{base}?page={page_number + 1}" if len(changes) > PER_PAGE else "",
    )
    page = Page(
        title=_("What’s new"),
        description=_("What was added, changed and removed."),
        canonical=absolute(base if page_number == 1 else f"{base}?page={page_number}"),
        section="whats-new",
        robots="" if page_number == 1 else "noindex, follow",
        feed=Link(_("Follow what’s new (Atom)"), reverse("whats-new-feed")),
        follow=follow_address("everything", ""),
    )
    return public_page(request, "whats_new.html", {"page": page, "news": news})


def whats_new_feed(request: HttpRequest) -> HttpResponse:
    log = Change.objects.visible_to("public").newest_first()
    return mark_shared(
        atom_response(
            title=_("%(site)s: what’s new") % {"site": site_name()},
            path=reverse("whats-new"),
            feed_path=reverse("whats-new-feed"),
            items=news_items(log[:FEED_LENGTH]),
        )
    )
