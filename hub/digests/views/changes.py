"""A set of changes on a page: what did not fit in a mail. Public, the same for every reader."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.news import news_lines
from hub.digests import change_set_token
from hub.digests.matching.change_documents import visible_changes
from hub.lists.presenter import page_links
from hub.pages.view_models import NewsPage
from hub.records.models import Change
from hub.search_engine.query import page_count
from hub.web.responses import absolute, bad_parameters_page, public_page
from hub.web.view_models import Link, Page

PER_PAGE = 50


def address(code: str, page: int = 1) -> str:
    """The path of the page with these changes (see ``hub.digests.change_set_token``)."""
    further = {"page": page} if page > 1 else {}
    return f"{reverse('changes')}?{urlencode({'these': code, **further})}"


def changes(request: HttpRequest) -> HttpResponse:
    """The changes named in the address, the newest first; those hidden since are left out."""
    code, page_text = request.GET.get("these") or "", request.GET.get("page") or "1"
    everything = Link(_("What’s new"), reverse("whats-new"))
    try:
        keys = change_set_token.decode(code)
    except ValueError:
        sentence = _("It names no updates. Part of it may have been cut off.")
        return bad_parameters_page(request, [sentence], everything)
    visible = visible_changes(
        Change.objects.visible_to("public").filter(pk__in=keys).newest_first()
    )
    last = page_count(len(visible), PER_PAGE)
    plain = page_text.isascii() and page_text.isdigit() and len(page_text) < 9
    if not (plain and 1 <= int(page_text) <= last):
        first = Link(_("Its first page"), address(code))
        return bad_parameters_page(request, [_("There is no such page of these updates.")], first)
    number = int(page_text)
    shown = visible[(number - 1) * PER_PAGE : number * PER_PAGE]
    pages = page_links(number, last, lambda page: address(code, page))
    total = len(visible)
    heading = ngettext("%(total)d change", "%(total)d changes", total) % {"total": total}
    page = Page(
        title=heading,
        canonical=absolute(address(code, number)),
        section="whats-new",
        robots="noindex, follow",
    )
    news = NewsPage(news_lines(shown), pages.previous, pages.next)
    context = {"page": page, "news": news, "heading": heading, "hidden": len(keys) - len(visible)}
    return public_page(request, "digests/changes.html", context)
