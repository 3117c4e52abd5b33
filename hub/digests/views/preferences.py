"""The link in each mail: everything that a subscriber can change, and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.anonymous_forms.private_pages import page, private, token_page
from hub.digests import preferences, signed_links
from hub.digests.forms import ManageForm
from hub.digests.matching.saved_search import is_texts_only, parameters
from hub.digests.models import Subscriber
from hub.digests.preferences import unfollow, unsubscribe
from hub.digests.signup.confirmation import waiting_requests
from hub.digests.view_models import manage_page, sentences
from hub.digests.views.dead_link import dead_link

STOP = "stop-"
DONE = {
    "saved": gettext_lazy("Saved."),
    "stopped": gettext_lazy("You will not get it any more."),
    "paused": gettext_lazy("Paused: we send nothing."),
    "resumed": gettext_lazy("You get e-mails again, about what changes from now on."),
}


@private
def subscription(request: HttpRequest) -> HttpResponse:
    """GET shows everything; POST does what the pressed button says (``do``)."""
    form_data = request.POST if request.method == "POST" else request.GET
    token = form_data.get("token") or ""
    subscriber = signed_links.find_subscriber(signed_links.MANAGE, token)
    if subscriber is None or subscriber.state in (
        Subscriber.State.LEFT,
        Subscriber.State.UNCONFIRMED,
    ):
        return dead_link(request)
    if request.method != "POST":
        done = str(DONE.get(request.GET.get("done") or "", ""))
        return _page(request, subscriber, token, saved=done)
    return _do(request, subscriber, token, form_data.get("do") or "save")


@private
def leave(request: HttpRequest) -> HttpResponse:
    """RFC 8058: a POST with the token in the address leaves at once, without a cookie.

    GET shows one button. Whoever has left already, or was erased, is told the same.
    """
    token = request.GET.get("token") or request.POST.get("token") or ""
    if signed_links.is_unsigned(signed_links.MANAGE, token):
        return dead_link(request)
    of = request.GET.get("of") or request.POST.get("of") or ""
    if request.method != "POST":
        return token_page(request, "digests/leave.html", _("Leave"), {"token": token, "of": of})
    subscriber = signed_links.find_unsubscriber(token, of)
    if subscriber is not None:
        unsubscribe(subscriber)
    return _left(request)


def _do(request: HttpRequest, subscriber: Subscriber, token: str, verb: str) -> HttpResponse:
    """Buttons are named in the form: save, pause, resume, leave, ``stop-<key>``."""
    if verb == "leave":
        unsubscribe(subscriber)
        return _left(request)
    if verb.startswith(STOP):
        key = verb.removeprefix(STOP)
        if key.isdecimal() and unfollow(subscriber, int(key[:18])):
            return _left(request)
        return _back(token, "stopped")
    if verb == "pause":
        preferences.pause(subscriber)
        return _back(token, "paused")
    if verb == "resume":
        preferences.resume(subscriber)
        return _back(token, "resumed")
    return _save(request, subscriber, token)


def _back(token: str, done: str) -> HttpResponse:
    query = urlencode({"token": token, "done": done})
    return HttpResponseRedirect(f"{reverse('subscription')}?{query}", status=303)


def _save(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    keys = list(subscriber.subscriptions.values_list("pk", flat=True))
    form = ManageForm(request.POST, keys)
    if not form.is_valid():
        return _page(request, subscriber, token, form=form, status=400)
    preferences.change_delivery(subscriber, form.preferences())
    preferences.change_news(subscriber, form.news())
    unchanged = preferences.change_places(subscriber, form.texts_only())
    if unchanged:
        complaint = _("You already follow this in the same way: %(filter)s") % {
            "filter": "; ".join(unchanged)
        }
        return _page(request, subscriber, token, complaints=[complaint], status=409)
    return _back(token, "saved")


def _page(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    *,
    form: ManageForm | None = None,
    complaints: Sequence[str] = (),
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = manage_page(
        subscriber,
        token,
        form or _as_it_is(subscriber),
        waiting=waiting_requests(subscriber),
        confirm=signed_links.confirmation_link(subscriber),
        complaints=sentences(form) if form else complaints,
        saved=saved,
    )
    title = _("What you get from us")
    return token_page(request, "digests/subscription.html", title, {"shown": shown}, status=status)


def _as_it_is(subscriber: Subscriber) -> ManageForm:
    rows = list(subscriber.subscriptions.all())
    news: dict[str, Any] = {f"whats-{row.pk}": [] if row.paused else row.whats for row in rows}
    texts = {f"texts-{row.pk}": is_texts_only(parameters(row.query)) for row in rows}
    delivery = {
        name: getattr(subscriber, name)
        for name in ("frequency", "language", "time_zone", "discreet")
    }
    return ManageForm(None, [row.pk for row in rows], initial={**delivery, **news, **texts})


def _left(request: HttpRequest) -> HttpResponse:
    return page(request, "digests/left.html", _("You have unsubscribed"), {})
