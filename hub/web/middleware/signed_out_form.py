"""A form that is answered with the way to the sign-in comes back with what was typed.

A session may end while somebody writes: after eight hours, or since the person signed out in
another window. Each view that needs a person leads to the sign-in by itself, and none of them need
know of this.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hub.web.signed_out_form import signed_out_page

SIGN_IN_ROUTES = ("account_login", "admin:login")


class SignedOutForm:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_sent_away = request.method == "POST" and _leads_to_sign_in(request, response)
        if is_sent_away and not request.user.is_authenticated:
            return signed_out_page(request) or response
        return response


def _leads_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    path, _mark, query = response.headers.get("Location", "").partition("?")
    routes = [reverse(route) for route in SIGN_IN_ROUTES]
    return path in routes and "next=" in query and request.path not in routes
