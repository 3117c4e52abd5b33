"""The admin's site: signing in by allauth, a first page that says what waits, no odd bytes.

It stands outside ``hub.record_admin``, whose import registers models on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from hub.records.models import Record, Revision
from hub.records.registry import Registry
from hub.web.responses import same_origin_referrer


@dataclass(frozen=True)
class PendingItem:
    """One line of the first page: how many of something, and where they are listed."""

    label: str
    count: int
    url: str
    urgent: bool = False


@dataclass(frozen=True)
class DashboardPanel:
    title: str
    url: str
    lines: tuple[PendingItem, ...]


# What rooms show on the first page; None where the person may not see it.
dashboard_panels: Registry[Callable[[HttpRequest], DashboardPanel | None]] = Registry(
    "panels of the first page"
)


class HubAdminSite(AdminSite):
    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("What waits for you")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """A model admin with a ``permanent_path`` stays at it, whatever its model is called."""
        moved = {
            f"{model._meta.app_label}/{model._meta.model_name}/": admin
            for model, admin in self._registry.items()
            if getattr(admin, "permanent_path", "")
        }
        return [
            path(moved[route].permanent_path, include(moved[route].urls))  # type: ignore[attr-defined]
            if (route := str(pattern.pattern)) in moved
            else pattern
            for pattern in super().get_urls()
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "mails_in_files": not settings.EMAIL_HOST}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        panels = [panel for make in dashboard_panels.values() if (panel := make(request))]
        more = {"panels": panels, "latest": self.latest(request), **(extra_context or {})}
        return super().index(request, more)

    def latest(self, request: HttpRequest) -> list[tuple[Revision, str, str]]:
        """What people changed last: the revision, the record's name, the route to its history."""
        if not request.user.has_perm("core.view_revision"):
            return []
        revisions = list(Revision.objects.exclude(by=None).select_related("by")[:12])
        named: dict[int, tuple[Revision, str, str]] = {}
        for model in self._registry:
            mine = [r for r in revisions if r.kind == getattr(model, "kind", None)]
            if not mine or not issubclass(model, Record):
                continue
            records = model._default_manager.in_bulk({r.record_id for r in mine})
            route = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"
            for revision in mine:
                if revision.record_id in records:
                    named[revision.pk] = (revision, str(records[revision.record_id]), route)
        return [named[revision.pk] for revision in revisions if revision.pk in named]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Allauth's page, which counts attempts and can ask for a second factor."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return redirect("account_change_password")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # PostgreSQL refuses NUL in any text; forms check theirs, addresses do not.
            if "\x00" in request.path or any(
                "\x00" in text for name, values in request.GET.lists() for text in (name, *values)
            ):
                raise SuspiciousOperation("NUL in the address")
            answer: HttpResponse = inner(request, *args, **kwargs)
            return answer

        return update_wrapper(same_origin_referrer(guarded), inner)
