"""The admin's site: signing in by allauth, a first page that says what waits, no odd bytes.

It stands outside ``hub.record_admin``, whose import registers models on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import update_wrapper
from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.apps import apps as django_apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from hub.identity.site_identity import current_identity, site_name
from hub.record_admin.type_ahead import NamesFirstView
from hub.records.models import Record, Revision
from hub.records.registry import Registry
from hub.web.paths import admin_route
from hub.web.responses import same_origin_referrer


class Urgency(IntEnum):
    """Why a line of the first page cannot wait, the most urgent first."""

    DANGER = 0  # somebody may come to harm, or something is failing
    WAITING = 1  # a person or an import cannot go on without a decision
    OVERDUE = 2  # a day that was set has passed
    WORK = 3  # to be done when there is time
    STATUS = 4  # nothing to do


@dataclass(frozen=True)
class PendingItem:
    """One line of the first page: how many of something, and where they are listed.

    ``is_sentence``: the label says all, and no number is shown before it.
    """

    label: str
    count: int
    url: str
    urgency: Urgency = Urgency.STATUS
    is_sentence: bool = False


@dataclass(frozen=True)
class DashboardPanel:
    """The lines about one subject; ``next_to_check`` opens its record that most wants a check."""

    title: str
    url: str
    lines: tuple[PendingItem, ...]
    next_to_check: str = ""

    @property
    def shown(self) -> tuple[PendingItem, ...]:
        return tuple(line for line in self.lines if line.count)

    @property
    def counted(self) -> tuple[PendingItem, ...]:
        """Without sentences, which stand above all panels."""
        return tuple(line for line in self.shown if not line.is_sentence)

    @property
    def empty(self) -> tuple[PendingItem, ...]:
        return tuple(line for line in self.lines if not line.count)


def urgent_lines(panels: list[DashboardPanel]) -> list[tuple[DashboardPanel, PendingItem]]:
    """What cannot wait, of all panels, the most urgent first."""
    lines = [(panel, line) for panel in panels for line in panel.shown]
    urgent = [pair for pair in lines if pair[1].urgency < Urgency.WORK]
    return sorted(urgent, key=lambda pair: pair[1].urgency)


# What rooms show on the first page; None where the person may not see it.
dashboard_panels: Registry[Callable[[HttpRequest], DashboardPanel | None]] = Registry(
    "panels of the first page"
)


class HubAdminSite(AdminSite):
    index_title = _("Needs your attention")

    @property
    def site_header(self) -> str:  # type: ignore[override]
        return site_name()

    @property
    def site_title(self) -> str:  # type: ignore[override]
        return current_identity().short

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

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps with records first, and lists by the name that a curator has for them.

        A model admin that is ``beside_records`` belongs to a room of records and stands with it.
        """
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            for entry in app["models"]:
                entry["name"] = getattr(self._registry[entry["model"]], "list_name", entry["name"])
        installed = [config.label for config in django_apps.get_app_configs()]

        def order(app: dict[str, Any]) -> tuple[bool, int]:
            has_records = any(
                issubclass(entry["model"], Record)
                or getattr(self._registry[entry["model"]], "beside_records", False)
                for entry in app["models"]
            )
            return not has_records, installed.index(app["app_label"])

        return sorted(apps, key=order)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", NamesFirstView.as_view(admin_site=self)(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "mails_in_files": not settings.EMAIL_HOST}

    def page_context(self, request: HttpRequest) -> dict[str, Any]:
        """As ``each_context``, for pages without the list of apps beside them.

        To make that list takes a tenth of such a page: each model is asked for its permissions.
        """
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": self.get_log_entries(request),
            "mails_in_files": not settings.EMAIL_HOST,
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        panels = [panel for make in dashboard_panels.values() if (panel := make(request))]
        more = {
            "panels": panels,
            "urgent": urgent_lines(panels),
            "busy_panels": [panel for panel in panels if panel.counted],
            "empty_panels": [panel for panel in panels if not panel.shown],
            "latest": self.latest(request),
            **(extra_context or {}),
        }
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
            route = admin_route(model, "history")
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
