"""Whom a round asks, what they answered, and which mails they were sent."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.recommendations.models import Document, Recommendation, ReportingRound
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import NamedAddressee
from events.recommendations.models.follow_up import STATUS
from hub.identity.site_identity import site_name
from hub.outbox import sealing
from hub.outbox.models import Mail
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention
from hub.records.database_clock import now_in_database
from hub.records.partial_date import SQL_PATTERN, PartialDateField
from hub.records.signed_token import new_nonce
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import term_cache


def today() -> datetime.date:
    """The day on which rounds open, are due and close: of the database's clock."""
    return timezone.localdate(now_in_database())


class ReportRequestQuerySet(models.QuerySet["ReportRequest"]):
    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def asked(self) -> Self:
        """Those that a curator has sent on their way."""
        return self.standing().filter(asked_at__isnull=False)

    def not_sent(self) -> Self:
        return self.standing().filter(asked_at=None)

    def unreachable(self) -> Self:
        """Those whose mail came back, while nobody has answered."""
        return self.unanswered().filter(unreachable_at__isnull=False)

    def unanswered(self) -> Self:
        return self.asked().filter(sent_in_at=None)

    def waiting(self) -> Self:
        """Those whose answers a curator has to read, also where they were withdrawn since."""
        return self.filter(sent_in_at__isnull=False, settled_at=None)

    def overdue(self, day: datetime.date) -> Self:
        """Of documents that are public: of others nothing is asked."""
        late = Q(due__lt=day) | Q(due=None, round__due__lt=day)
        documents = Document.objects.published()
        return self.unanswered().filter(late, round__document__in=documents)


