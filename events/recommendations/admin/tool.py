"""The recommendations that a tool serves, on the tool's own form.

The link belongs to this room: the form of the tool gets the rows from here, and each recommendation
that they touch is written to the ledger.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.admin.tool import ToolAdmin
from events.recommendations.models import Recommendation, RecommendationTool
from hub.record_admin.base import RecordTabularInline
from hub.records.models import recorded_change


class ServedFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Writes each link as a change of its recommendation; of both where the link moved."""

    by: Any = None

    def save_new(self, form: Any, commit: bool = True) -> Any:
        link: RecommendationTool = super().save_new(form, commit=False)
        with recorded_change(link.recommendation, by=self.by):
            link.save()
        return link

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        link: RecommendationTool = super().save_existing(form, obj, commit=False)
        before = Recommendation.objects.get(tool_links=link)
        with recorded_change(link.recommendation, by=self.by):
            if before.pk == link.recommendation_id:
                link.save()
            else:
                with recorded_change(before, by=self.by):
                    link.save()
        return link

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        with recorded_change(Recommendation.objects.get(tool_links=obj), by=self.by):
            super().delete_existing(obj, commit)


class ServedRecommendationInline(RecordTabularInline):
    model = RecommendationTool
    formset = ServedFormSet
    fact = "recommendations"
    fields = ("recommendation", "reason")
    autocomplete_fields = ("recommendation",)
    verbose_name = _("recommendation that it serves")
    verbose_name_plural = _("recommendations that it serves")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        made: Any = super().get_formset(request, obj, **options)
        made.by = request.user
        return made


ToolAdmin.inlines = (*ToolAdmin.inlines, ServedRecommendationInline)  # type: ignore[assignment]
