"""A question of a reader with the answers that curators let stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from catalogue.models.location_privacy import no_whereabouts
from hub.curation.questions.fields import QUESTION, ROLES, SUBJECTS
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable, citations
from hub.records.models import Citation, RecordChange, RecordQuerySet
from hub.records.models.ledger import Facts, is_public
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.records.registry import record_types
from hub.vocabulary.models import Term

MAX_DETAILS, MAX_ANSWER, MAX_NAME = 4000, 4000, 200  # characters


def subject(kind: str, model: str) -> models.ForeignKey[Any, Any]:
    """The key to what a question is about, of one kind of record."""
    return models.ForeignKey(
        model,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=SUBJECTS[kind],  # type: ignore[arg-type]
    )


class AnsweredQuestionQuerySet(RecordQuerySet["AnsweredQuestion"]):
    def published(self, tier: str = "public") -> Self:
        """A question about a record that is hidden would tell of it: it is hidden with it."""
        seen = super().published(tier)
        for kind in SUBJECTS:
            shown = record_types[kind].model._default_manager.published(tier)
            about = Exists(shown.order_by().filter(pk=OuterRef(f"{kind}_id")))
            seen = seen.filter(Q(**{f"{kind}__isnull": True}) | about)
        return seen

    def published_about(self, kind: str, pk: int) -> Self:
        """For the page of a record, where it need not be asked whether that is hidden."""
        return super().published().filter(**{f"{kind}_id": pk}).order_by("-updated_at", "-pk")

    def for_page(self) -> Self:
        return self.select_related(*SUBJECTS).prefetch_related(
            "answers", "term_links", "citations__source"
        )


class AnsweredQuestion(ClassifiedRecord):
    """What was asked, about which record if about one, and what was answered."""

    title = models.CharField(_("question"), max_length=300, validators=[no_whereabouts])
    details = models.TextField(
        _("details"), max_length=MAX_DETAILS, null=True, blank=True, validators=[no_whereabouts]
    )
    tool = subject("tool", "catalogue.tool")
    organisation = subject("organisation", "catalogue.organisation")
    deployment = subject("deployment", "catalogue.deployment")
    misuse = subject("misuse", "catalogue.misusepattern")
    helpline = subject("helpline", "catalogue.helpline")
    event = subject("event", "events.event")
    recommendation = subject("recommendation", "recommendations.recommendation")
    document = subject("document", "recommendations.document")
    terms = models.ManyToManyField(
        Term, through="QuestionTerm", related_name="questions", blank=True
    )

    objects = AnsweredQuestionQuerySet.as_manager()

    record_type = QUESTION
    reserved_slugs = frozenset({"feed"})
    hidden_with = frozenset(SUBJECTS)
    link_tables = (
        term_table(),
        LinkTable(
            "answers",
            "answers",
            ("text", "role", "name", "answered_on", "language"),
            identity=("text", "role"),
        ),
        citations(),
    )

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("answered question")
        verbose_name_plural = _("answered questions")
        ordering = ["title", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(slug__in=["feed"]), name="questions_slug_is_free"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.slug])

    @property
    def subject(self) -> Any:
        """The record that it is about; None for a question about a situation."""
        return next((one for kind in SUBJECTS if (one := getattr(self, kind)) is not None), None)

    @property
    def is_public(self) -> bool:
        return super().is_public and (self.subject is None or self.subject.is_public)

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        """None of what is hidden with its record."""
        return super().news(before, after, changed) if _is_subject_public(after) else []

    @classmethod
    def anyone_may_read(cls, facts: Iterable[Facts]) -> bool:
        return any(is_public(one) and _is_subject_public(one) for one in facts)

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        found = super().inconsistencies(changes)
        for problems, change in zip(found, changes, strict=True):
            after = change.after
            if after["state"] == cls.State.PUBLISHED and not after["answers"]:
                problems.append(_now("A question is published with an answer."))
            if sum(after.get(f"{kind}_id") is not None for kind in SUBJECTS) > 1:
                problems.append(_now("A question is about one record, or about none."))
        return found


def _is_subject_public(facts: Facts) -> bool:
    for kind in SUBJECTS:
        pk = facts.get(f"{kind}_id")
        if pk is not None:
            shown = record_types[kind].model._default_manager.published()
            return bool(shown.filter(pk=pk).exists())
    return True


class QuestionTerm(TermLink):
    data_handling = facts_of_record("question")

    question = models.ForeignKey(AnsweredQuestion, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "term"], name="questions_term_once")
        ]


class QuestionAnswer(models.Model):
    """One answer as it stands. ``name``: empty unless who answered wants it to be shown."""

    data_handling = facts_of_record(
        "question text role answered_on language position", named="name"
    )

    question = models.ForeignKey(AnsweredQuestion, models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"), max_length=MAX_ANSWER)
    role = models.CharField(_("who answered"), max_length=12, choices=list(ROLES.items()))
    name = models.CharField(
        _("name"),
        max_length=MAX_NAME,
        blank=True,
        default="",
        help_text=_("Only where they ticked that it may be shown."),
    )
    answered_on = PartialDateField(_("answered on"))
    language = models.CharField(_("language of the text (BCP 47)"), max_length=35, default="en")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="questions_answer_role"),
            models.CheckConstraint(
                condition=Q(answered_on__regex=SQL_PATTERN), name="questions_answered_on"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class QuestionCitation(Citation):
    """A source for a fact of a question."""

    data_handling = facts_of_record("question")

    question = models.ForeignKey(AnsweredQuestion, models.CASCADE, related_name="citations")
    record_field = "question"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["question", "subject", "source"], name="questions_citation_once"
            )
        ]