class ReportRequest(NamedAddressee):
    """One addressee who is asked to report in a round, and the focal point who is written to.

    ``address`` is sealed and ``address_key`` its keyed hash; both are empty once erased. ``nonce``
    makes the link, and a new one revokes it; ``issue`` counts the links, so that each is mailed
    once. ``due``: another day than the round's. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.REPORTING,
        FOR_GOOD,
        internal="""
            round language due issue created_at asked_at sent_in_at taken_at settled_at withdrawn_at
        """,
        contact="address address_key address_entered_at unreachable_at reminders_refused_at",
        credential="nonce",
        sooner={
            "address address_key": Retention(
                "{ADDRESSES_KEPT} after the round, or at once where its owner asks for it",
                by="events.reporting.retention.sweep",
            )
        },
    )

    class State(models.TextChoices):
        NOT_SENT = "not-sent", _("Not sent")
        ASKED = "asked", _("Asked")
        LATE = "late", _("Overdue")
        ANSWERED = "answered", _("Answered, waits for a curator")
        SETTLED = "settled", _("Read by a curator")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    round = models.ForeignKey(
        ReportingRound, models.PROTECT, related_name="requests", verbose_name=_("reporting round")
    )
    address = SealedTextField(default="", blank=True, help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, default="", blank=True, db_index=True)
    address_entered_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(_("language of the e-mails"), max_length=35, default="en")
    due = models.DateField(
        _("due on another day"),
        null=True,
        blank=True,
        help_text=_("Only where this addressee was given another day than the round's."),
    )
    nonce = models.CharField(max_length=32, default=new_nonce)
    issue = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(_("entered"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked"), null=True)
    unreachable_at = models.DateTimeField(_("e-mail came back"), null=True)
    reminders_refused_at = models.DateTimeField(_("wants no reminders"), null=True)
    sent_in_at = models.DateTimeField(_("answered"), null=True)
    taken_at = models.DateTimeField(_("first read by a curator"), null=True)
    settled_at = models.DateTimeField(_("read by a curator"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = ReportRequestQuerySet.as_manager()

    class Meta(NamedAddressee.Meta):
        abstract = False
        verbose_name = _("request to report")
        verbose_name_plural = _("requests to report")
        ordering = ["round", "pk"]
        permissions = [("unmask_reportrequest", "Can see the address of a focal point")]
        constraints = [
            *NamedAddressee.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "country"],
                condition=Q(withdrawn_at=None),
                name="reporting_country_asked_once",
            ),
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(withdrawn_at=None),
                name="reporting_organisation_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{super().__str__()}: {self.round}"

    @property
    def key(self) -> AddresseeKey:
        return AddresseeKey.of(self.country_id, self.organisation_id, None)

    @property
    def name(self) -> str:
        """In the language of the page or mail."""
        if self.country_id is None:
            return str(self.organisation)
        return term_cache().by_pk[self.country_id].label()

    def asker_names(self) -> list[str]:
        """Of whom the focal point reads that they ask; the site, where nobody is known to."""
        return [str(body) for body in self.round.askers()] or [site_name()]

    @property
    def due_on(self) -> datetime.date | None:
        return self.due or self.round.due

    def closed(self, day: datetime.date) -> bool:
        return self.round.closes is not None and self.round.closes < day

    def can_be_corrected(self, day: datetime.date) -> bool:
        return self.withdrawn_at is None and self.taken_at is None and not self.closed(day)

    def state_on(self, day: datetime.date) -> State:
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.sent_in_at:
            return self.State.SETTLED if self.settled_at else self.State.ANSWERED
        if not self.asked_at:
            return self.State.NOT_SENT
        is_late = self.due_on and self.due_on < day and self.round.document.is_public
        return self.State.LATE if is_late else self.State.ASKED

    def plain_address(self) -> str:
        """The address; empty where it was erased. Raises SealedError where no key opens it."""
        return sealing.unseal(self.address) if self.address else ""

    def clean(self) -> None:
        super().clean()
        if self.due is None or self.round_id is None:
            return
        opens, closes = self.round.opens, self.round.closes
        if (opens and self.due < opens) or (closes and self.due > closes):
            raise ValidationError({"due": _("Choose a day while the round is open.")})


class ErasedFocalPoint(models.Model):
    """An address whose owner had it erased: nobody enters it again. ``address_key``: its hash."""

    data_handling = DataHandling(Purpose.REMOVAL, FOR_GOOD, internal="at", contact="address_key")

    address_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class ReportAnswer(models.Model):
    """What an addressee says about one action, as it was sent in, and what a curator decided.

    ``published_evidence``: the words that were published, where a curator changed them.
    """

    data_handling = DataHandling(
        Purpose.REPORTING,
        FOR_GOOD,
        internal="request recommendation status date decision decided_at",
        published="published_evidence",
        staff="decided_by reason",
        words="evidence source_title source_url",
        sooner={
            "evidence source_title source_url": Retention(
                "if published, with the record; else {ADDRESSES_KEPT} after the round",
                by="events.reporting.retention.sweep",
            )
        },
    )

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Published as the addressee's statement")
        DECLINED = "declined", _("Not published")

    request = models.ForeignKey(ReportRequest, models.CASCADE, related_name="answers")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="+")
    status = models.ForeignKey(
        Term, models.PROTECT, related_name="+", limit_choices_to={"scheme__slug": STATUS}
    )
    evidence = models.TextField(max_length=2000)
    source_title = models.CharField(max_length=500, blank=True, default="")
    source_url = models.URLField(max_length=1000, blank=True, default="")
    date = PartialDateField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    published_evidence = models.TextField(max_length=2000, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("answer of an addressee")
        verbose_name_plural = _("answers of addressees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "recommendation"], name="reporting_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(date__regex=SQL_PATTERN), name="reporting_answer_date"
            ),
            models.CheckConstraint(
                condition=~Q(source_url="", source_title=""), name="reporting_answer_has_source"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "accepted", "declined"]),
                name="reporting_answer_decision",
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined", reason=""), name="reporting_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.ref}: {self.status}"


class Occasion(models.TextChoices):
    """Why a focal point is written to."""

    ASKED = "asked", _("The request")
    BEFORE = "before", _("Due soon")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")


class ReportMail(models.Model):
    """That a request was mailed on an occasion. The row is what makes it once, whoever looks.

    ``due``: the day that a reminder is about; another day is reminded of anew.
    """

    data_handling = DataHandling(
        Purpose.REPORTING, FOR_GOOD, internal="request occasion issue day due mail"
    )

    request = models.ForeignKey(ReportRequest, models.CASCADE, related_name="mails")
    occasion = models.CharField(max_length=8, choices=Occasion)
    issue = models.PositiveSmallIntegerField()
    day = models.DateField()
    due = models.DateField(null=True)
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, related_name="report_mail")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "issue"],
                condition=Q(occasion="asked"),
                name="reporting_link_mailed_once",
            ),
            models.UniqueConstraint(
                fields=["request", "occasion", "issue", "due"], name="reporting_mail_once"
            ),
            models.CheckConstraint(
                condition=Q(occasion="asked") | Q(due__isnull=False),
                name="reporting_reminder_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.day}"
