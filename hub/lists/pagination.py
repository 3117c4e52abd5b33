"""The pages of a list: links to those near the reader, and the answer behind the last one."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.lists.view_models import PageLinks
from hub.web.responses import message_page
from hub.web.view_models import Link


def page_links(current: int, last: int, address: Callable[[int], str]) -> PageLinks:
    """The first, the last and two pages on each side; ``address`` gives that of a page."""
    paginator = Paginator(range(last), 1)
    pages = paginator.get_elided_page_range(min(current, last), on_each_side=2, on_ends=1)
    links = tuple(
        Link(str(page), address(page), current=page == current) if isinstance(page, int) else None
        for page in pages
    )
    return PageLinks(
        current=current,
        last=last,
        previous=address(current - 1) if current > 1 else "",
        next=address(current + 1) if current < last else "",
        links=links,
    )


def past_the_end(
    request: HttpRequest, page: int, last: int, address: Callable[[int], str]
) -> HttpResponse:
    """404 for a page that the list does not have, with the way to its last one."""
    return message_page(
        request,
        status=404,
        heading=_("This list has no page %(page)d") % {"page": page},
        sentence=ngettext("It has %(last)d page.", "It has %(last)d pages.", last) % {"last": last},
        ways_on=(Link(_("Go to its last page"), address(last)),),
    )
