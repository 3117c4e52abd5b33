"""Asking to be written to about a filter."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import from_here, page, private, retry_after
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.digests.forms import SubscribeForm
from hub.digests.matching.filters import SavedFilter, UnusableFilterError, read
from hub.digests.matching.news_groups import offered
from hub.digests.models import Frequency
from hub.digests.signup import signup
from hub.digests.tasks import process_signups
from hub.digests.view_models import sentences, subscribe_page
from hub.task_queue import enqueue
from hub.web.responses import bad_parameters_page
from hub.web.view_models import Link

MINUTE = datetime.timedelta(minutes=1)


@private
def subscribe(request: HttpRequest) -> HttpResponse:
    """GET: a filter in words, what it would have sent, and the form. POST: take the form in.

    The answer to a form that can be read is the same for every address, and comes before anybody
    has looked whether it is known.
    """
    if request.method == "POST":
        return _posted(request)
    try:
        saved_filter = read(request.GET.get("of") or "", request.GET)
    except UnusableFilterError as problem:
        return bad_parameters_page(
            request, problem.sentences, Link(_("What’s new"), reverse("whats-new"))
        )
    form = SubscribeForm(initial=_initial(saved_filter))
    return _form_page(request, saved_filter, form)


@private
def submitted(request: HttpRequest) -> HttpResponse:
    """What happens next: the same words for everybody."""
    return page(request, "digests/asked.html", _("Check your e-mail"), {})


def _posted(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST)
    valid = form.is_valid()
    saved_filter = form.filter
    if saved_filter is None:
        nearest = Link(_("What’s new"), reverse("whats-new"))
        return bad_parameters_page(request, sentences(form), nearest)
    if not valid:
        return _refused(request, saved_filter, form)
    if not from_here(request):
        complaint = _(
            "Your browser says that this form came from another site. Please press the button"
            " again here."
        )
        return _form_page(request, saved_filter, form, [complaint], status=403)
    signup.submit(form.signup_request(saved_filter))
    enqueue(process_signups)
    return HttpResponseRedirect(reverse("subscribe-asked"), status=303)


def _refused(request: HttpRequest, saved_filter: SavedFilter, form: SubscribeForm) -> HttpResponse:
    """400, or 429 without the preview, which costs the most, where too many are refused."""
    rate = Rate.per(MINUTE, settings.REFUSED_FORMS_PER_MINUTE)
    wait = throttle.take("refused sign-ups", rate)
    if wait == NO_WAIT:
        return _form_page(request, saved_filter, form, sentences(form), status=400)
    busy = _("Many forms are being sent just now. Please wait a minute before you send it again.")
    response = _form_page(
        request, saved_filter, form, [busy, *sentences(form)], with_preview=False, status=429
    )
    return retry_after(response, wait)


def _form_page(
    request: HttpRequest,
    saved_filter: SavedFilter,
    form: SubscribeForm,
    complaints: Sequence[str] = (),
    *,
    with_preview: bool = True,
    status: int = 200,
) -> HttpResponse:
    shown = subscribe_page(saved_filter, form, complaints, with_preview=with_preview)
    title = _("Get updates by e-mail")
    return page(request, "digests/subscribe.html", title, {"shown": shown}, status=status)


def _initial(saved_filter: SavedFilter) -> dict[str, Any]:
    return {
        "of": saved_filter.kind,
        "query": saved_filter.query,
        "whats": [str(what) for what in offered(saved_filter.kind)],
        "frequency": Frequency.WEEKLY,
        "language": get_language(),
        "time_zone": "UTC",
    }
