"""Revisions and changes can be read, never written by hand."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import HardenedModelAdmin
from hub.records.models import Change, FormerSlug, Revision


class ReadOnlyAdmin(HardenedModelAdmin):
    actions: Sequence[str] | None = None
    # The ledger only grows; the list need not count it twice.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "record_id", "version", "by", "reason", "run", "what_changed")
    list_filter = ("kind", ("by", admin.RelatedOnlyFieldListFilter), "at")
    list_select_related = ("by",)
    search_fields = ("reason", "run", "=record_id")

    @admin.display(description=_("changed"))
    def what_changed(self, revision: Revision) -> str:
        return ", ".join(revision.changed)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "title", "what", "visibility")
    list_filter = ("kind", "what", "visibility", "at")
    search_fields = ("title", "slug")


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_display = ("slug", "kind", "record_id")
    list_filter = ("kind",)
    search_fields = ("slug",)
