"""Loads and their problems: what the worker did with a file, to be read only."""

from django.contrib import admin

from catalogue.models import Load, LoadProblem
from hub.record_admin.base import ReadOnlyAdmin


class LoadProblemInline(admin.TabularInline):  # type: ignore[type-arg]
    model = LoadProblem
    extra = 0
    can_delete = False
    fields = readonly_fields = ("row", "record", "sentence")


@admin.register(Load)
class LoadAdmin(ReadOnlyAdmin):
    list_display = ("part", "done", "total", "created", "started_at", "finished_at")
    inlines = (LoadProblemInline,)


@admin.register(LoadProblem)
class LoadProblemAdmin(ReadOnlyAdmin):
    list_display = ("load", "row", "record", "sentence")
    list_filter = ("load",)
    list_select_related = ("load",)
    search_fields = ("record", "sentence")
