"""The questions that are asked of recommendations, each by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from hub.records.models import RecordQuerySet

if TYPE_CHECKING:
    from events.recommendations.models.link import RecommendationToolQuerySet
    from events.recommendations.models.recommendation import Recommendation  # noqa: F401


class RecommendationQuerySet(RecordQuerySet["Recommendation"]):
    def top_level(self) -> Self:
        """Recommendations, without the sub-actions below them."""
        return self.filter(parent=None)

    def counting(self) -> Self:
        """Those that are among the number that their document declares."""
        return self.top_level().filter(counts_towards_total=True)

    def in_order(self) -> Self:
        """As in their document: siblings by position, then by reference."""
        return self.order_by("position", "slug")

    def newest_first(self) -> Self:
        return self.order_by(
            F("document__date").desc(nulls_last=True), "document__title", "position", "slug"
        )

    def served(self, tier: str = "public") -> Self:
        """Those that a published tool serves, itself or through one of its sub-actions."""
        return self.filter(self._served(tier))

    def without_tools(self, tier: str = "public") -> Self:
        """The gap: recommendations that no published tool serves, nor any of their sub-actions."""
        return self.top_level().filter(~self._served(tier))

    def _served(self, tier: str) -> Q:
        links = self._tool_links(tier)
        own = links.filter(recommendation=OuterRef("pk"))
        below = links.for_published(tier).filter(recommendation__parent=OuterRef("pk"))
        return Q(Exists(own)) | Q(Exists(below))

    def _tool_links(self, tier: str) -> RecommendationToolQuerySet:
        links: RecommendationToolQuerySet = self.model.tool_links.rel.related_model.objects.all()  # type: ignore[attr-defined]
        return links.by_published(tier)

    def for_page(self, tier: str = "public") -> Self:
        """With all that a recommendation's own page shows, and its sub-actions with theirs.

        Tools and sub-actions are those that the tier may see; for events, ask each ``is_public``.
        """
        below = self.model._default_manager.published(tier).in_order()
        prefetches = (Prefetch("tool_links", self._tool_links(tier).select_related("tool")), *LOG)
        return self.select_related("document", "parent").prefetch_related(
            "term_links",
            "citations__source",
            "event_links__event",
            *prefetches,
            Prefetch("sub_actions", below.prefetch_related(*prefetches)),
        )


# What became of a recommendation, with all that an entry shows.
LOG = (
    "follow_ups__status__scheme",
    "follow_ups__country",
    "follow_ups__organisation",
    "follow_ups__source",
    "responses__organisation",
    "responses__country",
    "responses__source",
)
