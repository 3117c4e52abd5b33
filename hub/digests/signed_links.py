"""The addresses of ours that stand in mails: each signed, none ever changes anything by GET."""

from __future__ import annotations

from hub.digests.models import Subscriber
from hub.records import signed_token
from hub.web.mailed_links import mailed_link

# Parts of what is signed: they stay as they are.
CONFIRM = "confirm"
MANAGE = "manage"
LEAVE = "leave"
KEY_LENGTH = 32  # 128 bits of the keyed hash


def confirmation_link(subscriber: Subscriber) -> str:
    return mailed_link("subscribe-confirm", CONFIRM, subscriber)


def preferences_link(subscriber: Subscriber) -> str:
    return mailed_link("subscription", MANAGE, subscriber)


def unsubscribe_link(subscriber: Subscriber) -> str:
    """For List-Unsubscribe (RFC 8058): POST leaves at once, GET shows a page with a button.

    Beside the token it names the address, by a part of its keyed hash: whoever left and came back
    is somebody new to the token, but a mail from before promised that its link ends all mails.
    """
    own = signed_token.sign(LEAVE, 0, subscriber.address_key[:KEY_LENGTH])
    return f"{mailed_link('subscription-leave', MANAGE, subscriber)}&of={own}"


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
