"""Requests to makers to confirm a record, what they answered, and which mails they were sent."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.curation.contacts.models import Contact
from hub.outbox.models import Mail
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention
from hub.records.database_clock import now_in_database
from hub.records.signed_token import new_nonce

VIEW, CHANGE = "confirmations.view_confirmation", "confirmations.change_confirmation"
LINK_WORKS = datetime.timedelta(days=60)
MAX_WORDS = 10_000  # characters of one free text


WORDS = Retention(
    "what was entered, with the record; else {WORDS_KEPT} after the end",
    by="hub.curation.confirmations.retention.sweep",
)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def of_record(self, record_kind: str, record_id: int) -> Self:
        return self.filter(record_kind=record_kind, record_id=record_id)

    def of_address(self, address_key: str) -> Self:
        """All that were sent to it, also once the request has forgotten whom it was sent to."""
        if not address_key:
            return self.none()
        return self.filter(Q(address_key=address_key) | Q(contact__address_key=address_key))

    def waiting_for_maker(self) -> Self:
        return self.filter(state=Confirmation.State.ASKED)

    def waiting_for_curator(self) -> Self:
        return self.filter(state=Confirmation.State.ANSWERED)

    def ended(self) -> Self:
        return self.exclude(ended_at=None)


class Confirmation(models.Model):
    """One contact who is asked whether a record is right.

    ``asked_by``: a curator, or nobody where the calendar asked. ``nonce`` makes the link.
    ``whole``: what they say of the record as a whole; ``ended_on`` as it was typed. ``draft``
    counts how often answers were saved: who saves over what they have not seen is told.
    ``findings``: what may tell of a person, as of suggestions. ``address_key``: of the contact, so
    that a refusal is understood when the contact is gone. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CONFIRMATIONS,
        FOR_GOOD,
        internal="""
            record_kind record_id contact language state asked_at draft whole sent_in_at ended_at
            erased_at
        """,
        staff="asked_by settled_by",
        words="ended_on words findings",
        contact="address_key",
        credential="nonce",
        sooner={
            "address_key": Retention(
                "{ADDRESSES_KEPT} after the end",
                by="hub.curation.confirmations.retention.sweep",
            ),
            "ended_on words findings": WORDS,
        },
    )

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered, waits for a curator")
        SETTLED = "settled", _("Read by a curator")
        SILENT = "silent", _("Did not answer")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Whole(models.TextChoices):
        ENDED = "ended", _("It has ended")
        NOT_OURS = "not_ours", _("We do not run this")

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="confirmations")
    address_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    language = models.CharField(_("language of the e-mails"), max_length=35, default="en")
    nonce = models.CharField(max_length=32, default=new_nonce)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    draft = models.PositiveIntegerField(default=0)
    whole = models.CharField(max_length=10, choices=Whole, blank=True, default="")
    ended_on = models.CharField(max_length=40, blank=True, default="")
    words = models.TextField(max_length=MAX_WORDS, blank=True, default="")
    findings = models.JSONField(default=list, blank=True)
    sent_in_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    erased_at = models.DateTimeField(_("texts erased"), null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation by a maker")
        verbose_name_plural = _("confirmations by makers")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["record_kind", "record_id"], name="confirmations_by_record"),
            models.Index(fields=["state", "asked_at"], name="confirmations_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "contact"],
                condition=Q(state="asked"),
                name="confirmations_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "answered", "settled", "silent", "withdrawn"]),
                name="confirmations_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "answered"], ended_at=None)
                | Q(state__in=["settled", "silent", "withdrawn"], ended_at__isnull=False),
                name="confirmations_ended_with_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "settled"], sent_in_at=None),
                name="confirmations_answered_with_day",
            ),
            models.CheckConstraint(
                condition=Q(whole__in=["", "ended", "not_ours"]), name="confirmations_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}: {self.get_state_display()}"

    @property
    def runs_out_at(self) -> datetime.datetime:
        return self.asked_at + LINK_WORKS

    def takes_answers(self, now: datetime.datetime | None = None) -> bool:
        is_asked = self.state == self.State.ASKED
        return is_asked and (now or now_in_database()) < self.runs_out_at

    @property
    def was_sent(self) -> bool:
        return self.state in (self.State.ANSWERED, self.State.SETTLED)


class ConfirmationAnswer(models.Model):
    """What a maker says of one field of the importer of the record's kind.

    ``text``: as it was typed. ``value``: the facts that the importer read from it, as
    ``SuggestedFact.value``; null where it could not, and ``problem`` says why, or where nothing is
    to be changed. ``before``: the facts that stood there, and ``seen`` their fingerprint.
    """

    data_handling = DataHandling(
        Purpose.CONFIRMATIONS,
        FOR_GOOD,
        internal="confirmation fact answer seen decision",
        words="text value problem before",
        sooner={"text value problem before": WORDS},
    )

    class Answer(models.TextChoices):
        RIGHT = "right", _("Right")
        CHANGED = "changed", _("Changed to")
        ENDED = "ended", _("No longer so")
        UNKNOWN = "unknown", _("We do not know")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Entered as the maker’s statement")
        DECLINED = "declined", _("Not entered")
        CONFLICT = "conflict", _("A curator found something else: to be compared")

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="answers")
    fact = models.CharField(max_length=100)
    answer = models.CharField(max_length=8, choices=Answer)
    text = models.TextField(blank=True, default="")
    value: models.JSONField[Any] = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True, default="")
    before: models.JSONField[Any] = models.JSONField(null=True, blank=True)
    seen = models.CharField(max_length=64)
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="")

    class Meta:
        verbose_name = _("answer of a maker")
        verbose_name_plural = _("answers of makers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation", "fact"], name="confirmations_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["right", "changed", "ended", "unknown"]),
                name="confirmations_answer",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "accepted", "declined", "conflict"]),
                name="confirmations_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.answer}"


class ConfirmationMail(models.Model):
    """That a contact was mailed on an occasion. The row is what makes it once, whoever looks."""

    data_handling = DataHandling(
        Purpose.CONFIRMATIONS,
        Retention(
            "{ADDRESSES_KEPT} after the end",
            by="hub.curation.confirmations.retention.sweep",
        ),
        internal="confirmation occasion at mail",
    )

    class Occasion(models.TextChoices):
        ASKED = "asked", _("The request")
        FIRST = "first", _("First reminder")
        SECOND = "second", _("Second reminder")

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="mails")
    occasion = models.CharField(max_length=6, choices=Occasion)
    at = models.DateTimeField(default=timezone.now)
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, related_name="confirmation_mail")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["confirmation", "occasion"], name="confirmations_mailed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.at:%Y-%m-%d}"
