"""Confirming anew who one is before roles, keys and what cannot be undone: step-up.

Whoever signed in or confirmed within ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds goes on. The page
where people confirm is that of ``hub.accounts``; this module knows its route alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from hub.web.signed_out_form import unconfirmed_page

CONFIRMATION_ROUTE = "account_reauthenticate"

View = Callable[..., HttpResponseBase]


def is_recently_confirmed(request: HttpRequest) -> bool:
    """Whether this session's password, code or key was given within the time that counts."""
    # Of a sign-in by a provider counts when it asked the person, and not when they came back from
    # it ("socialaccount"): somebody whom it knew for hours has confirmed nothing.
    records = get_authentication_records(request, request.user)
    times = [
        record.get("confirmed_at", record["at"])
        for record in records
        if record["method"] != "socialaccount"
    ]
    confirmed_at = max(times, default=0.0)
    age: float = time.time() - confirmed_at
    return age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def confirmation_page(request: HttpRequest) -> HttpResponse | None:
    """The way to confirm, from which a form comes back with all that was typed; None where recent.

    For somebody who is signed in. What was sent is not done: the caller answers with this page.
    """
    if is_recently_confirmed(request):
        return None
    page = unconfirmed_page(request) if request.method == "POST" else None
    query = urlencode({"next": request.get_full_path()})
    return page or HttpResponseRedirect(f"{reverse(CONFIRMATION_ROUTE)}?{query}")


def recently_confirmed(view: View) -> View:
    """A view for whoever confirmed lately who they are; below a guard that asks to sign in."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        return confirmation_page(request) or view(request, *args, **options)

    return respond
