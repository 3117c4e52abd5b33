"""Statements, reports and sets of recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from events.fields.document import DOCUMENT
from events.models import Event, QuotedStatistic
from events.models.event import STATISTIC_TABLE
from hub.records import link_tables as links
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable
from hub.records.models import Citation, RecordQuerySet, visible_to
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.vocabulary.models import Term

NAMED_ADDRESSEES = LinkTable(
    "named_addressees",
    "named_addressees",
    ("country__slug", "organisation__slug"),
    identity=("country_id", "organisation_id"),
    once=True,
)


class DocumentQuerySet(RecordQuerySet["Document"]):
    def newest_first(self) -> Self:
        return self.order_by(F("date").desc(nulls_last=True), "title", "pk")

    def with_recorded(self, tier: str = "public") -> Self:
        """Each with ``recorded``: how many of its declared recommendations stand here."""
        counted = Q(
            recommendations__parent=None,
            recommendations__counts_towards_total=True,
            recommendations__state="published",
            recommendations__visibility__in=visible_to(tier),
        )
        return self.annotate(
            recorded=models.Count("recommendations", filter=counted, distinct=True)
        )

    def incomplete(self, tier: str = "public") -> Self:
        """Those that declare more recommendations than are recorded."""
        return self.with_recorded(tier).filter(declared__gt=F("recorded"))

    def for_page(self) -> Self:
        return self.prefetch_related(
            "term_links",
            "citations__source",
            "organisation_links__organisation",
            "event_links__event",
            "relations__other",
            "relations_back__document",
            "statistics__finding_of",
            "statistics__source",
        )


class Document(ClassifiedRecord):
    """A document and who issued it. ``declared``: how many recommendations it says it has.

    ``all_states``: its calls to States that name none mean all Member States of the United Nations;
    None where nobody recorded it.
    """

    title = models.CharField(_("title"), max_length=400)
    summary = models.TextField(_("summary"), null=True, blank=True)
    date = PartialDateField(_("date"), null=True, blank=True)
    symbol = models.CharField(_("symbol"), max_length=100, null=True, blank=True)
    url = models.URLField(_("canonical address"), max_length=1000, null=True, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, null=True, blank=True)
    declared = models.PositiveSmallIntegerField(
        _("recommendations it says it has"), null=True, blank=True
    )
    all_states = models.BooleanField(
        _("addresses all States"),
        null=True,
        blank=True,
        help_text=_(
            "Yes: what it asks of States, naming none, is counted against the 193 Member States of "
            "the United Nations. Not for the text of a region, of one country or of a conference."
        ),
    )
    notes = models.TextField(_("notes"), null=True, blank=True)
    terms = models.ManyToManyField(
        Term, through="DocumentTerm", related_name="documents", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation, through="DocumentOrganisation", related_name="documents", blank=True
    )
    events = models.ManyToManyField(
        Event, through="DocumentEvent", related_name="documents", blank=True
    )

    objects = DocumentQuerySet.as_manager()

    record_type = DOCUMENT
    reserved_slugs = frozenset({"feed"})
    on_page_only = frozenset({"events"})
    link_tables = (
        term_table(),
        LinkTable("organisations", "organisation_links", ("organisation__slug",),
                  identity=("organisation_id",)),
        LinkTable("events", "event_links", ("event__slug",), identity=("event_id",)),
        LinkTable("relations", "relations", ("how", "other__slug", "reason"),
                  identity=("how", "other_id")),
        STATISTIC_TABLE,
        NAMED_ADDRESSEES,
        LinkTable("rounds", "rounds", ("slug", "name", "body__slug", "opens", "due", "closes"),
                  identity=("slug",)),
        links.citations(),
    )  # fmt: skip

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = [F("date").desc(nulls_last=True), "title", "pk"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug__in=["feed"]), name="recommendations_document_slug_is_free"
            ),
            models.CheckConstraint(
                condition=Q(date=None) | Q(date__regex=SQL_PATTERN),
                name="recommendations_document_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])


@dataclass(frozen=True)
class Recorded:
    """ "3 of 16 recorded": ``declared`` is None where the document does not say how many it has."""

    recorded: int
    declared: int | None

    @property
    def is_complete(self) -> bool | None:
        return None if self.declared is None else self.recorded >= self.declared


def recorded_of_declared(document: Document, tier: str = "public") -> Recorded:
    """How many of the document's recommendations stand here, of how many it says it has.

    Sub-actions and general calls (``counts_towards_total`` is false) are not counted. One query,
    none where the document comes from ``with_recorded()``.
    """
    recorded = getattr(document, "recorded", None)
    if recorded is None:
        recorded = document.recommendations.published(tier).counting().count()
    return Recorded(recorded, document.declared)


class DocumentTerm(TermLink):
    data_handling = facts_of_record("document")

    document = models.ForeignKey(Document, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "term"], name="recommendations_document_term_once"
            )
        ]


class DocumentOrganisation(models.Model):
    """Who issued a document, in the order of the source."""

    data_handling = facts_of_record("document organisation position")

    document = models.ForeignKey(Document, models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="document_links", verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("issuing organisation")
        verbose_name_plural = _("issuing organisations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation"],
                name="recommendations_document_organisation_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class DocumentCitation(Citation):
    """A source for a fact of a document."""

    data_handling = facts_of_record("document")

    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    record_field = "document"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["document", "subject", "source"],
                name="recommendations_document_citation_once",
            )
        ]


class DocumentRelation(models.Model):
    """That a document implements, quotes or supersedes another (its ``relations_back``)."""

    data_handling = facts_of_record("document how other reason")

    class How(models.TextChoices):
        IMPLEMENTS = "implements", _("Implements")
        QUOTES = "quotes", _("Quotes")
        SUPERSEDES = "supersedes", _("Supersedes")

    document = models.ForeignKey(Document, models.CASCADE, related_name="relations")
    how = models.CharField(_("how"), max_length=12, choices=How)
    other = models.ForeignKey(
        Document, models.PROTECT, related_name="relations_back", verbose_name=_("document")
    )
    reason = models.CharField(_("how we know"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("relation to another document")
        verbose_name_plural = _("relations to other documents")
        ordering = ["how", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "how", "other"], name="recommendations_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(document=models.F("other")),
                name="recommendations_relation_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=["implements", "quotes", "supersedes"]),
                name="recommendations_relation_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.other}"

    def clean(self) -> None:
        super().clean()
        if self.document_id is not None and self.document_id == self.other_id:
            raise ValidationError({"other": _("Choose another document.")})


class DocumentEvent(models.Model):
    """That a document came out of an event, or was launched there."""

    data_handling = facts_of_record("document event")

    document = models.ForeignKey(Document, models.CASCADE, related_name="event_links")
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="document_links", verbose_name=_("event")
    )

    class Meta:
        verbose_name = _("event it came out of")
        verbose_name_plural = _("events it came out of")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "event"], name="recommendations_document_event_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.event)


class DocumentStatistic(QuotedStatistic):
    data_handling = facts_of_record("document")

    document = models.ForeignKey(Document, models.CASCADE, related_name="statistics")
    record_field = "document"

    class Meta(QuotedStatistic.Meta):
        abstract = False
