"""A technology tool against trafficking, or one for general protection that serves against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fields.shared import DATA_HANDLED, RISKS
from catalogue.fields.tool import PANEL, TOOL
from catalogue.models.classified import ClassifiedRecord, TermLink, slugs_of, term_table
from catalogue.models.organisation import Organisation
from catalogue.models.safety import PANEL_CONSTRAINTS, SafetyPanel, panel_problem
from hub.records import link_tables as links
from hub.records.bulk_rows import KEYS, chunks
from hub.records.data_handling import facts_of_record
from hub.records.models import Change, Citation, RecordChange, RecordQuerySet
from hub.records.models.ledger import Facts, is_public
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.vocabulary.models import Term

ENDED = frozenset({"inactive", "discontinued", "superseded"})  # of the scheme ``status``
# Facts whose change a reader who relies on the tool must hear of first.
SAFETY = frozenset({"safeguard", "caution", "inferred", *PANEL})


# Users who are themselves at risk: who holds the tool in hand can be harmed by it.
USERS_AT_RISK = frozenset({"survivor", "migrant-worker", "displaced-person", "child-youth"})
NO_DATA = "no-personal-data"


def touches_people_at_risk(facts: Facts) -> bool:
    """Whether the facts of a tool say that a mistake in them could reach a person at risk.

    It holds data about people, carries a risk, a caution or a known harm, or people at risk use it.
    What is not known says nothing here: such a tool waits for its facts first.
    """
    terms = facts.get("safeguard") or ()
    handles_data = any(DATA_HANDLED.has(slug) and slug != NO_DATA for slug in terms)
    return (
        handles_data
        or any(map(RISKS.has, terms))
        or bool(facts.get("caution") or facts.get("known_harms"))
        or not USERS_AT_RISK.isdisjoint(facts.get("user") or ())
    )


class ToolQuerySet(RecordQuerySet["Tool"]):
    def for_page(self) -> Self:
        """With all that a tool's own page shows."""
        return self.prefetch_related(
            "term_links", "citations__source", "organisation_links__organisation__term_links"
        )


class Tool(SafetyPanel, ClassifiedRecord):
    """One tool. Every facet is a term; these fields are what is no facet."""

    class Scope(models.TextChoices):
        DEDICATED = "dedicated", _("Made against trafficking")
        ADJACENT = "adjacent", _("General protection tool")

    name = models.CharField(_("name"), max_length=300)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    summary = models.TextField(_("what it is"), max_length=600)
    description = models.TextField(_("description"), blank=True, default="")
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, null=True, blank=True)
    url = models.URLField(_("site"), max_length=1000, null=True, blank=True)
    preconditions = models.TextField(_("what must be in place"), null=True, blank=True)
    open_source = models.BooleanField(_("open source"), null=True, blank=True)
    licence = models.CharField(_("licence (SPDX)"), max_length=60, null=True, blank=True)
    repository = models.URLField(_("source code"), max_length=1000, null=True, blank=True)
    first_released = PartialDateField(_("first released"), null=True, blank=True)
    status_checked_on = models.DateField(_("status last checked on"), null=True, blank=True)
    caution = models.TextField(_("caution"), null=True, blank=True)
    notes = models.TextField(_("notes"), null=True, blank=True)
    terms = models.ManyToManyField(Term, through="ToolTerm", related_name="tools", blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="ToolOrganisation", related_name="tools", blank=True
    )

    objects = ToolQuerySet.as_manager()

    record_type = TOOL
    reserved_slugs = frozenset({"compare", "feed"})
    link_tables = (term_table("safeguard"), links.organisations(), links.citations())

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        ordering = ["name", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            *PANEL_CONSTRAINTS,
            models.CheckConstraint(
                condition=~models.Q(slug__in=["compare", "feed"]),
                name="catalogue_tool_slug_is_free",
            ),
            models.CheckConstraint(
                condition=models.Q(first_released=None)
                | models.Q(first_released__regex=SQL_PATTERN),
                name="catalogue_tool_first_released",
            ),
            models.CheckConstraint(
                condition=models.Q(scope=None) | models.Q(scope__in=["dedicated", "adjacent"]),
                name="catalogue_tool_scope",
            ),
        ]

    @classmethod
    def review_months(cls, facts: Facts) -> int:
        return 6 if touches_people_at_risk(facts) else super().review_months(facts)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tool", args=[self.slug])

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        """Nothing is published without its safety panel, or the words that it was not assessed."""
        found = super().inconsistencies(changes)
        for problems, change in zip(found, changes, strict=True):
            facts = change.after
            problem = panel_problem(
                facts["state"],
                facts["panel"],
                facts["panel_assessed_on"],
                facts["panel_assessed_by"],
            )
            problems += [problem] if problem else []
        return found

    @classmethod
    def shown_on(cls, changes: Sequence[RecordChange]) -> Mapping[type[models.Model], set[int]]:
        """Organisations are listed with how many public tools they have."""
        counted = [
            change
            for change in changes
            if (change.before is not None and is_public(change.before)) != is_public(change.after)
            or (is_public(change.after) and "organisations" in change.changed)
        ]
        before = (change.stored.links["organisations"] for change in counted if change.stored)
        bodies = {row["organisation_id"] for rows in before for row in rows}
        for some in chunks((change.pk for change in counted), KEYS):
            links = ToolOrganisation.objects.filter(tool__in=some)
            bodies.update(links.values_list("organisation", flat=True))
        return {Organisation: bodies}

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        change_events = super().news(before, after, changed)
        if change_events != [Change.What.UPDATED] or before is None:
            return change_events
        if slugs_of(after, "status") & ENDED and not slugs_of(before, "status") & ENDED:
            change_events = [Change.What.ENDED]
        if SAFETY & set(changed):
            change_events = [
                Change.What.SAFETY,
                *(what for what in change_events if what != Change.What.UPDATED),
            ]
        return change_events


class ToolTerm(TermLink):
    """A term of a tool. ``inferred``: an editor's inference from the technique."""

    data_handling = facts_of_record("tool inferred")

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="term_links")
    inferred = models.BooleanField(_("inferred by an editor"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "term"], name="catalogue_tool_term_once")
        ]


class ToolOrganisation(models.Model):
    """An organisation behind a tool, in the order of the source."""

    data_handling = facts_of_record("tool organisation role position")

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tool_links", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=60, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "organisation"], name="catalogue_tool_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ToolCitation(Citation):
    """A source for a fact of a tool."""

    data_handling = facts_of_record("tool")

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="citations")
    record_field = "tool"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "subject", "source"], name="catalogue_tool_citation_once"
            )
        ]
