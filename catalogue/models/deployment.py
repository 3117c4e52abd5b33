"""A practice note: where a tool was used, how it went, and what it was adapted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from catalogue.models.location_privacy import no_whereabouts
from catalogue.models.organisation import Organisation
from catalogue.models.tool import Tool
from hub.records import link_tables as links
from hub.records.data_handling import facts_of_record
from hub.records.models import Change, Citation, RecordChange, RecordQuerySet
from hub.records.models.ledger import Facts, is_public
from hub.records.models.revision import visible_to
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.records.trees import closes_cycle, has_cycle, read_parents
from hub.vocabulary.models import Term

# Facts whose change a reader who relies on the note must hear of first.
SAFETY = frozenset({"safeguard", "incidents"})


class DeploymentQuerySet(RecordQuerySet["Deployment"]):
    def published(self, tier: str = "public") -> Self:
        """A note about a tool that is hidden would tell of the tool: it is hidden with it."""
        seen = {"tool__state": Tool.State.PUBLISHED, "tool__visibility__in": visible_to(tier)}
        return super().published(tier).filter(**seen)

    def for_page(self) -> Self:
        """With all that a note's own page shows."""
        return self.select_related("tool").prefetch_related(
            "term_links", "citations__source", "organisation_links__organisation"
        )

    def of_tools(self, pks: Iterable[int]) -> Self:
        """The notes about these tools, with their terms: grouped by tool, the latest first."""
        return (
            self.filter(tool__in=pks)
            .prefetch_related("term_links")
            .order_by("tool_id", models.F("started").desc(nulls_last=True), "title")
        )


class Deployment(ClassifiedRecord):
    """One use of a tool, in one place and time or in several that a source tells of together."""

    class Again(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("In part")
        NO = "no", _("No")

    tool = models.ForeignKey(
        Tool, models.PROTECT, related_name="deployments", verbose_name=_("tool")
    )
    title = models.CharField(_("title"), max_length=300, validators=[no_whereabouts])
    summary = models.TextField(_("in short"), max_length=600, validators=[no_whereabouts])
    site = models.CharField(
        _("kind of site"),
        max_length=300,
        null=True,
        blank=True,
        validators=[no_whereabouts],
        help_text=_(
            "For example “reception centre” or “border kiosks”. Never the address of a shelter, "
            "coordinates, a telephone number or a name by which it can be found."
        ),
    )
    started = PartialDateField(_("from"), null=True, blank=True)
    ended = PartialDateField(_("until"), null=True, blank=True)
    adaptation = models.TextField(
        _("what was adapted"), max_length=4000, null=True, blank=True, validators=[no_whereabouts]
    )
    needed = models.TextField(
        _("what it needed"), max_length=4000, null=True, blank=True, validators=[no_whereabouts]
    )
    worked = models.TextField(
        _("what worked"), max_length=4000, null=True, blank=True, validators=[no_whereabouts]
    )
    failed = models.TextField(
        _("what failed"), max_length=4000, null=True, blank=True, validators=[no_whereabouts]
    )
    incidents = models.TextField(
        _("incidents"),
        max_length=4000,
        null=True,
        blank=True,
        validators=[no_whereabouts],
        help_text=_("What went wrong for people or their data, without anything that names them."),
    )
    again = models.CharField(
        _("would they use it again"), max_length=10, choices=Again, null=True, blank=True
    )
    adapted_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adaptations",
        verbose_name=_("adapted from"),
        help_text=_("The earlier use, of this tool or another, that this one was made from."),
    )
    terms = models.ManyToManyField(
        Term, through="DeploymentTerm", related_name="deployments", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation, through="DeploymentOrganisation", related_name="deployments", blank=True
    )

    objects = DeploymentQuerySet.as_manager()

    record_type = DEPLOYMENT
    reserved_slugs = frozenset({"feed"})
    hidden_with = frozenset({"tool"})
    link_tables = (term_table(), links.organisations(), links.citations())

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("practice note")
        verbose_name_plural = _("practice notes")
        ordering = ["title", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(slug__in=["feed"]), name="catalogue_deployment_slug_is_free"
            ),
            models.CheckConstraint(
                condition=models.Q(started=None) | models.Q(started__regex=SQL_PATTERN),
                name="catalogue_deployment_started",
            ),
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(ended__regex=SQL_PATTERN),
                name="catalogue_deployment_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(again=None) | models.Q(again__in=["yes", "partly", "no"]),
                name="catalogue_deployment_again",
            ),
            models.CheckConstraint(
                condition=~models.Q(adapted_from=models.F("id")),
                name="catalogue_deployment_not_from_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deployment", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return super().is_public and self.tool.is_public

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        if not Tool.objects.published().filter(pk=after["tool_id"]).exists():
            return []  # the note is hidden with its tool, and so is what happens to it
        change_events = super().news(before, after, changed)
        if change_events == [Change.What.UPDATED] and SAFETY & set(changed):
            return [Change.What.SAFETY]
        return change_events

    def clean(self) -> None:
        super().clean()
        problems = {}
        if has_cycle(self, "adapted_from"):
            problems["adapted_from"] = _("A practice note is not adapted from itself.")
        if self.started and self.ended and self.ended < self.started[: len(self.ended)]:
            problems["ended"] = _("It cannot end before it begins.")
        if problems:
            raise ValidationError(problems)

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        found = super().inconsistencies(changes)
        origins = [change.after["adapted_from_id"] for change in changes]
        parents = read_parents(cls, "adapted_from", {pk for pk in origins if pk})
        for problems, change, origin in zip(found, changes, origins, strict=True):
            if closes_cycle(change.pk, origin, parents):
                problems.append(str(_("A practice note is not adapted from itself.")))
        return found

    @classmethod
    def anyone_may_read(cls, facts: Iterable[Facts]) -> bool:
        """A note is hidden with its tool."""
        tools = {one["tool_id"] for one in facts if is_public(one)}
        return bool(tools) and Tool.objects.published().filter(pk__in=tools).exists()


class DeploymentTerm(TermLink):
    data_handling = facts_of_record("deployment")

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "term"], name="catalogue_deployment_term_once"
            )
        ]


class DeploymentOrganisation(models.Model):
    """An organisation that used the tool there, in the order of the source."""

    data_handling = facts_of_record("deployment organisation role position")

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="deployment_links",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=60, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "organisation"], name="catalogue_deployment_organisation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class DeploymentCitation(Citation):
    """A source for a fact of a practice note."""

    data_handling = facts_of_record("deployment")

    deployment = models.ForeignKey(Deployment, models.CASCADE, related_name="citations")
    record_field = "deployment"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "subject", "source"],
                name="catalogue_deployment_citation_once",
            )
        ]
