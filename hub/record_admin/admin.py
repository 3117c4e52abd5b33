"""The admin of what this room registers itself: the ledger, read-only, and sources."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import ReadOnlyAdmin
from hub.record_admin.edit_conflict import ConcurrentEditAdmin, ConcurrentEditForm
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


@admin.register(Source)
class SourceAdmin(ConcurrentEditAdmin):
    form = SourceForm
    list_display = ("__str__", "publisher", "url", "read_on")
    name_fields = ("title", "url")
    search_fields = ("title", "publisher", "url")
    fields = ("title", "publisher", "url", "archived_url", "read_on", "seen")
    ordering = ("title", "url")
