"""How traffickers use technology: in general words, so that nobody learns how to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.fields.misuse import MISUSE
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from catalogue.models.tool import Tool
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable, citations
from hub.records.models import Citation, RecordChange, RecordQuerySet
from hub.vocabulary.models import Term

# What may only be written down where a source says it.
CITED = ("warning_signs", "counter_measures")


class MisusePatternQuerySet(RecordQuerySet["MisusePattern"]):
    def for_page(self) -> Self:
        """With all that the page shows of a pattern."""
        return self.prefetch_related("term_links", "citations__source", "answers__tool")


class MisusePattern(ClassifiedRecord):
    """One way in which technology serves the crime."""

    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(
        _("what happens"),
        max_length=600,
        help_text=_("In general words: nothing that could serve as instructions."),
    )
    warning_signs = models.TextField(
        _("warning signs"),
        max_length=4000,
        null=True,
        blank=True,
        help_text=_("One on each line, and only what a cited source says."),
    )
    counter_measures = models.TextField(
        _("counter-measures"),
        max_length=4000,
        null=True,
        blank=True,
        help_text=_("One on each line, and only what a cited source says."),
    )
    terms = models.ManyToManyField(
        Term, through="MisuseTerm", related_name="misuse_patterns", blank=True
    )
    tools = models.ManyToManyField(
        Tool, through="MisuseAnswer", related_name="misuse_patterns", blank=True
    )

    objects = MisusePatternQuerySet.as_manager()

    record_type = MISUSE
    reserved_slugs = frozenset({"feed"})
    link_tables = (
        term_table(),
        LinkTable("answers", "answers", ("tool__slug", "reason"), identity=("tool_id",)),
        citations(),
    )

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("misuse pattern")
        verbose_name_plural = _("misuse patterns")
        ordering = ["title", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(slug__in=["feed"]), name="catalogue_misuse_slug_is_free"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("misuse", args=[self.slug])

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        """Warning signs and counter-measures stand only where a cited source says them."""
        found = super().inconsistencies(changes)
        for problems, change in zip(found, changes, strict=True):
            subjects = {citation[0] for citation in change.after["citations"]}
            problems += uncited(change.after, subjects)
        return found


def uncited(values: Mapping[str, Any], subjects: set[str]) -> list[str]:
    """A sentence for each fact that needs a source of its own, has a value, and is not cited."""
    return [
        str(
            _("%(fact)s: name the source that says so, or leave it as not recorded.")
            % {"fact": MisusePattern._meta.get_field(name).verbose_name}  # type: ignore[union-attr]
        )
        for name in CITED
        if values.get(name) and name not in subjects
    ]


class MisuseTerm(TermLink):
    data_handling = facts_of_record("pattern")

    pattern = models.ForeignKey(MisusePattern, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "term"], name="catalogue_misuse_term_once")
        ]


class MisuseAnswer(models.Model):
    """A tool that answers a pattern, and in one line why."""

    data_handling = facts_of_record("pattern tool reason position")

    pattern = models.ForeignKey(MisusePattern, models.CASCADE, related_name="answers")
    tool = models.ForeignKey(
        Tool, models.PROTECT, related_name="misuse_answers", verbose_name=_("tool")
    )
    reason = models.CharField(_("why it answers it"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "tool"], name="catalogue_misuse_tool_once"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="catalogue_misuse_answer_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.tool)


class MisuseCitation(Citation):
    """A source for a fact of a misuse pattern."""

    data_handling = facts_of_record("pattern")

    pattern = models.ForeignKey(MisusePattern, models.CASCADE, related_name="citations")
    record_field = "pattern"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["pattern", "subject", "source"], name="catalogue_misuse_citation_once"
            )
        ]
