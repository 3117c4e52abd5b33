"""The admin of what this room registers itself: the ledger, read-only, and sources."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import ReadOnlyAdmin
from hub.record_admin.edit_conflict import ConcurrentEditAdmin, ConcurrentEditForm
from hub.record_admin.site import DashboardPanel, PendingItem, Urgency
from hub.records.models import Change, FormerSlug, Revision, Source


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_name = _("Every change of a record")
    list_display = ("at", "kind", "record_id", "version", "by", "reason", "run", "what_changed")
    list_filter = ("kind", ("by", admin.RelatedOnlyFieldListFilter), "at")
    list_select_related = ("by",)
    search_fields = ("reason", "run", "=record_id")

    @admin.display(description=_("changed"))
    def what_changed(self, revision: Revision) -> str:
        return ", ".join(revision.changed)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_name = _("News that readers get")
    list_display = ("at", "kind", "title", "what", "visibility")
    list_filter = ("kind", "what", "visibility", "at")
    search_fields = ("title", "slug")


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_name = _("Old addresses that lead to a record")
    list_display = ("slug", "kind", "record_id")
    list_filter = ("kind",)
    search_fields = ("slug",)


class SourceForm(ConcurrentEditForm):
    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        named = cleaned.get("title") or cleaned.get("url")
        if not named and not self.errors:
            raise ValidationError(_("Give a title, an address, or both."))
        return cleaned


class WorkFilter(admin.SimpleListFilter):
    """Sources that somebody should look for a better address or a title of."""

    title = _("what is to do")
    parameter_name = "todo"
    COPIES, UNTITLED = "copies", "untitled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (self.COPIES, gettext("copies: find the publisher’s own page")),
            (self.UNTITLED, gettext("no title")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        if self.value() == self.COPIES:
            return queryset.copies()  # type: ignore[attr-defined, no-any-return]
        if self.value() == self.UNTITLED:
            return queryset.untitled()  # type: ignore[attr-defined, no-any-return]
        return queryset


@admin.register(Source)
class SourceAdmin(ConcurrentEditAdmin):
    form = SourceForm
    list_display = ("__str__", "publisher", "url", "read_on")
    list_filter = (WorkFilter,)
    name_fields = ("title", "url")
    search_fields = ("title", "publisher", "url")
    fields = ("title", "publisher", "url", "archived_url", "read_on", "seen")
    ordering = ("title", "url")


def sources_panel(request: HttpRequest) -> DashboardPanel | None:
    if not request.user.has_perm("core.change_source"):
        return None
    url = reverse("admin:core_source_changelist")
    copies = PendingItem(
        gettext("Copies: find the publisher’s own page"),
        Source.objects.copies().count(),
        f"{url}?{WorkFilter.parameter_name}={WorkFilter.COPIES}",
        Urgency.WORK,
    )
    untitled = PendingItem(
        gettext("Without a title"),
        Source.objects.untitled().count(),
        f"{url}?{WorkFilter.parameter_name}={WorkFilter.UNTITLED}",
        Urgency.WORK,
    )
    return DashboardPanel(gettext("Sources"), url, (copies, untitled))
