"""What readers told the curators, fact by fact, and the conversation about it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.curation.merging.models import absorbed_keys
from hub.outbox import sealing
from hub.outbox.models import Mail
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

MAX_WORDS = 10_000  # characters of one free text
# Permissions: to read suggestions, and to decide on them.
VIEW, CHANGE = "suggestions.view_suggestion", "suggestions.change_suggestion"


TEXTS = Retention(
    "if accepted, with the record; else {TEXTS_KEPT} after the end",
    by="hub.curation.suggestions.retention.sweep",
)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state__in=OPEN_STATES)

    def ended(self) -> Self:
        """Those of which nothing more is to come."""
        return self.exclude(state__in=(*OPEN_STATES, Suggestion.State.ASKED))

    def dangers(self) -> Self:
        return self.filter(kind=Suggestion.Kind.DANGER)

    def held(self) -> Self:
        """Those in which personal data or whereabouts of others were found."""
        return self.exclude(findings=[])

    def for_focal_points(self) -> Self:
        """Those that whoever works for the record may decide on, and not curators alone.

        No reports of danger, which may be about these very people, nothing in which personal data
        were found, and nothing that makes another record.
        """
        kinds = (Suggestion.Kind.CORRECTION, Suggestion.Kind.ENDED, Suggestion.Kind.HELPLINE)
        return self.filter(kind__in=kinds, findings=[])

    def about(self, record_kind: str, record_id: int) -> Self:
        """Also those about records that became part of this one."""
        keys = [record_id, *absorbed_keys(record_kind, record_id)]
        return self.filter(record_kind=record_kind, record_id__in=keys)

    def alike(self, suggestion: Suggestion) -> Self:
        """Those that say the same of the same record, itself included."""
        return self.filter(group_key=suggestion.group_key)


class Suggestion(models.Model):
    """One form that a reader sent.

    ``record_kind``, ``record_id``, ``record_version``: the record that it is about, as it was when
    it was sent; empty where it is about none. ``about_kind``: the name of the importer
    (``hub.imports.record_types``) that reads its facts: of a correction that of the record, of
    what is missing that of the new record, ``deployment`` of a practice note, ``follow_up`` of
    what was done; empty where it has no facts. ``receipt_key``: keyed hash of the private receipt,
    which is stored nowhere; only where an ``address`` was given ``sealed_receipt`` holds it for the
    mails, and is erased with it. ``group_key``: what says the same of the same record has the same.
    ``findings``: what must be looked at before anybody publishes it, each with ``what`` (a name of
    ``findings.FINDINGS``), ``fact`` (a fact, or "words") and ``meant_public`` (the sender said so).
    ``may_be_asked``: whoever wrote a practice note agreed to be asked about it, at the address.
    A question whose answer others are asked for is ``asked``: it waits for no curator. Declined,
    dropped and withdrawn ones lose their texts (``erased_at``). Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        internal="""
            kind record_kind record_id record_version about_kind state language received_at taken_at
            decided_at erased_at may_be_asked group_key
        """,
        staff="decided_by reason",
        words="words source_title source_url findings",
        contact="address address_key",
        credential="receipt_key sealed_receipt",
        sooner={
            "words source_title source_url findings": TEXTS,
            "address address_key sealed_receipt": Retention(
                "{ADDRESSES_KEPT} after the end",
                by="hub.curation.suggestions.retention.sweep",
            ),
        },
    )

    class Kind(models.TextChoices):
        DANGER = "danger", _("Danger")
        CORRECTION = "correction", _("Correction")
        ENDED = "ended", _("Ended, or address dead")
        MISSING = "missing", _("Missing")
        PRACTICE = "practice", _("How it went")
        FOLLOW_UP = "follow_up", _("What was done")
        HELPLINE = "helpline", _("Helpline did not answer or was not safe")
        QUESTION = "question", _("Question")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        LOOKED_AT = "looked_at", _("Being looked at")
        ASKED = "asked", _("Others were asked")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        DECLINED = "declined", _("Declined")
        DROPPED = "dropped", _("Dropped")
        WITHDRAWN = "withdrawn", _("Withdrawn by its sender")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    record_kind = models.CharField(_("kind of record"), max_length=40, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    record_version = models.PositiveIntegerField(null=True, blank=True)
    about_kind = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    words = models.TextField(_("in their words"), max_length=MAX_WORDS, blank=True, default="")
    source_title = models.CharField(_("source"), max_length=500, blank=True, default="")
    source_url = models.CharField(
        _("address of the source"), max_length=1000, blank=True, default=""
    )
    language = models.CharField(_("language of the page"), max_length=35, default="en")
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    taken_at = models.DateTimeField(_("first read by a curator"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")
    erased_at = models.DateTimeField(_("texts erased"), null=True, blank=True)
    receipt_key = models.CharField(max_length=64, unique=True)
    address = SealedTextField(default="", blank=True, help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, default="", blank=True, db_index=True)
    sealed_receipt = SealedTextField(default="", blank=True, help_text="sealed, like the address")
    may_be_asked = models.BooleanField(default=False, db_default=False)
    group_key = models.CharField(max_length=64, db_index=True)
    findings = models.JSONField(default=list, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "received_at"], name="suggestions_by_state"),
            models.Index(fields=["record_kind", "record_id"], name="suggestions_by_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "received", "looked_at", "asked", "accepted", "partly", "declined",
                        "dropped", "withdrawn",
                    ]
                ),
                name="suggestions_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined", reason=""),
                name="suggestions_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(record_kind="", record_id=None)
                | ~Q(record_kind="") & Q(record_id__isnull=False),
                name="suggestions_record_is_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_held(self) -> bool:
        return bool(self.findings)

    @property
    def texts(self) -> list[str]:
        """All prose of its own, for whoever reads it by a program."""
        return [self.words, self.source_title, *(fact.text for fact in self.facts.all())]

    @property
    def has_texts(self) -> bool:
        return self.erased_at is None

    def plain_address(self) -> str:
        """The sender's address; empty where none was given or it was erased.

        Raises SealedError where no key opens it.
        """
        return sealing.unseal(self.address) if self.address else ""

    def plain_receipt(self) -> str:
        """The private receipt for a mail; empty where it is not known. Raises SealedError."""
        return sealing.unseal(self.sealed_receipt) if self.sealed_receipt else ""


