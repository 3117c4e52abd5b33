"""Sources are shared by all records: found by type-ahead, made in place."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.record_admin.optimistic_lock import ConcurrentEditAdmin, ConcurrentEditForm
from hub.records.models import Source


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
    search_fields = ("title", "publisher", "url")
    fields = ("title", "publisher", "url", "archived_url", "read_on", "seen")
    ordering = ("title", "url")
