"""The links of makers: a number and a nonce, and nothing of an address."""

from __future__ import annotations

from hub.curation.confirmations.models import Confirmation
from hub.records import signed_token
from hub.web.mailed_links import mailed_link

# Parts of what is signed: they stay as they are.
CONFIRM = "confirm"
STOP = "confirm-stop"


def confirm_link(confirmation: Confirmation) -> str:
    return mailed_link("confirm", CONFIRM, confirmation)


def stop_link(confirmation: Confirmation) -> str:
    """For List-Unsubscribe (RFC 8058): POST refuses all further mail, GET shows a button."""
    return mailed_link("confirm-stop", STOP, confirmation)


def find_confirmation(purpose: str, token: str) -> Confirmation | None:
    """Whose link it is, whatever became of it; None for one that is none of ours."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None
    rows = Confirmation.objects.select_related("contact")
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first()
