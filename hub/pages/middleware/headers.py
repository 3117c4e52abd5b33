"""Headers that Django and django-csp do not set."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hub.pages.middleware.limits import Handler

# Nothing here needs a camera or a place; a page that was tampered with shall not have them.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class Headers:
    """Keep other sites from embedding ours, and ours from using the device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        return response
