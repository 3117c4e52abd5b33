"""How allauth's part for other people's accounts behaves here: one provider, no sign-up, no
account found by an address, nothing kept of what the provider says."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.module_loading import import_string

from hub.accounts.single_sign_on import arrivals
from hub.accounts.single_sign_on.pages import problem_page
from hub.accounts.single_sign_on.problems import Problem, SignInProblem

PROVIDER = "hub.accounts.single_sign_on.relying_party.SingleSignOnProvider"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        """The one of the settings; no table of allauth's is read for it."""
        return import_string(PROVIDER).of_settings(request)

    def list_apps(self, *_arguments: Any, **_options: Any) -> list[Any]:
        return []

    def list_providers(self, request: HttpRequest) -> list[Any]:
        return []

    def get_requests_session(self) -> NoReturn:
        raise RuntimeError("Requests go through hub.http_client.")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Behind it allauth signs in ``sociallogin.user``."""
        response = arrivals.arrive(request, sociallogin)
        if response is not None:
            raise ImmediateHttpResponse(response)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        """What allauth itself refuses: a round that nobody began, and an error of the provider."""
        is_begun = bool((extra_context or {}).get("state"))
        problem = Problem.NO_STATE
        if is_begun:
            is_cancelled = request.GET.get("error") == "access_denied"
            problem = Problem.CANCELLED if is_cancelled else Problem.REFUSED
        raise ImmediateHttpResponse(problem_page(request, SignInProblem(problem)))
