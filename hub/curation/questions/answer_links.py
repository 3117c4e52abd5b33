"""The links of those who are asked. They hold a number and a nonce, and nothing of an address.

A token is a parameter and no part of the path: logs hold paths alone.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hub.curation.questions.models import AnswerRequest
from hub.records import signed_token
from hub.web.responses import absolute

# Parts of what is signed: they stay as they are.
ANSWER, STOP = "answer", "answer-stop"


def answer_link(request: AnswerRequest) -> str:
    return _link("answer", ANSWER, request)


def stop_link(request: AnswerRequest) -> str:
    """For List-Unsubscribe (RFC 8058): POST ends all mail, GET shows a page with a button."""
    return _link("answer-stop", STOP, request)


def find_request(purpose: str, token: str) -> AnswerRequest | None:
    """Whose link it is; None for one that is none of ours."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None
    rows = AnswerRequest.objects.select_related("question__suggestion", "question__answered")
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first()


def known_language(code: str) -> str:
    """The code if the site speaks it, else the site's own."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _link(route: str, purpose: str, request: AnswerRequest) -> str:
    token = signed_token.sign(purpose, request.pk, request.nonce)
    with translation.override(known_language(request.language)):
        path = reverse(route)
    return absolute(f"{path}?token={token}")
