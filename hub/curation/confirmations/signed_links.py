"""The links of makers: a number and a nonce, and nothing of an address."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from events.reporting.signed_links import known_language
from hub.curation.confirmations.models import Confirmation
from hub.records import signed_token
from hub.web.responses import absolute

# Parts of what is signed: they stay as they are.
CONFIRM = "confirm"
STOP = "confirm-stop"


def confirm_link(confirmation: Confirmation) -> str:
    return _link("confirm", CONFIRM, confirmation)


def stop_link(confirmation: Confirmation) -> str:
    """For List-Unsubscribe (RFC 8058): POST refuses all further mail, GET shows a button."""
    return _link("confirm-stop", STOP, confirmation)


def find_confirmation(purpose: str, token: str) -> Confirmation | None:
    """Whose link it is, whatever became of it; None for one that is none of ours."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None
    rows = Confirmation.objects.select_related("contact")
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first()


def _link(route: str, purpose: str, confirmation: Confirmation) -> str:
    token = signed_token.sign(purpose, confirmation.pk, confirmation.nonce)
    with translation.override(known_language(confirmation.language)):
        path = reverse(route)
    return absolute(f"{path}?token={token}")
