"""What became of a recommendation: entries with evidence, and answers of those it was put to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.recommendations.models.addressed import problem_of_addressee
from events.recommendations.models.addressee import COUNTRY, ReportingRound, country_field
from events.recommendations.models.recommendation import NOT_ASSESSED, Recommendation
from hub.records.data_handling import facts_of_record
from hub.records.models import Source
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import term_cache

STATUS = "followup_status"


class FollowUpEntry(models.Model):
    """What the log's rows share: when, where, by whom, and the source that says so."""

    data_handling = facts_of_record("date country organisation source round", named="actor")

    date = PartialDateField(_("date"), null=True, blank=True)
    country = country_field()
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    actor = models.CharField(_("other actor"), max_length=200, null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    round = models.ForeignKey(
        ReportingRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting round"),
    )

    # Set by a form that checks it against the addressees that are sent with the entry.
    is_addressee_checked = False

    class Meta:
        abstract = True
        ordering = [F("date").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date=None) | Q(date__regex=SQL_PATTERN),
                name="%(app_label)s_%(class)s_date",
            ),
        ]

    @property
    def who(self) -> str:
        return str(self.organisation) if self.organisation else self.actor or ""

    @property
    def public_who(self) -> str:
        """The same without the name of an organisation that readers do not see."""
        is_named = self.organisation is None or self.organisation.is_public
        return self.who if is_named else self.actor or ""

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        recommendation: Recommendation = self.recommendation  # type: ignore[attr-defined]
        if self.country is not None and self.country.scheme.slug != COUNTRY:
            problems["country"] = _("Choose a country.")
        elif not self.is_addressee_checked and self._is_new_or_of_others():
            problems |= problem_of_addressee(recommendation, self.country, self.organisation)
        if self.round is not None and self.round.document_id != recommendation.document_id:
            problems["round"] = _("That round is of another document.")
        if problems:
            raise ValidationError(problems)

    def _is_new_or_of_others(self) -> bool:
        """An entry that is older than a list of addressees stays as it is."""
        own = type(self)._default_manager.filter(
            pk=self.pk, country=self.country_id, organisation=self.organisation_id
        )
        return self.pk is None or not own.exists()


class FollowUp(FollowUpEntry):
    """An assessment of one addressee, whose status is that of its newest entry: see `distribution`.

    No status moves without what stands here: the database refuses an entry without evidence or
    source. ``said_by``: empty where nobody noted it.
    """

    data_handling = facts_of_record("recommendation status evidence", named="said_by")

    class SaidBy(models.TextChoices):
        ADDRESSEE = "addressee", _("The addressee itself")
        ISSUER = "issuer", _("The issuing body")
        OTHER = "other", _("Somebody else")

    said_by = models.CharField(
        _("who says it"), max_length=10, choices=SaidBy, null=True, blank=True
    )
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="follow_ups")
    status = models.ForeignKey(
        Term,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme__slug": STATUS},
        verbose_name=_("status"),
    )
    evidence = models.TextField(_("evidence"), max_length=2000)

    class Meta(FollowUpEntry.Meta):
        abstract = False
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-up")
        constraints = [
            *FollowUpEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(evidence__regex=r"\S"),
                name="recommendations_followup_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(said_by=None) | Q(said_by__in=["addressee", "issuer", "other"]),
                name="recommendations_followup_said_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date or '–'}: {self.status}"

    @property
    def status_slug(self) -> str:
        """Of the cache of terms: no query."""
        return term_cache().by_pk[self.status_id].slug

    @property
    def voice(self) -> str:
        """Who says it, in words; empty where nobody noted it."""
        return str(self.get_said_by_display()) if self.said_by else ""

    def clean(self) -> None:
        super().clean()
        if self.status_id is None:
            return
        if self.status.scheme.slug != STATUS:
            raise ValidationError({"status": _("Choose a follow-up status.")})
        if self.status.slug == NOT_ASSESSED:
            raise ValidationError(
                {"status": _("An entry assesses: choose what the evidence shows.")}
            )


class ManagementResponse(FollowUpEntry):
    """What somebody whom a recommendation addresses said to it."""

    data_handling = facts_of_record("recommendation answer text")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partly accepted")
        REJECTED = "rejected", _("Rejected")

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="responses")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    text = models.TextField(_("what was said, in our words"), max_length=2000)

    class Meta(FollowUpEntry.Meta):
        abstract = False
        verbose_name = _("management response")
        verbose_name_plural = _("management responses")
        constraints = [
            *FollowUpEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer__in=["accepted", "partly", "rejected"]),
                name="recommendations_response_answer",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="recommendations_response_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.who}"
