"""Headers of every answer of the site: those that Django does not set, and django-csp's policy."""

from __future__ import annotations

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from hub.web.answer_headers import CACHE_CONTROL, PERMISSIONS, UNKEPT, add_vary
from hub.web.framing import may_be_framed
from hub.web.middleware.request_limits import Handler


class SecurityHeaders:
    """Keep other sites from embedding ours, ours from using the device, and caches from keeping it.

    The uppermost: redirects to TLS and refusals of hosts have these headers too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Static files are public and say so themselves. Each header of theirs costs readers bytes.
        if "public" not in response.headers.get("Cache-Control", ""):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
            response.headers["Permissions-Policy"] = PERMISSIONS
            _add_cache_headers(request, response)
        if may_be_framed(response):
            # Set by Django, it knows no "anybody"; where there is one, the policy decides alone.
            del response.headers["X-Frame-Options"]
        if request.method == "HEAD" and not response.streaming:
            # gunicorn drops the body as well, but writes a line to the log for each.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class ContentPolicy(CSPMiddleware):
    """django-csp's, with the policy of the settings made once: a tenth of an empty view.

    An answer with a policy or a nonce of its own has it made anew. The settings exclude no address.
    """

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_own = hasattr(request, "_csp_nonce") or any(
            name.startswith("_csp") for name in vars(response)
        )
        if is_own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


def _add_cache_headers(request: HttpRequest, response: HttpResponse) -> None:
    """See docs/privacy.md, "Caching"."""
    is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
    response.headers.setdefault("Cache-Control", UNKEPT if is_personal else CACHE_CONTROL)
    add_vary(response)
