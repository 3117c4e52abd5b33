"""Entries of follow-up and answers, one by one: where a log is too long for its record's form."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.recommendations.admin.recommendation import FollowUpInline, ResponseInline
from events.recommendations.models import FollowUp, ManagementResponse, ReportingRound
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.record_admin.base import LockedAdmin
from hub.records.models import recorded_change


class EntryAdmin(LockedAdmin):
    """Written as changes of the recommendation, by whoever may change that; never added here."""

    list_select_related = ("recommendation", "country", "organisation", "round")
    list_filter: ClassVar[Any] = ("round",)
    search_fields = (
        "recommendation__slug", "country__label", "organisation__name", "actor",
    )  # fmt: skip
    actions = None

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """The way here is the form of a recommendation, and no line of the first page."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("recommendations.change_recommendation")

    has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_view = request.user.has_perm("recommendations.view_recommendation")
        return may_view or self.has_change_permission(request, obj)

    def get_form(  # type: ignore[override]
        self, request: HttpRequest, obj: Any = None, **options: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, **options)
        if "round" in form.base_fields and obj is not None:
            own = ReportingRound.objects.filter(document=obj.recommendation.document_id)
            form.base_fields["round"].queryset = own
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with recorded_change(obj.recommendation, by=request.user):
            obj.save()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with recorded_change(obj.recommendation, by=request.user):
            obj.delete()

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The ledger says more."""

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """The ledger says more."""

    @admin.display(description=_("addressee"))
    def addressee(self, entry: Any) -> str:
        return str(entry.country or entry.who or "–")


@admin.register(FollowUp)
class FollowUpAdmin(EntryAdmin):
    fields = FollowUpInline.fields
    autocomplete_fields = FollowUpInline.autocomplete_fields
    list_display = ("addressee", "recommendation", "date", "status", "said_by", "round")
    list_filter = ("status", "said_by", "round")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "status" and field is not None:
            field.queryset = field.queryset.exclude(slug=NOT_ASSESSED)
        return field


@admin.register(ManagementResponse)
class ManagementResponseAdmin(EntryAdmin):
    fields = ResponseInline.fields
    autocomplete_fields = ResponseInline.autocomplete_fields
    list_display = ("addressee", "recommendation", "date", "answer", "round")
    list_filter = ("answer", "round")
