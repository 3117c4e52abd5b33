"""Recommendations: who is asked for what, as an ordered tree within a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import Tool
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from events.fields.recommendation import RECOMMENDATION
from events.models import Event
from events.recommendations.models.document import NAMED_ADDRESSEES, Document
from hub.records import link_tables as links
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable
from hub.records.models import Change, Citation, RecordChange, RecordQuerySet
from hub.records.models.ledger import Facts
from hub.records.trees import closes_cycle, read_parents
from hub.vocabulary.models import Term

if TYPE_CHECKING:
    from events.recommendations.models.link import RecommendationToolQuerySet


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
        Entries of the log are read apart: there can be hundreds (see ``follow_up_log``).
        """
        below = self.model._default_manager.published(tier).in_order()
        tool_links = self._tool_links(tier).select_related("tool")
        prefetches = (Prefetch("tool_links", tool_links), *RESPONSES)
        return self.select_related("document", "parent").prefetch_related(
            "term_links",
            "citations__source",
            "event_links__event",
            *prefetches,
            Prefetch("sub_actions", below.prefetch_related(*prefetches)),
        )


# What was answered to a recommendation, with all that an answer shows.
RESPONSES = (
    "responses__organisation",
    "responses__source",
)


NOT_ASSESSED = "not-assessed"  # of the scheme ``followup_status``: nobody gave evidence yet
RESERVED = ("gaps", "feed", "matrix")
# What every entry of its log says.
ENTRY = ("date", "country__slug", "organisation__slug", "actor")
ENTRY_IDENTITY = ("date", "country_id", "organisation_id", "actor", "source_id", "round_id")
SOURCE = ("source__url", "source__title")


# By what a document counts it.
COUNTED = ("state", "visibility", "document_id", "parent_id", "counts_towards_total")


def _counted(facts: Facts) -> tuple[object, ...]:
    return tuple(facts.get(name) for name in COUNTED)


