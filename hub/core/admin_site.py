"""The admin's site: signing in by allauth, a first page that says what waits, no odd bytes.

It stands outside ``hub.core.admin``, whose import registers models on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from hub.core.models import Revision
from hub.core.posting import tells_its_origin


@dataclass(frozen=True)
class Waiting:
    """One line of the first page: how many of something, and where they are listed."""

    label: str
    count: int
    url: str
    urgent: bool = False


@dataclass(frozen=True)
class Panel:
    title: str
    url: str
    lines: tuple[Waiting, ...]


class HubAdminSite(AdminSite):
    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("What waits for you")

    # What rooms show on the first page; None where the person may not see it.
    panels: ClassVar[list[Callable[[HttpRequest], Panel | None]]] = []

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        files = "django.core.mail.backends.filebased.EmailBackend"
        return {
            **super().each_context(request),
            "mails_in_files": files == settings.EMAIL_BACKEND,
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        shown = [panel for panel in (make(request) for make in self.panels) if panel]
        latest = Revision.objects.select_related("by")[:12]
        if not request.user.has_perm("core.view_revision"):
            latest = Revision.objects.none()
        return super().index(request, {"panels": shown, "latest": latest, **(extra_context or {})})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Allauth's page, which counts attempts and can ask for a second factor."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # PostgreSQL refuses NUL in any text; forms check theirs, addresses do not.
            if "\x00" in request.path or any(
                "\x00" in text for name, values in request.GET.lists() for text in (name, *values)
            ):
                raise SuspiciousOperation("NUL in the address")
            answer: HttpResponse = inner(request, *args, **kwargs)
            return answer

        return update_wrapper(tells_its_origin(guarded), inner)
