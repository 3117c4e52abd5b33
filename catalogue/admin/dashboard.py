"""What waits for a curator, on the first page of the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Deployment, LoadProblem, MisusePattern, Organisation, Tool
from catalogue.models.classified import ClassifiedRecord
from hub.record_admin.site import DashboardPanel, PendingItem, dashboard_panels

State = ClassifiedRecord.State


def waiting(model: type[ClassifiedRecord]) -> tuple[PendingItem, ...]:
    """One query: how many records are in each state that asks for work."""
    alive = ~Q(state=State.ARCHIVED)
    counts = model._default_manager.aggregate(
        draft=Count("pk", filter=Q(state=State.DRAFT)),
        in_review=Count("pk", filter=Q(state=State.IN_REVIEW)),
        overdue=Count("pk", filter=alive & Q(next_review_on__lt=timezone.localdate())),
        unreviewed=Count(
            "pk", filter=alive & Q(verification=ClassifiedRecord.Verification.UNREVIEWED)
        ),
        published=Count("pk", filter=Q(state=State.PUBLISHED)),
    )
    address = list_of(model)
    return (
        PendingItem(_("In review"), counts["in_review"], f"{address}?state__exact=in_review", True),
        PendingItem(_("Drafts"), counts["draft"], f"{address}?state__exact=draft"),
        PendingItem(_("Review overdue"), counts["overdue"], f"{address}?review=overdue", True),
        PendingItem(
            _("Unreviewed"), counts["unreviewed"], f"{address}?verification__exact=unreviewed"
        ),
        PendingItem(_("Published"), counts["published"], f"{address}?state__exact=published"),
    )


def list_of(model: type[ClassifiedRecord]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def tools(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("catalogue.view_tool"):
        return None
    return DashboardPanel(_("Tools"), list_of(Tool), waiting(Tool))


def organisations(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("catalogue.view_organisation"):
        return None
    return DashboardPanel(_("Organisations"), list_of(Organisation), waiting(Organisation))


def practice(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("catalogue.view_deployment"):
        return None
    return DashboardPanel(_("Practice notes"), list_of(Deployment), waiting(Deployment))


def misuse(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("catalogue.view_misusepattern"):
        return None
    return DashboardPanel(_("Misuse patterns"), list_of(MisusePattern), waiting(MisusePattern))


def loading(request: HttpRequest) -> DashboardPanel | None:
    """Rows of a file that could not be loaded; no panel where there are none."""
    problems = LoadProblem.objects.count()
    if not problems or not request.user.has_perm("catalogue.view_loadproblem"):
        return None
    address = reverse("admin:catalogue_loadproblem_changelist")
    line = PendingItem(_("Rows that could not be loaded"), problems, address, True)
    return DashboardPanel(_("Loading"), address, (line,))


for make_panel in (tools, organisations, practice, misuse, loading):
    dashboard_panels.register(make_panel.__name__, make_panel)
admin.site.disable_action("delete_selected")
