"""The page that says why nobody was signed in, the way out, and forms that lead to the provider."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LogoutView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from hub.accounts.single_sign_on.problems import SignInProblem
from hub.accounts.single_sign_on.provider_client import allowed_origins, is_on

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 60
END_SESSION = "single_sign_on_end"  # in the session: where one signs out of the provider


def problem_page(request: HttpRequest, problem: SignInProblem) -> HttpResponse:
    """Logged without saying who it was."""
    logger.warning("Single sign-on: %s.", problem)
    is_signed_in = request.user.is_authenticated
    context = {
        "sentence": problem.sentence,
        "name": settings.OIDC_NAME,
        "back": reverse("admin:index" if is_signed_in else "account_login"),
        "is_signed_in": is_signed_in,
    }
    status = problem.problem.status
    response = render(request, "account/not_signed_in.html", context, status=status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    add_never_cache_headers(response)
    return response


def leads_to_provider(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page with a form whose answer is a redirect to the provider: browsers look at the policy of
    the page with the form for where its answer may lead."""

    @wraps(view)
    def respond(request: HttpRequest, **match: Any) -> HttpResponse:
        response = view(request, **match)
        if is_on():
            response._csp_update = {"form-action": allowed_origins()}  # type: ignore[attr-defined]
        return response

    return respond


class SignOutView(LogoutView):
    """Signs out here; whoever came by the provider is shown the way to sign out there as well."""

    def post(self, *arguments: Any, **options: Any) -> HttpResponse:
        end = self.request.session.get(END_SESSION)
        response: HttpResponse = super().post(*arguments, **options)
        if not (is_on() and isinstance(end, str) and end):
            return response
        query = urlencode(
            {
                "client_id": settings.OIDC_CLIENT_ID,
                "post_logout_redirect_uri": f"{settings.SITE_ADDRESS}/",
            }
        )
        sign = "&" if "?" in end else "?"
        context = {"name": settings.OIDC_NAME, "end": f"{end}{sign}{query}"}
        page = render(self.request, "account/signed_out.html", context)
        add_never_cache_headers(page)
        return page
