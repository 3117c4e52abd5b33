"""The addresses of ours that stand in mails: each signed, none ever changes anything by GET.

The token is a parameter and no part of the path: logs, ours and those of a proxy that is set up as
``docs/`` says, hold paths and never what follows the question mark.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hub.digests.models import Subscriber
from hub.records import signed_token
from hub.web.responses import absolute

# Parts of what is signed: they stay as they are.
CONFIRM = "confirm"
MANAGE = "manage"
LEAVE = "leave"
KEY_LENGTH = 32  # 128 bits of the keyed hash


def confirmation_link(subscriber: Subscriber) -> str:
    return _link("subscribe-confirm", CONFIRM, subscriber)


def preferences_link(subscriber: Subscriber) -> str:
    return _link("subscription", MANAGE, subscriber)


def unsubscribe_link(subscriber: Subscriber) -> str:
    """For List-Unsubscribe (RFC 8058): POST leaves at once, GET shows a page with a button.

    Beside the token it names the address, by a part of its keyed hash: whoever left and came back
    is somebody new to the token, but a mail from before promised that its link ends all mails.
    """
    own = signed_token.sign(LEAVE, 0, subscriber.address_key[:KEY_LENGTH])
    return f"{_link('subscription-leave', MANAGE, subscriber)}&of={own}"


def find_subscriber(purpose: str, token: str) -> Subscriber | None:
    """Whose link this is; None where it is none of ours, was revoked, or they were erased."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None
    return Subscriber.objects.filter(pk=claims.pk, nonce=claims.nonce).first()


def find_unsubscriber(token: str, of: str) -> Subscriber | None:
    """Who leaves by the two parts of such a link."""
    subscriber = find_subscriber(MANAGE, token)
    claims = signed_token.unsign(LEAVE, of)
    if subscriber is None and claims is not None:
        return Subscriber.objects.filter(address_key__startswith=claims.nonce).first()
    return subscriber


def is_unsigned(purpose: str, token: str) -> bool:
    """Whether a token is none that we have made; one that we made may be of somebody erased."""
    return signed_token.unsign(purpose, token) is None


def known_language(code: str) -> str:
    """The code if the site speaks it, else the site's own: a language may be given up one day."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _link(route: str, purpose: str, subscriber: Subscriber) -> str:
    token = signed_token.sign(purpose, subscriber.pk, subscriber.nonce)
    return absolute(f"{_path(route, known_language(subscriber.language))}?token={token}")


@cache
def _path(route: str, language: str) -> str:
    with translation.override(language):
        return reverse(route)
