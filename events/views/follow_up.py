"""What pages of follow-up answer where their parameters make no page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from events.presenters.follow_up import NoSuchPageError, NotAddressedError
from events.presenters.follow_up_filter import UnusableFollowUpFilterError
from hub.lists.presenter import past_the_end
from hub.web.localization import isolate
from hub.web.paths import record_path, with_query
from hub.web.responses import bad_parameters_page, message_page
from hub.web.view_models import Link

View = Callable[..., HttpResponse]


def answer_follow_up_problems(view: View) -> View:
    """400 with a sentence for parameters that make no filter, 404 for a page behind the end."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnusableFollowUpFilterError as problem:
            plain = Link(_("Open the page without that part"), request.path)
            return bad_parameters_page(request, problem.sentences, plain)
        except NoSuchPageError as problem:
            return past_the_end(
                request,
                int(request.GET["page"]),
                problem.last,
                lambda page: _of_page(request, page),
            )

    return wrapper


def _of_page(request: HttpRequest, page: int) -> str:
    parameters = request.GET.copy()
    parameters["page"] = str(page)
    return with_query(request.path, parameters.urlencode())


def not_addressed(request: HttpRequest, problem: NotAddressedError) -> HttpResponse:
    """404 with a sentence: the question makes sense, and there is nothing to show."""
    chosen = problem.chosen
    whom = chosen.country.label() if chosen.country else str(chosen.organisation)
    ways = [Link(_("Everybody whom it addresses"), problem.base)]
    if chosen.country:
        ways.append(Link(whom, record_path("country", chosen.country.slug)))
    elif chosen.organisation:
        ways.append(Link(whom, chosen.organisation.get_absolute_url()))
    return message_page(
        request,
        status=404,
        heading=_("Not addressed"),
        sentence=_("%(name)s does not address %(addressee)s, and nothing is recorded about it.")
        % {"name": isolate(problem.name), "addressee": isolate(whom)},
        ways_on=tuple(ways),
    )
