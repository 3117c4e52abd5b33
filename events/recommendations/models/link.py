"""What a recommendation came from, and what serves it: links of this room, the upper one."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Tool
from catalogue.models.tool import ToolQuerySet
from events.models import Event
from events.recommendations.models.recommendation import Recommendation
from hub.records.data_handling import facts_of_record
from hub.records.models import visible_to


class RecommendationToolQuerySet(models.QuerySet["RecommendationTool"]):
    def by_published(self, tier: str = "public") -> Self:
        """Links to tools that a reader of the tier may see."""
        return self.filter(tool__state="published", tool__visibility__in=visible_to(tier))

    def for_published(self, tier: str = "public") -> Self:
        """Links from recommendations that a reader of the tier may see."""
        return self.filter(
            recommendation__state="published", recommendation__visibility__in=visible_to(tier)
        )


class RecommendationTool(models.Model):
    """That a tool serves a recommendation, and why we say so, in one line."""

    data_handling = facts_of_record("recommendation tool reason position")

    recommendation = models.ForeignKey(
        Recommendation,
        models.CASCADE,
        related_name="tool_links",
        verbose_name=_("recommendation"),
    )
    tool = models.ForeignKey(
        Tool, models.PROTECT, related_name="recommendation_links", verbose_name=_("tool")
    )
    reason = models.CharField(_("why it serves"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    objects = RecommendationToolQuerySet.as_manager()

    class Meta:
        verbose_name = _("tool that serves it")
        verbose_name_plural = _("tools that serve it")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "tool"], name="recommendations_tool_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="recommendations_tool_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.slug} – {self.tool}"


class RecommendationEvent(models.Model):
    """That a recommendation came from an event, and how we know, in one line."""

    data_handling = facts_of_record("recommendation event reason position")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="event_links")
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="recommendation_links", verbose_name=_("event")
    )
    reason = models.CharField(_("how we know"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("event it came from")
        verbose_name_plural = _("events it came from")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "event"], name="recommendations_event_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recommendations_event_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.slug} – {self.event}"


def tools_without_recommendation(tier: str = "public") -> ToolQuerySet:
    """The other gap: published tools that serve no published recommendation."""
    links: Any = RecommendationTool.objects.for_published(tier).filter(tool=OuterRef("pk"))
    tools: ToolQuerySet = Tool.objects.published(tier).filter(~Exists(links))
    return tools
