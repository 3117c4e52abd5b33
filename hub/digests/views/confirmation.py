"""The link of a confirmation mail: a page with one button, which alone confirms."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.anonymous_forms.private_pages import private, token_page
from hub.digests import signed_links
from hub.digests.models import Subscriber
from hub.digests.signup.confirmation import MAX_SUBSCRIPTIONS, confirm_requests, waiting_requests
from hub.digests.view_models import followed_row, preference_words
from hub.digests.views.dead_link import dead_link
from hub.web.view_models import Link


@private
def confirm(request: HttpRequest) -> HttpResponse:
    """GET shows what waits, POST confirms what is ticked."""
    form_data = request.POST if request.method == "POST" else request.GET
    token = form_data.get("token") or ""
    subscriber = signed_links.find_subscriber(signed_links.CONFIRM, token)
    if subscriber is None or subscriber.state == Subscriber.State.LEFT:
        return dead_link(request)
    if request.method == "POST":
        # Python refuses to read numbers of thousands of digits.
        keys = [int(key[:18]) for key in form_data.getlist("request") if key.isdecimal()]
        if keys:
            confirm_requests(subscriber, keys[:100])
            if waiting_requests(subscriber):
                return _waiting_page(request, subscriber, token, _too_many(), status=409)
            query = urlencode({"token": token})
            return HttpResponseRedirect(f"{reverse('subscribe-confirm')}?{query}", status=303)
        complaint = _("Tick at least one request, or close this page and we send nothing.")
        return _waiting_page(request, subscriber, token, complaint, status=400)
    return _waiting_page(request, subscriber, token)


def _waiting_page(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    complaint: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    requests = waiting_requests(subscriber)
    if not requests:
        return _nothing_waits(request, subscriber)
    context = {
        "token": token,
        "requests": [followed_row(row, row.whats) for row in requests],
        "preferences": preference_words(requests[-1]),
        "complaint": complaint,
    }
    title = _("Confirm that you want these e-mails")
    return token_page(request, "digests/confirm.html", title, context, status=status)


def _too_many() -> str:
    return _(
        "You already follow %(most)d filters, which is the most. Stop one with the link "
        "in your e-mails, then confirm the rest here."
    ) % {"most": MAX_SUBSCRIPTIONS}


def _nothing_waits(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """Confirmed already, or too late."""
    if subscriber.state == Subscriber.State.UNCONFIRMED:
        return dead_link(request)
    return _confirmed(request, subscriber)


def _confirmed(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    manage = Link(_("See and change what you get"), signed_links.preferences_link(subscriber))
    return token_page(request, "digests/confirmed.html", _("Confirmed"), {"manage": manage})
