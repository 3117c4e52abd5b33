"""Whom documents and recommendations address by name, and rounds in which these report."""

from __future__ import annotations

from textwrap import shorten
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.recommendations.models.document import Document
from events.recommendations.models.recommendation import Recommendation
from hub.records.data_handling import facts_of_record
from hub.vocabulary.models import Term

COUNTRY = "country"  # the scheme whose terms are countries


def country_field(**options: object) -> models.ForeignKey[Term | None, Term | None]:
    """A key to a term of the scheme ``country``, which may be empty."""
    return models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__slug": COUNTRY},
        verbose_name=_("country"),
        **options,  # type: ignore[arg-type]
    )


class NamedAddressee(models.Model):
    """One country or one organisation."""

    data_handling = facts_of_record("country organisation")

    country = country_field()
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    class Meta:
        abstract = True
        verbose_name = _("named addressee")
        verbose_name_plural = _("named addressees")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country=None, organisation__isnull=False)
                | Q(country__isnull=False, organisation=None),
                name="%(app_label)s_%(class)s_is_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.country or self.organisation or "")

    def clean(self) -> None:
        super().clean()
        if (self.country_id is None) == (self.organisation_id is None):
            raise ValidationError(_("Choose a country or an organisation, one of the two."))
        if self.country is not None and self.country.scheme.slug != COUNTRY:
            raise ValidationError({"country": _("Choose a country.")})


class DocumentAddressee(NamedAddressee):
    """Whom all recommendations of a document address that do not name others themselves."""

    data_handling = facts_of_record("document")

    document = models.ForeignKey(Document, models.CASCADE, related_name="named_addressees")

    class Meta(NamedAddressee.Meta):
        abstract = False
        constraints = [
            *NamedAddressee.Meta.constraints,
            models.UniqueConstraint(
                fields=["document", "country"], name="recommendations_document_country_once"
            ),
            models.UniqueConstraint(
                fields=["document", "organisation"], name="recommendations_document_addressee_once"
            ),
        ]


class RecommendationAddressee(NamedAddressee):
    """Whom a recommendation or a sub-action addresses by name, in place of its document's."""

    data_handling = facts_of_record("recommendation")

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="named_addressees"
    )

    class Meta(NamedAddressee.Meta):
        abstract = False
        constraints = [
            *NamedAddressee.Meta.constraints,
            models.UniqueConstraint(
                fields=["recommendation", "country"], name="recommendations_country_once"
            ),
            models.UniqueConstraint(
                fields=["recommendation", "organisation"],
                name="recommendations_addressee_once",
            ),
        ]


class ReportingRoundQuerySet(models.QuerySet["ReportingRound"]):
    def published(self) -> Self:
        """Those that readers may hear of: of a document that is hidden they name it."""
        return self.filter(document__in=Document.objects.published())


class ReportingRound(models.Model):
    """A round in which a document's addressees report what they did: "first report".

    ``body``: who asks, where it is not whoever issued the document. ``opens``, ``due``, ``closes``:
    days, each of them known or not; answers that come later than ``closes`` are refused.
    """

    data_handling = facts_of_record("document slug name body opens due closes")

    document = models.ForeignKey(Document, models.CASCADE, related_name="rounds")
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=120)
    body = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who asks"),
    )
    opens = models.DateField(_("opens"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    closes = models.DateField(_("closes"), null=True, blank=True)

    objects = ReportingRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = [F("due").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="recommendations_round_has_name"),
            models.CheckConstraint(
                condition=(
                    (Q(opens=None) | Q(closes=None) | Q(closes__gte=F("opens")))
                    & (Q(opens=None) | Q(due=None) | Q(due__gte=F("opens")))
                    & (Q(due=None) | Q(closes=None) | Q(closes__gte=F("due")))
                ),
                name="recommendations_round_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def askers(self) -> list[Organisation]:
        """Who asks: ``body``, else the public issuers of the document in their order."""
        if self.body is not None:
            return [self.body]
        links = self.document.organisation_links.select_related("organisation")
        return [link.organisation for link in links if link.organisation.is_public]

    @property
    def name_with_document(self) -> str:
        """For where rounds of several documents stand: many are called "First report"."""
        document = self.document.symbol or shorten(self.document.title, 60, placeholder=" …")
        return f"{self.name} ({document})"

    def clean(self) -> None:
        super().clean()
        problems = {}
        if self.opens and self.due and self.due < self.opens:
            problems["due"] = _("A round is not due before it opens.")
        if self.closes and self.closes < max(
            filter(None, (self.opens, self.due)), default=self.closes
        ):
            problems["closes"] = _("A round does not end before it opens or is due.")
        if problems:
            raise ValidationError(problems)
