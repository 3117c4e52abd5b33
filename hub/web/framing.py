"""Answers that pages of other sites may show in a frame. Every other answer of the site refuses it.

All of it stands in headers of the answer, which the page cache keeps with it.
"""

from __future__ import annotations

from csp.constants import HEADER, NONE, SELF
from csp.utils import build_policy
from django.http import HttpResponse

ANYBODY = "*"
# No script, no form and no address elsewhere; a style sheet of ours, and pictures that stand in it.
FRAMED_DIRECTIVES = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [ANYBODY],
}
# Not django-csp's, which has its parts in another order in each process: kept pages go by it too.
FRAMED_POLICY = "; ".join(f"{name} {' '.join(each)}" for name, each in FRAMED_DIRECTIVES.items())
OWN_FRAMES = {"frame-src": [SELF]}


def let_anybody_frame(response: HttpResponse) -> HttpResponse:
    """Let pages of any site show this answer in a frame.

    Also those that isolate themselves: they ask their frames to do so too. By "credentialless" our
    style sheet is loaded as well where the frame is sandboxed and has no origin.
    """
    response.headers[HEADER] = FRAMED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Embedder-Policy"] = "credentialless"
    return response


def let_frame_own_pages(response: HttpResponse) -> HttpResponse:
    """Let a page of ours show one that anybody may frame. Nobody may frame it itself."""
    response.headers[HEADER] = build_policy(update=OWN_FRAMES)
    response.headers["Cross-Origin-Embedder-Policy"] = "credentialless"
    return response


def may_be_framed(response: HttpResponse) -> bool:
    return response.headers.get(HEADER) == FRAMED_POLICY
