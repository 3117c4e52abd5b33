"""The links of those who are asked. They hold a number and a nonce, and nothing of an address."""

from __future__ import annotations

from hub.curation.questions.models import AnswerRequest
from hub.records import signed_token
from hub.web.mailed_links import mailed_link

# Parts of what is signed: they stay as they are.
ANSWER, STOP = "answer", "answer-stop"


def answer_link(request: AnswerRequest) -> str:
    return mailed_link("answer", ANSWER, request)


def stop_link(request: AnswerRequest) -> str:
    """For List-Unsubscribe (RFC 8058): POST ends all mail, GET shows a page with a button."""
    return mailed_link("answer-stop", STOP, request)


def find_request(purpose: str, token: str) -> AnswerRequest | None:
    """Whose link it is; None for one that is none of ours."""
    claims = signed_token.unsign(purpose, token)
    if claims is None:
        return None
    rows = AnswerRequest.objects.select_related("question__suggestion", "question__answered")
    return rows.filter(pk=claims.pk, nonce=claims.nonce).first()