OPEN_STATES = (Suggestion.State.RECEIVED, Suggestion.State.LOOKED_AT)


class SuggestedFact(models.Model):
    """What a suggestion says of one field.

    ``fact``: the name of a field of the importer ``Suggestion.about_kind``. ``text``: as it was
    typed. ``value``: the facts that the importer read from it, by name, as ``facts()`` holds them
    (``RecordImporter.change`` takes them); null where it could not be read, and ``problem`` says
    why. ``before``: those of the record when it was sent; null where there was no record.
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        internal="suggestion fact knowing decision",
        staff="reason",
        words="text value before problem",
        sooner={"text value before problem reason": TEXTS},
    )

    class Knowing(models.TextChoices):
        KNOWN = "known", _("Known")
        NONE = "none", _("There is none")
        UNKNOWN = "unknown", _("Not known")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="facts")
    fact = models.CharField(max_length=100)
    knowing = models.CharField(max_length=7, choices=Knowing, default=Knowing.KNOWN)
    text = models.TextField(blank=True, default="")
    value: models.JSONField[Any] = models.JSONField(null=True, blank=True)
    before: models.JSONField[Any] = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True, default="")
    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="")
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("suggested fact")
        verbose_name_plural = _("suggested facts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "fact"], name="suggestions_fact_suggested_once"
            ),
            models.CheckConstraint(
                condition=Q(knowing__in=["known", "none", "unknown"]), name="suggestions_knowing"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "accepted", "declined"]),
                name="suggestions_fact_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.knowing}"


class SuggestionMessage(models.Model):
    """A question of a curator, or an answer of the sender. ``by``: the curator."""

    data_handling = DataHandling(
        Purpose.CORRECTIONS, TEXTS, internal="suggestion from_curator at", staff="by", words="text"
    )

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="messages")
    from_curator = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(max_length=MAX_WORDS)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message about a suggestion")
        verbose_name_plural = _("messages about suggestions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_curator=True) | Q(by=None), name="suggestions_sender_has_no_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class SuggestionMail(models.Model):
    """That the sender was mailed. The row is what makes it once, whoever looks.

    ``message``: the question that it tells of; none where it holds the receipt, or the decision.
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS, TEXTS, internal="suggestion occasion message mail"
    )

    class Occasion(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        QUESTION = "question", _("Question of a curator")
        DECISION = "decision", _("Decision")

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="mails")
    occasion = models.CharField(max_length=8, choices=Occasion)
    message = models.OneToOneField(
        SuggestionMessage, models.CASCADE, null=True, related_name="mail"
    )
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, related_name="suggestion_mail")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "occasion"],
                condition=Q(message=None),
                name="suggestions_mailed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion}"
