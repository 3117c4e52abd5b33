"""The bodies behind tools, events and recommendations."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fields.organisation import ORGANISATION
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from hub.records import link_tables as links
from hub.records.bulk_rows import Columns
from hub.records.data_handling import facts_of_record
from hub.records.models import Change, Citation, RecordQuerySet
from hub.records.models.ledger import Facts
from hub.records.partial_date import PartialDateField
from hub.records.text_folding import fold_letters
from hub.records.trees import has_cycle
from hub.vocabulary.models import Term

WORDS = re.compile(r"\w+")


def matching_key(name: str) -> str:
    """What spellings of a name share: letters and digits of any script, folded.

    Accents go, as do brackets and punctuation, not their content: "IOM (CTDC)" stays apart from
    "IOM".
    """
    return " ".join(WORDS.findall(fold_letters(name)))[:300]


class OrganisationQuerySet(RecordQuerySet["Organisation"]):
    def for_page(self) -> OrganisationQuerySet:
        """With all that an organisation's own page shows."""
        return self.select_related("part_of", "successor").prefetch_related(
            "names", "term_links", "citations__source", "parts"
        )

    def with_tool_counts(self) -> OrganisationQuerySet:
        """Each with ``tool_count``, its published public tools."""
        out = models.Q(tools__state="published", tools__visibility="public")
        return self.annotate(tool_count=models.Count("tools", filter=out, distinct=True))


class Organisation(ClassifiedRecord):
    """A body, its names, its parent and where it sits. An office is a part of its body."""

    name = models.CharField(_("name"), max_length=300)
    url = models.URLField(_("site"), max_length=1000, null=True, blank=True)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("succeeded by"),
    )
    ended = PartialDateField(_("ended"), null=True, blank=True)
    terms = models.ManyToManyField(
        Term, through="OrganisationTerm", related_name="organisations", blank=True
    )

    objects = OrganisationQuerySet.as_manager()

    record_type = ORGANISATION
    reserved_slugs = frozenset({"feed"})
    link_tables = (
        term_table(),
        links.LinkTable(
            "names", "names", ("text", "language", "shown"), identity=("key",), order=("text",)
        ),
        links.citations(),
    )

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(part_of=models.F("id")), name="catalogue_not_part_of_itself"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=["feed"]), name="catalogue_organisation_slug_is_free"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def shown_names(self) -> list[OrganisationName]:
        """Its other names and acronyms, without those kept for matching only."""
        return [name for name in self.names.all() if name.shown]

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        change_events = super().news(before, after, changed)
        if (
            change_events == [Change.What.UPDATED]
            and "ended" in changed
            and not (before or {})["ended"]
        ):
            return [Change.What.ENDED]
        return change_events

    def clean(self) -> None:
        super().clean()
        if has_cycle(self, "part_of"):
            raise ValidationError({"part_of": _("An organisation is not a part of itself.")})


class OrganisationName(models.Model):
    """Another name of an organisation: a translation, an acronym, or a variant met in a source."""

    data_handling = facts_of_record("organisation text key language shown")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=300)
    key = models.CharField(max_length=300, unique=True, editable=False)
    language = models.CharField(_("language (BCP 47)"), max_length=35, blank=True, default="")
    shown = models.BooleanField(
        _("shown to readers"), default=True, help_text=_("Otherwise used for matching only.")
    )

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **options: Any) -> None:
        self.key = self.derived_columns({"text": self.text})["key"]
        super().save(*args, **options)

    @staticmethod
    def derived_columns(row: Columns) -> Columns:
        return {"key": matching_key(row["text"])}


class OrganisationTerm(TermLink):
    data_handling = facts_of_record("organisation")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "term"], name="catalogue_organisation_term_once"
            )
        ]


class OrganisationCitation(Citation):
    """A source for a fact of an organisation."""

    data_handling = facts_of_record("organisation")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="citations")
    record_field = "organisation"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject", "source"],
                name="catalogue_organisation_citation_once",
            )
        ]