def _keys(column: str, pairs: Iterable[tuple[Facts, Facts]]) -> set[int]:
    return {facts[column] for pair in pairs for facts in pair if facts.get(column)}


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
    has_capital_slugs = True
    on_page_only = frozenset({"events"})
    link_tables = (
        term_table(),
        LinkTable("tools", "tool_links", ("tool__slug", "reason"), identity=("tool_id",)),
        LinkTable("events", "event_links", ("event__slug", "reason"), identity=("event_id",)),
        NAMED_ADDRESSEES,
        LinkTable("follow_ups", "follow_ups",
                  (*ENTRY, "status__slug", "evidence", *SOURCE, "round__slug", "said_by"),
                  identity=(*ENTRY_IDENTITY, "said_by", "status_id", "evidence")),
        LinkTable("responses", "responses", (*ENTRY, "answer", "text", *SOURCE, "round__slug"),
                  identity=(*ENTRY_IDENTITY, "answer", "text")),
        links.citations(),
    )  # fmt: skip

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["document", "position", "slug"]
        indexes = [models.Index(Upper("slug"), name="recommendations_capitals")]
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
        return self.title_of({"slug": self.slug, "text": self.text})

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.slug])

    # Reading

    @property
    def ref(self) -> str:
        return self.slug

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        """A sub-action comes and goes with its recommendation, whose news is enough."""
        change_events = super().news(before, after, changed)
        if change_events == [Change.What.PUBLISHED]:
            return [] if after["parent_id"] else [Change.What.RECORDED]
        if change_events == [Change.What.WITHDRAWN]:
            return [] if after["parent_id"] else change_events
        entries = {"follow_ups", "responses"} & set(changed)
        more = any(len(after[name]) > len((before or {}).get(name, ())) for name in entries)
        return (
            [Change.What.FOLLOW_UP]
            if change_events == [Change.What.UPDATED] and more
            else change_events
        )

    @classmethod
    def title_of(cls, facts: Facts) -> str:
        return f"{facts['slug']}: {shorten(facts['text'], 120, placeholder=' …')}"

    # Writing

    def clean(self) -> None:
        super().clean()
        facts = {
            "slug": self.slug, "document_id": self.document_id, "parent_id": self.parent_id,
        }  # fmt: skip
        (problems,) = self._misplaced([(self.pk, facts)])
        if self.parent is self:  # not saved yet
            problems["parent"] = str(_("A recommendation is not a part of itself."))
        if problems:
            raise ValidationError(problems)

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        found = super().inconsistencies(changes)
        misplaced = cls._misplaced([(change.pk or None, change.after) for change in changes])
        for problems, place in zip(found, misplaced, strict=True):
            problems += place.values()
        return found

    @classmethod
    def _misplaced(cls, records: Sequence[tuple[int | None, Facts]]) -> list[dict[str, str]]:
        """What is wrong with where each stands in its document, by field. Three queries for all."""
        above = {facts["parent_id"] for _pk, facts in records if facts["parent_id"]}
        parents = read_parents(cls, "parent", above)
        pks = [pk for pk, _facts in records if pk is not None]
        rows = cls.objects.filter(Q(pk__in=above) | Q(parent__in=pks)) if above or pks else ()
        documents: dict[int, int] = {}
        below: dict[int, set[int]] = {}
        for row in rows:
            documents[row.pk] = row.document_id
            below.setdefault(row.parent_id or 0, set()).add(row.document_id)
        found = []
        for pk, facts in records:
            problems: dict[str, str] = {}
            document, parent = facts["document_id"], facts["parent_id"]
            if facts["slug"].lower() in cls.reserved_slugs:
                problems["slug"] = str(_("“%(slug)s” is an address of its own.") % facts)
            if parent in documents and documents[parent] != document:
                problems["parent"] = str(_("That recommendation is in another document."))
            elif closes_cycle(pk, parent, parents):
                problems["parent"] = str(_("A recommendation is not a part of itself."))
            if pk is not None and below.get(pk, {document}) != {document}:
                problems["document"] = str(_("Its sub-actions are in another document."))
            found.append(problems)
        return found

    def _move_to(self, state: str, *, by: Any, reason: str, tell_readers: bool = False) -> None:
        """Its sub-actions go with it, those that were where it was."""
        was = self.state
        with transaction.atomic():
            super()._move_to(state, by=by, reason=reason, tell_readers=tell_readers)
            for sub_action in self.sub_actions.filter(state=was):
                sub_action._move_to(state, by=by, reason=reason, tell_readers=tell_readers)

    @classmethod
    def shown_on(cls, changes: Sequence[RecordChange]) -> Mapping[type[models.Model], set[int]]:
        """A recommendation is listed with its sub-actions' words, a document with its count."""
        pairs = [(change.before or {}, change.after) for change in changes]
        counted = [pair for pair in pairs if _counted(pair[0]) != _counted(pair[1])]
        return {cls: _keys("parent_id", pairs), Document: _keys("document_id", counted)}


class RecommendationTerm(TermLink):
    data_handling = facts_of_record("recommendation")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "term"], name="recommendations_term_once"
            )
        ]


class RecommendationCitation(Citation):
    """A source for a fact of a recommendation."""

    data_handling = facts_of_record("recommendation")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="citations")
    record_field = "recommendation"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "subject", "source"],
                name="recommendations_citation_once",
            )
        ]


def in_tree_order(recommendations: Iterable[Recommendation]) -> list[tuple[int, Recommendation]]:
    """Each with its depth, every one behind the one that it is a part of, siblings in their order.

    One whose parent is not among them stands at the top.
    """
    siblings = sorted(
        recommendations, key=lambda recommendation: (recommendation.position, recommendation.slug)
    )
    keys = {recommendation.pk for recommendation in siblings}
    below: dict[int | None, list[Recommendation]] = {}
    for recommendation in siblings:
        below.setdefault(
            recommendation.parent_id if recommendation.parent_id in keys else None, []
        ).append(recommendation)
    ordered: list[tuple[int, Recommendation]] = []

    def place(parent: int | None, depth: int) -> None:
        for recommendation in below.get(parent, ()):
            ordered.append((depth, recommendation))
            place(recommendation.pk, depth + 1)

    place(None, 0)
    return ordered
