"""A helpline: a public line that a victim of trafficking, or a person at risk, can reach."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.fields.helpline import HELPLINE
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from catalogue.models.contact_addresses import E164, channel_problem
from catalogue.models.organisation import Organisation
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable, citations
from hub.records.models import (
    CHECKED_FOR,
    CONFIRMED,
    Change,
    Citation,
    RecordChange,
    RecordQuerySet,
)
from hub.records.models.ledger import Facts
from hub.records.partial_date import PartialDateField
from hub.vocabulary.models import Term


class HelplineQuerySet(RecordQuerySet["Helpline"]):
    def for_page(self) -> Self:
        """With all that its own page shows."""
        return self.select_related("organisation").prefetch_related(
            "term_links", "channels", "citations__source"
        )

    def in_service(self) -> Self:
        """Those of which no end is known."""
        return self.filter(ended=None)

    def unchecked(self) -> Self:
        """Lines that readers see and that no person has checked within a year."""
        year_ago = timezone.localdate() - CHECKED_FOR
        checked = models.Q(verified_on__gte=year_ago, verification__in=CONFIRMED)
        return self.published().in_service().exclude(checked)

    def due_for_review(self) -> Self:
        """With those that nobody has called within a year, and without those that have ended."""
        return (super().due_for_review() | self.unchecked()).in_service()

    def awaiting_check(self, after: tuple[datetime.date, int] | None = None) -> Self:
        """Without those that have ended: nobody is asked to call a number that is no more."""
        return super().awaiting_check(after).in_service()


class Helpline(ClassifiedRecord):
    """A line, who answers it, whom it serves, and how it is reached.

    A wrong number can do harm: a line of low confidence, or one without a source, is never
    published.
    """

    name = models.CharField(_("name"), max_length=300)
    operator = models.CharField(
        _("who runs it"),
        max_length=300,
        null=True,
        blank=True,
        help_text=_("As the source names it."),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="helplines",
        verbose_name=_("organisation of ours that runs it"),
    )
    hours = models.CharField(
        _("hours"),
        max_length=300,
        null=True,
        blank=True,
        help_text=_("24/7 only where a source says so."),
    )
    anonymous = models.BooleanField(_("callers may stay anonymous"), null=True, blank=True)
    url = models.URLField(_("site"), max_length=1000, null=True, blank=True)
    ended = PartialDateField(_("ended"), null=True, blank=True)
    source_year = models.PositiveSmallIntegerField(
        _("year of its newest source"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )
    notes = models.TextField(_("notes"), max_length=2000, null=True, blank=True)
    terms = models.ManyToManyField(
        Term, through="HelplineTerm", related_name="helplines", blank=True
    )

    objects = HelplineQuerySet.as_manager()

    record_type = HELPLINE
    reserved_slugs = frozenset({"lines"})
    link_tables = (
        term_table(),
        LinkTable(
            "channels",
            "channels",
            ("kind", "value", "e164", "note", "toll_free", "from_abroad"),
            identity=("kind", "value"),
        ),
        citations(),
    )

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["name", "slug"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(slug__in=["lines"]), name="catalogue_helpline_slug_is_free"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published", confidence="low"),
                name="catalogue_helpline_not_unsure",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("helpline", args=[self.slug])

    @classmethod
    def review_months(cls, facts: Facts) -> int:
        """A number changes hands within weeks, and who calls a wrong one may be in danger."""
        return 3

    def clean(self) -> None:
        super().clean()
        if self.state == self.State.PUBLISHED and self.confidence == self.Confidence.LOW:
            raise ValidationError({"confidence": str(TOO_UNSURE)})

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        events = super().news(before, after, changed)
        if events == [Change.What.UPDATED] and "ended" in changed and not (before or {})["ended"]:
            return [Change.What.ENDED]
        return events

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        found = super().inconsistencies(changes)
        for problems, change in zip(found, changes, strict=True):
            after = change.after
            problems += [
                sentence
                for kind, value, e164, *_rest in after["channels"]
                if (sentence := channel_problem(kind, value, e164))
            ]
            if after["state"] != cls.State.PUBLISHED:
                continue
            if after["confidence"] == cls.Confidence.LOW:
                problems.append(str(TOO_UNSURE))
            if not after["citations"]:
                problems.append(str(_("Name the source in which the number was read.")))
            if not after["channels"]:
                problems.append(str(_("A line needs a number, or another way to reach it.")))
        return found


TOO_UNSURE = _(
    "A line of low confidence is not published: a wrong number can do harm. Check it first."
)


class HelplineTerm(TermLink):
    data_handling = facts_of_record("helpline")

    helpline = models.ForeignKey(Helpline, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["helpline", "term"], name="catalogue_helpline_term_once"
            )
        ]


class HelplineChannel(models.Model):
    """One way to reach a line. ``value``: as people of the country write it."""

    data_handling = facts_of_record("helpline kind value e164 note toll_free from_abroad position")

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        SHORT_CODE = "short-code", _("Short number")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SMS = "sms", _("Text message")
        CHAT = "chat", _("Chat")
        EMAIL = "email", _("E-mail")
        WEB = "web", _("Web page")

    helpline = models.ForeignKey(Helpline, models.CASCADE, related_name="channels")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PHONE)
    value = models.CharField(_("number or address"), max_length=300)
    e164 = models.CharField(
        _("number with its country"),
        max_length=16,
        null=True,
        blank=True,
        validators=[RegexValidator(E164)],
        help_text=_("As it is dialled from abroad, such as +38971234567 (ITU-T E.164)."),
    )
    note = models.CharField(_("note"), max_length=300, null=True, blank=True)
    toll_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    from_abroad = models.BooleanField(_("can be reached from abroad"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("number or address")
        verbose_name_plural = _("numbers and addresses")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["helpline", "kind", "value"], name="catalogue_helpline_channel_once"
            ),
            models.CheckConstraint(
                condition=models.Q(e164=None) | models.Q(e164__regex=E164),
                name="catalogue_helpline_channel_e164",
            ),
        ]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        super().clean()
        if sentence := channel_problem(self.kind, self.value, self.e164):
            raise ValidationError({"value": sentence})


class HelplineCitation(Citation):
    """A source for a fact of a helpline."""

    data_handling = facts_of_record("helpline")

    helpline = models.ForeignKey(Helpline, models.CASCADE, related_name="citations")
    record_field = "helpline"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["helpline", "subject", "source"], name="catalogue_helpline_citation_once"
            )
        ]
