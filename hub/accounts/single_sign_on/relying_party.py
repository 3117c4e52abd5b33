"""allauth's OpenID provider with the checks that it leaves out. Loads ``requests`` and PyJWT.

allauth takes a token that came over TLS without looking at its signature, knows no nonce, reads
further parameters of the request to the provider from our own address, and stores what it is told.
"""

from __future__ import annotations

import secrets
import time
from typing import Any, Self

from allauth.account.internal.decorators import login_not_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hub.accounts.single_sign_on.arrivals import CONFIRM
from hub.accounts.single_sign_on.id_token import read_id_token
from hub.accounts.single_sign_on.pages import problem_page
from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.accounts.single_sign_on.provided_roles import NOTHING, claim_value
from hub.accounts.single_sign_on.provider_client import ProviderConfiguration

CALLBACK = "single_sign_on_callback"


class CodeClient(OAuth2Client):
    """Redeems a code; ``configuration`` is the provider's."""

    configuration: ProviderConfiguration

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Any = None
    ) -> dict[str, Any]:
        verifier = pkce_code_verifier or ""
        return self.configuration.redeem(code, verifier, self.callback_url)


class RelyingParty(OpenIDConnectOAuth2Adapter):
    """One round: ``state`` is what was kept of its beginning."""

    client_class = CodeClient
    state: dict[str, Any]

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, settings.OIDC_ISSUER)
        self.state = {}

    @property
    def configuration(self) -> ProviderConfiguration:
        """Asked for once in each round."""
        if not hasattr(self, "_configuration"):
            self._configuration = ProviderConfiguration.read()
        return self._configuration

    @property
    def access_token_url(self) -> str:
        return self.configuration.token_endpoint

    @property
    def authorize_url(self) -> str:
        return self.configuration.authorization_endpoint

    @property
    def basic_auth(self) -> bool:
        return False  # the client does it

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """At the site's own address, whatever the request calls its host."""
        return f"{settings.SITE_ADDRESS}{reverse(CALLBACK)}"

    def get_client(self, request: HttpRequest, app: Any) -> CodeClient:
        client: CodeClient = super().get_client(request, app)
        client.configuration = self.configuration
        return client

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **options: Any) -> Any:
        """allauth's login with the claims of a checked token. Raises SignInProblem."""
        configuration, response = self.configuration, options["response"]
        keys = configuration.keys()
        claims = read_id_token(response["id_token"], keys, self.state.get("nonce", ""))
        is_incomplete = claim_value(claims) is NOTHING or "email" not in claims
        is_asked = self.state["data"]["purpose"] != CONFIRM
        if is_incomplete and is_asked and configuration.userinfo_endpoint:
            more = configuration.user_info(response["access_token"], claims["sub"])
            claims = more | claims
        login = self.get_provider().sociallogin_from_response(request, {"sub": claims["sub"]})
        login.claims, login.end_session = claims, configuration.end_session_endpoint
        return login

    def parse_token(self, data: dict[str, Any]) -> None:
        """The access token is used once and not kept."""


class SingleSignOnProvider(OpenIDConnectProvider):
    oauth2_adapter_class = RelyingParty
    pkce_enabled_default = True

    @classmethod
    def of_settings(cls, request: HttpRequest) -> Self:
        """``provider_id`` is the issuer: the subjects of another one open no account."""
        app = SocialApp(
            provider=cls.id,
            provider_id=settings.OIDC_ISSUER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            settings={"oauth_pkce_enabled": True},
        )
        return cls(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> RelyingParty:
        return RelyingParty(request)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def begin(
        self, request: HttpRequest, *, next_url: str | None, data: dict[str, Any], is_anew: bool
    ) -> HttpResponse:
        """To the provider; ``is_anew``: it is to ask the person even if it knows them.

        Raises SignInProblem.
        """
        nonce = secrets.token_urlsafe(32)
        parameters = {"nonce": nonce}
        if is_anew:
            parameters |= {"prompt": "login", "max_age": "0"}
        response: HttpResponse = self.redirect(
            request,
            "login",
            next_url=next_url,
            data=data | {"begun": time.time()},
            auth_params=parameters,
            scope=settings.OIDC_SCOPES,
            nonce=nonce,
        )
        return response


class CallbackView(OAuth2CallbackView):
    """Where the provider sends people back to. Each round is answered once."""

    adapter: RelyingParty

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        if state:
            self._check_issuer(request)
        return state, response

    def _check_issuer(self, request: HttpRequest) -> None:
        """RFC 9207: who answers is whom was asked."""
        issuer = request.GET.get("iss")
        if issuer is None and "error" not in request.GET:
            is_wrong = self.adapter.configuration.sends_issuer
        else:
            is_wrong = issuer not in (None, settings.OIDC_ISSUER)
        if is_wrong:
            raise SignInProblem(Problem.OTHER_ISSUER, "in an answer")


@login_not_required
def callback(request: HttpRequest) -> HttpResponse:
    try:
        view = CallbackView.adapter_view(RelyingParty(request))
        response: HttpResponse = view(request)
    except ImmediateHttpResponse as immediate:
        response = immediate.response
    except SignInProblem as problem:
        response = problem_page(request, problem)
    return response
