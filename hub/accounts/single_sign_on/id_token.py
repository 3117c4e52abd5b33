"""Checking an ID token (OpenID Connect Core 1.0, 3.1.3.7): who signed it, for whom, when, why."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from django.conf import settings

from hub.accounts.single_sign_on.authentication_time import CLOCK_SKEW_SECONDS, confirmed_at
from hub.accounts.single_sign_on.problems import Problem, SignInProblem

# By a key pair: with a shared secret the client could sign for itself, and "none" is no signature.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
MAX_SUBJECT = 191  # the column that holds it
MAX_TOKEN = 64 * 1024
# Of PyJWT, whose readers trust the shape of what is signed.
UNREADABLE = (
    jwt.PyJWTError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RecursionError,
)  # fmt: skip


def read_id_token(token: str, keys: Sequence[Mapping[str, Any]], nonce: str) -> dict[str, Any]:
    """The claims of a token that is right in all respects. Raises SignInProblem."""
    if len(token) > MAX_TOKEN:
        raise SignInProblem(Problem.WRONG_TOKEN, "too long")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_signing_key(token, keys),
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": REQUIRED},
        )
    except jwt.InvalidIssuerError as problem:
        raise SignInProblem(Problem.OTHER_ISSUER, "in a token") from problem
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as problem:
        raise SignInProblem(Problem.WRONG_CLOCK, type(problem).__name__) from problem
    except UNREADABLE as problem:
        raise SignInProblem(Problem.WRONG_TOKEN, type(problem).__name__) from problem
    _check_party(claims)
    _check_nonce(claims, nonce)
    _check_subject(claims)
    confirmed_at(claims)
    return claims


def _signing_key(token: str, keys: Sequence[Mapping[str, Any]]) -> Any:
    """The provider's key that the token names; where it names none, its only one."""
    header = jwt.get_unverified_header(token)
    algorithm, number = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise SignInProblem(Problem.WRONG_TOKEN, "algorithm")
    signing = [key for key in keys if key.get("use", "sig") == "sig"]
    named = [key for key in signing if key.get("kid") == number] if number else signing
    if len(named) != 1:
        raise SignInProblem(Problem.WRONG_TOKEN, "no such key")
    return jwt.PyJWK(dict(named[0]), algorithm=named[0].get("alg") or algorithm)


def _check_party(claims: Mapping[str, Any]) -> None:
    """A token for several is ours only where it was made for us (``azp``)."""
    party = claims.get("azp")
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (is_for_several or party is not None) and party != settings.OIDC_CLIENT_ID:
        raise SignInProblem(Problem.WRONG_TOKEN, "azp")


def _check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    given = claims.get("nonce")
    if not (nonce and isinstance(given, str) and given.isascii()):
        raise SignInProblem(Problem.WRONG_TOKEN, "no nonce")
    if not hmac.compare_digest(given, nonce):
        raise SignInProblem(Problem.WRONG_TOKEN, "nonce")


def _check_subject(claims: Mapping[str, Any]) -> None:
    subject = claims["sub"]
    if not (isinstance(subject, str) and 0 < len(subject) <= MAX_SUBJECT and subject.isprintable()):
        raise SignInProblem(Problem.WRONG_TYPE, "sub")
