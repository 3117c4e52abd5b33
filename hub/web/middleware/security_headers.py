"""Headers that Django and django-csp do not set."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hub.web.middleware.request_limits import Handler

# No page needs a camera or a location; a page that was tampered with shall not get them.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class SecurityHeaders:
    """Keep other sites from embedding ours, and ours from using the device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        if request.method == "HEAD" and not response.streaming:
            # gunicorn drops the body as well, but writes a line to the log for each.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
