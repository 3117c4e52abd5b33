"""Recommendations: who is asked for what, as an ordered tree within a document."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import Tool
from catalogue.models.classified import ClassifiedRecord, TermLink
from events.fields.recommendation import RECOMMENDATION
from events.models import Event
from events.recommendations.models.document import Document
from events.recommendations.models.recommendation_queries import RecommendationQuerySet
from hub.records.models import Change, Citation
from hub.records.models.ledger import Facts
from hub.records.trees import has_cycle
from hub.vocabulary.models import Term

if TYPE_CHECKING:
    from events.recommendations.models.follow_up import FollowUp

NOT_ASSESSED = "not-assessed"  # of the scheme ``followup_status``: nobody gave evidence yet
RESERVED = ("gaps", "feed", "matrix")


class Recommendation(ClassifiedRecord):
    """One recommendation; a sub-action (a), (b), (c) is one with a parent. Its slug is its ref."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="recommendations", verbose_name=_("document")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_actions",
        verbose_name=_("part of the recommendation"),
    )
    position = models.PositiveSmallIntegerField(_("place in the document"), default=0)
    label = models.CharField(
        _("label"), max_length=20, blank=True, default="", help_text=_("Such as a, b or 1.")
    )
    text = models.TextField(_("text, in our words"), max_length=2000)
    source_paragraph = models.CharField(_("paragraph"), max_length=100, null=True, blank=True)
    counts_towards_total = models.BooleanField(
        _("counts towards the document's number"), default=True
    )
    notes = models.TextField(_("notes"), null=True, blank=True)
    terms = models.ManyToManyField(
        Term, through="RecommendationTerm", related_name="recommendations", blank=True
    )
    tools = models.ManyToManyField(
        Tool, through="RecommendationTool", related_name="recommendations", blank=True
    )
    events = models.ManyToManyField(
        Event, through="RecommendationEvent", related_name="recommendations", blank=True
    )

    objects = RecommendationQuerySet.as_manager()

    record_type = RECOMMENDATION
    reserved_slugs = frozenset(RESERVED)

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["document", "position", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED), name="recommendations_ref_is_free"
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="recommendations_not_part_of_itself"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="recommendations_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {shorten(self.text, 120, placeholder=' …')}"

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.slug])

    # Reading

    @property
    def ref(self) -> str:
        return self.slug

    @property
    def current_follow_up(self) -> FollowUp | None:
        """The newest entry of its log; the status is what that says. Free where prefetched."""
        entries = self.follow_ups.all()
        return entries[0] if entries else None

    @property
    def followup_status(self) -> str:
        """Slug of the scheme ``followup_status``: derived, so never changed without evidence."""
        entry = self.current_follow_up
        return entry.status.slug if entry else NOT_ASSESSED

    def facts(self) -> Facts:
        rows: dict[str, models.QuerySet[Any]] = {
            "tools": self.tool_links.values_list("tool__slug", "reason"),
            "events": self.event_links.values_list("event__slug", "reason"),
            "follow_ups": self.follow_ups.values_list(
                "date",
                "country__slug",
                "organisation__slug",
                "actor",
                "status__slug",
                "evidence",
                "source__url",
                "source__title",
            ),
            "responses": self.responses.values_list(
                "date",
                "country__slug",
                "organisation__slug",
                "actor",
                "answer",
                "text",
                "source__url",
                "source__title",
            ),
            "citations": self.citations.values_list(
                "subject", "source__url", "source__title", "note"
            ),
        }
        return super().facts() | {
            name: [list(row) for row in found] for name, found in rows.items()
        }

    def news(self, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        """A sub-action comes and goes with its recommendation, whose news is enough."""
        told = super().news(before, after, changed)
        if told == [Change.What.PUBLISHED]:
            return [] if self.parent_id else [Change.What.RECORDED]
        if told == [Change.What.WITHDRAWN]:
            return [] if self.parent_id else told
        entries = {"follow_ups", "responses"} & set(changed)
        more = any(len(after[name]) > len((before or {}).get(name, ())) for name in entries)
        return [Change.What.FOLLOW_UP] if told == [Change.What.UPDATED] and more else told

    # Writing

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        if self.slug.lower() in self.reserved_slugs:
            problems["slug"] = _("“%(slug)s” is an address of its own.") % {"slug": self.slug}
        if self.parent is not None:
            if self.parent.document_id != self.document_id:
                problems["parent"] = _("That recommendation is in another document.")
            elif has_cycle(self, "parent"):
                problems["parent"] = _("A recommendation is not a part of itself.")
        if self.pk and self.sub_actions.exclude(document=self.document_id).exists():
            problems["document"] = _("Its sub-actions are in another document.")
        if problems:
            raise ValidationError(problems)

    def check_consistency(self) -> None:
        super().check_consistency()
        self.clean()

    def _move_to(self, state: str, *, by: Any, reason: str) -> None:
        """Its sub-actions go with it, those that were where it was."""
        was = self.state
        with transaction.atomic():
            super()._move_to(state, by=by, reason=reason)
            for sub_action in self.sub_actions.filter(state=was):
                sub_action._move_to(state, by=by, reason=reason)

    def stamp_others(self, before: Facts | None, seq: int) -> None:
        """A recommendation is listed with its sub-actions' words, a document with its count."""
        super().stamp_others(before, seq)
        was = before or {}
        parents = [key for key in (self.parent_id, was.get("parent_id")) if key]
        documents = [key for key in (self.document_id, was.get("document_id")) if key]
        Recommendation.objects.filter(pk__in=parents).update(index_seq=seq)
        Document.objects.filter(pk__in=documents).update(index_seq=seq)


class RecommendationTerm(TermLink):
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "term"], name="recommendations_term_once"
            )
        ]


class RecommendationCitation(Citation):
    """A source for a fact of a recommendation."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="citations")
    record_field = "recommendation"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "subject", "source"],
                name="recommendations_citation_once",
            )
        ]
