"""What waits for a curator, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Count, Model, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Deployment, Helpline, MisusePattern, Organisation, Tool
from catalogue.models.classified import ClassifiedRecord
from hub.record_admin.admin import sources_panel
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency, dashboard_panels
from hub.web.paths import admin_route

ALIVE = "state__in=draft,in_review,published"  # a filter of a list, as it stands in an address
State, Verification = ClassifiedRecord.State, ClassifiedRecord.Verification


def waiting(model: type[ClassifiedRecord]) -> tuple[PendingItem, ...]:
    """The number of records in each state that needs work. One query."""
    alive = ~Q(state=State.ARCHIVED)
    counts = model._default_manager.aggregate(
        draft=Count("pk", filter=Q(state=State.DRAFT)),
        in_review=Count("pk", filter=Q(state=State.IN_REVIEW)),
        overdue=Count("pk", filter=alive & Q(next_review_on__lt=timezone.localdate())),
        unreviewed=Count("pk", filter=alive & Q(verification=Verification.UNREVIEWED)),
        disputed=Count("pk", filter=alive & Q(verification=Verification.DISPUTED)),
        published=Count("pk", filter=Q(state=State.PUBLISHED)),
    )
    address = changelist_url(model)
    plan = (
        (_("Disputed"), "disputed", f"verification__exact=disputed&{ALIVE}", Urgency.DANGER),
        (_("In review"), "in_review", "state__exact=in_review", Urgency.WAITING),
        (_("Review overdue"), "overdue", f"review=overdue&{ALIVE}", Urgency.OVERDUE),
        (_("Drafts"), "draft", "state__exact=draft", Urgency.WORK),
        (_("Unreviewed"), "unreviewed", f"verification__exact=unreviewed&{ALIVE}", Urgency.WORK),
        (_("Published"), "published", "state__exact=published", Urgency.STATUS),
    )
    return tuple(
        PendingItem(label, counts[name], f"{address}?{filters}", urgency)
        for label, name, filters, urgency in plan
    )


def next_to_check_url(model: type[ClassifiedRecord]) -> str:
    return reverse(admin_route(model, "next_to_check"))


def changelist_url(model: type[Model]) -> str:
    return reverse(admin_route(model, "changelist"))


def record_panel(
    model: type[ClassifiedRecord], title: str | Promise, *pending: Callable[[], PendingItem]
) -> Callable[[HttpRequest], DashboardPanel | None]:
    """A panel of a record type; ``pending`` add items before those of ``waiting``."""

    def panel(request: HttpRequest) -> DashboardPanel | None:
        meta = model._meta
        if not request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            return None
        lines = (*(make() for make in pending), *waiting(model))
        may_check = request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")
        next_url = next_to_check_url(model) if may_check else ""
        return DashboardPanel(str(title), changelist_url(model), lines, next_url)

    return panel


def unchecked_lines() -> PendingItem:
    """Lines that readers see and nobody has checked within a year."""
    address = f"{changelist_url(Helpline)}?checked=no"
    unchecked = Helpline.objects.unchecked().count()
    return PendingItem(_("Not checked within a year"), unchecked, address, Urgency.DANGER)


dashboard_panels.register("tools", record_panel(Tool, gettext_lazy("Tools")))
dashboard_panels.register(
    "organisations", record_panel(Organisation, gettext_lazy("Organisations"))
)
dashboard_panels.register("practice", record_panel(Deployment, gettext_lazy("Practice notes")))
dashboard_panels.register("misuse", record_panel(MisusePattern, gettext_lazy("Misuse patterns")))
dashboard_panels.register(
    "helplines", record_panel(Helpline, gettext_lazy("Helplines"), unchecked_lines)
)
admin.site.disable_action("delete_selected")
# Behind the records that name them.
dashboard_panels.register("sources", sources_panel)
