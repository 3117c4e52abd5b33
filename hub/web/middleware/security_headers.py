"""Headers that Django and django-csp do not set, on every answer of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from hub.web.middleware.compression import VARIES_BY
from hub.web.middleware.request_limits import Handler
from hub.web.responses import CACHE_CONTROL, UNKEPT

# No page needs a camera or a location; a page that was tampered with shall not get them.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class SecurityHeaders:
    """Keep other sites from embedding ours, ours from using the device, and caches from keeping it.

    The uppermost: redirects to TLS and refusals of hosts have these headers too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers["Permissions-Policy"] = PERMISSIONS
        _add_cache_headers(request, response)
        if request.method == "HEAD" and not response.streaming:
            # gunicorn drops the body as well, but writes a line to the log for each.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def _add_cache_headers(request: HttpRequest, response: HttpResponse) -> None:
    """See docs/privacy.md, "Caching". Static files are public, and say so themselves."""
    if "public" in response.headers.get("Cache-Control", ""):
        return
    is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
    response.headers.setdefault("Cache-Control", UNKEPT if is_personal else CACHE_CONTROL)
    patch_vary_headers(response, VARIES_BY)
