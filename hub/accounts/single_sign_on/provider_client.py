"""What is asked of the provider: its configuration, its keys, a token for a code, the rest of who
somebody is. Nothing is kept between two sign-ins, so that a new key works at once.

The operator chose the provider, which may stand in a private network: its own hosts may be
connected to wherever they lead, and no other host is asked for anything.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote, urlsplit

from django.conf import settings

from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.http_client.fetch import FetchRefused, RefusalCause
from hub.http_client.json_request import request_json

TIMEOUT_SECONDS = 5.0  # of each request
WELL_KNOWN = "/.well-known/openid-configuration"
UNREADABLE = (RefusalCause.ANSWER, RefusalCause.TLS)


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def allowed_origins() -> list[str]:
    """Where the provider's addresses may stand, and where its forms may lead."""
    issuer = urlsplit(settings.OIDC_ISSUER)
    return [f"{issuer.scheme}://{issuer.netloc}", *(f"https://{h}" for h in settings.OIDC_HOSTS)]


def ask(url: str, form: Mapping[str, str] | None = None, **headers: str) -> dict[str, Any]:
    """An object of JSON. Raises SignInProblem for all else."""
    try:
        response = request_json(
            url, form, timeout=TIMEOUT_SECONDS, headers=headers, may_connect=lambda _address: True
        )
    except FetchRefused as refusal:
        problem = Problem.UNREADABLE if refusal.cause in UNREADABLE else Problem.AWAY
        raise SignInProblem(problem, refusal.cause) from refusal
    if response.status >= 500 or response.status == 429:
        raise SignInProblem(Problem.AWAY, f"answered {response.status}")
    if not isinstance(response.value, dict):
        raise SignInProblem(Problem.UNREADABLE, "no object")
    if response.status != 200:
        raise SignInProblem(Problem.REFUSED, f"answered {response.status}")
    return response.value


@dataclass(frozen=True)
class ProviderConfiguration:
    """OpenID Connect Discovery 1.0, 3: what of it is used."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    sends_issuer: bool = False  # RFC 9207
    token_methods: tuple[str, ...] = field(default=("client_secret_basic",))

    @classmethod
    def read(cls) -> Self:
        """Ask the provider. Raises SignInProblem."""
        document = ask(settings.OIDC_ISSUER.rstrip("/") + WELL_KNOWN)
        if document.get("issuer") != settings.OIDC_ISSUER:
            raise SignInProblem(Problem.OTHER_ISSUER, "in its configuration")
        methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if not isinstance(methods, list):
            raise SignInProblem(Problem.UNREADABLE, "token_endpoint_auth_methods_supported")
        return cls(
            authorization_endpoint=_endpoint(document, "authorization_endpoint"),
            token_endpoint=_endpoint(document, "token_endpoint"),
            jwks_uri=_endpoint(document, "jwks_uri"),
            userinfo_endpoint=_endpoint(document, "userinfo_endpoint", is_optional=True),
            end_session_endpoint=_endpoint(document, "end_session_endpoint", is_optional=True),
            sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
            token_methods=tuple(method for method in methods if isinstance(method, str)),
        )

    def redeem(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """The token response for a code (RFC 6749, 4.1.3). Raises SignInProblem."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {}
        if "client_secret_basic" in self.token_methods:
            headers["Authorization"] = f"Basic {_basic()}"
        else:
            form["client_id"] = settings.OIDC_CLIENT_ID
            form["client_secret"] = settings.OIDC_CLIENT_SECRET
        response = ask(self.token_endpoint, form, **headers)
        for name in ("id_token", "access_token"):
            if not isinstance(response.get(name), str):
                raise SignInProblem(Problem.UNREADABLE, f"no {name}")
        return response

    def keys(self) -> list[dict[str, Any]]:
        """Its public keys (RFC 7517, 5). Raises SignInProblem."""
        keys = ask(self.jwks_uri).get("keys")
        if not isinstance(keys, list):
            raise SignInProblem(Problem.UNREADABLE, "no keys")
        return [key for key in keys if isinstance(key, dict)]

    def user_info(self, access_token: str, subject: str) -> dict[str, Any]:
        """What else it says of the person (OpenID Connect Core 1.0, 5.3). Raises SignInProblem."""
        claims = ask(self.userinfo_endpoint, Authorization=f"Bearer {access_token}")
        if claims.get("sub") != subject:  # 5.3.2: of another person otherwise
            raise SignInProblem(Problem.WRONG_TOKEN, "user info of another subject")
        return claims


def _basic() -> str:
    """RFC 6749, 2.3.1: both parts are encoded as in a form first."""
    pair = (
        f"{quote(settings.OIDC_CLIENT_ID, safe='')}:{quote(settings.OIDC_CLIENT_SECRET, safe='')}"
    )
    return base64.b64encode(pair.encode("ascii")).decode("ascii")


def _endpoint(document: Mapping[str, Any], name: str, *, is_optional: bool = False) -> str:
    value = document.get(name)
    if value is None and is_optional:
        return ""
    if not isinstance(value, str) or not value.isprintable():
        raise SignInProblem(Problem.UNREADABLE, name)
    try:
        parts = urlsplit(value)
    except ValueError as problem:
        raise SignInProblem(Problem.UNREADABLE, name) from problem
    if f"{parts.scheme}://{parts.netloc}" not in allowed_origins():
        raise SignInProblem(Problem.OTHER_HOST, name)
    return value
