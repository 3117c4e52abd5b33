"""Going to the provider, to sign in, to confirm or to join accounts; and the way back."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url, url_str_to_user_pk
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from hub.accounts.models import Person
from hub.accounts.single_sign_on.arrivals import CONFIRM, JOIN, SIGN_IN
from hub.accounts.single_sign_on.notices import joining_tokens
from hub.accounts.single_sign_on.pages import problem_page
from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.accounts.single_sign_on.relying_party import SingleSignOnProvider, callback


def begin_round(request: HttpRequest, data: dict[str, Any], *, is_anew: bool) -> HttpResponse:
    """To the provider. Only addresses of our own are come back to."""
    if not ratelimit.consume(request, action="single_sign_on"):
        return too_many(request)
    try:
        return SingleSignOnProvider.of_settings(request).begin(
            request, next_url=get_next_redirect_url(request), data=data, is_anew=is_anew
        )
    except SignInProblem as problem:
        return problem_page(request, problem)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        address = get_next_redirect_url(request) or reverse(settings.LOGIN_REDIRECT_URL)
        return HttpResponseRedirect(address)
    return begin_round(request, {"purpose": SIGN_IN}, is_anew=False)


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    return begin_round(request, {"purpose": CONFIRM}, is_anew=True)


def answer(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = callback(request)
    add_never_cache_headers(response)
    return response


def join(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """A link that an administrator had sent: what it does, and the button that does it."""
    person = invited_person(uidb36)
    if person is None or not joining_tokens.check_token(person, key):
        return problem_page(request, SignInProblem(Problem.USED_LINK))
    if request.method == "POST":
        data = {"purpose": JOIN, "person": person.pk, "key": key}
        return begin_round(request, data, is_anew=False)
    context = {"name": settings.OIDC_NAME, "address": person.email}
    return render(request, "account/join.html", context)


def invited_person(uidb36: str) -> Person | None:
    try:
        return Person.objects.filter(pk=url_str_to_user_pk(uidb36)).first()
    except (ValueError, OverflowError, ValidationError):
        return None
