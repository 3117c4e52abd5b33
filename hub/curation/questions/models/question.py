"""A question that a curator let through, who was asked, and what they answered."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.curation.contacts.models import Contact
from hub.curation.questions.fields import ROLES
from hub.curation.questions.models.answered_question import (
    MAX_ANSWER,
    MAX_DETAILS,
    MAX_NAME,
    AnsweredQuestion,
)
from hub.curation.questions.models.practitioner import Practitioner
from hub.curation.suggestions.models import Suggestion
from hub.outbox import sealing
from hub.outbox.models import Mail
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention
from hub.records.signed_token import new_nonce

VIEW, CHANGE = "questions.view_question", "questions.change_question"
OPEN_FOR = datetime.timedelta(days=60)  # a link, from when it was asked
MAX_REASON = 1000


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> Self:
        return self.filter(state=Question.State.OPEN)

    def stuck(self, now: datetime.datetime) -> Self:
        """Open ones for whose answer nobody can be waited: a curator has to ask, or to close."""
        waited_for = AnswerRequest.objects.filter(question=OuterRef("pk")).waited_for(now)
        unread = Answer.objects.waiting().filter(request__question=OuterRef("pk"))
        return self.open().filter(~Exists(waited_for), ~Exists(unread))


class Question(models.Model):
    """A suggestion of kind question, in the words in which others are asked.

    ``title``, ``details``: of the curator who let it through; the sender's own stand in
    ``suggestion`` and are shown to nobody who is asked. ``answered``: the record with the answers
    that were accepted; None before the first. Withdrawn ones lose their words (``erased_at``).
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        internal="""
            suggestion language record_kind record_id state opened_at ended_at answered erased_at
        """,
        staff="opened_by ended_by",
        words="title details",
        sooner={
            "title details": Retention(
                "if answered, with the record; if withdrawn, {WORDS_KEPT}",
                by="hub.curation.questions.retention.sweep",
            )
        },
    )

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="question")
    title = models.CharField(_("question"), max_length=300)
    details = models.TextField(_("details"), max_length=MAX_DETAILS, blank=True, default="")
    language = models.CharField(_("language"), max_length=35, default="en")
    record_kind = models.CharField(max_length=40, blank=True, default="")
    record_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("let through"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered = models.ForeignKey(
        AnsweredQuestion, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(_("texts erased"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "opened_at"], name="questions_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed", "withdrawn"]), name="questions_state"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & ~Q(ended_at=None),
                name="questions_ended_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Question')} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class AnswerRequestQuerySet(models.QuerySet["AnswerRequest"]):
    def standing(self, now: datetime.datetime) -> Self:
        """Those whose link still works."""
        return self.filter(question__state=Question.State.OPEN, refused_at=None, expires_at__gt=now)

    def waited_for(self, now: datetime.datetime) -> Self:
        """Those who may still answer."""
        unanswered = Q(answer=None) | Q(answer__state=Answer.State.ASKED_BACK)
        return self.standing(now).filter(unanswered, unreachable_at=None)


class AnswerRequest(models.Model):
    """One person or body who is asked, by a signed link.

    One of ``contact``, ``practitioner`` and ``person`` was chosen; all are None once it is gone.
    ``address``: sealed, and erased 30 days after the end; ``address_key``: keyed hash
    (``contacts.refusals.address_key``). ``nonce``: makes the link. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        internal="""
            question role contact practitioner language asked_at expires_at refused_at
            unreachable_at
        """,
        staff="person asked_by",
        contact="address address_key",
        credential="nonce",
        sooner={
            "address address_key": Retention(
                "{ADDRESSES_KEPT} after the question has ended or the link has run out",
                by="hub.curation.questions.retention.sweep",
            )
        },
    )

    question = models.ForeignKey(Question, models.CASCADE, related_name="requests")
    role = models.CharField(_("asked as"), max_length=12, choices=list(ROLES.items()))
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    address = SealedTextField(blank=True, default="", help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    language = models.CharField(max_length=35, default="en")
    nonce = models.CharField(max_length=32, default=new_nonce)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("answer possible until"))
    refused_at = models.DateTimeField(_("does not want to be asked"), null=True, blank=True)
    unreachable_at = models.DateTimeField(_("e-mail came back"), null=True, blank=True)

    objects = AnswerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an answer")
        verbose_name_plural = _("requests for an answer")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="questions_request_role"
            ),
            models.UniqueConstraint(
                fields=["question", "address_key"],
                condition=~Q(address_key=""),
                name="questions_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.asked_at:%Y-%m-%d}"

    def plain_address(self) -> str:
        """Empty where it was erased. Raises SealedError where no key opens it."""
        return sealing.unseal(self.address) if self.address else ""


class AnswerQuerySet(models.QuerySet["Answer"]):
    def waiting(self) -> Self:
        """Those that a curator has to read."""
        return self.filter(state=Answer.State.RECEIVED)


class Answer(models.Model):
    """What was answered by one link, in the words in which it was sent.

    ``name`` is shown only with ``may_show_name``. ``findings``: what must be looked at before
    anybody publishes it, each with ``what`` (a name of ``suggestions.findings.FINDINGS``) and
    ``meant_public``. ``back_question``: what a curator asked about it. ``published``: the words
    that stand on the site. Declined ones lose their words (``erased_at``).
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        published="published",
        internal="""
            request role may_show_name language state sent_at decided_at erased_at
        """,
        named="name",
        staff="back_question reason decided_by",
        words="text findings",
        sooner={
            "name": Retention("if it may be shown, with the answer; else as long as the address"),
            "text findings back_question": Retention(
                "if accepted, with the record; if declined, {WORDS_KEPT}",
                by="hub.curation.questions.retention.sweep",
            ),
        },
    )

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        ASKED_BACK = "asked_back", _("A curator asked back")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    request = models.OneToOneField(AnswerRequest, models.CASCADE, related_name="answer")
    text = models.TextField(_("answer"), max_length=MAX_ANSWER)
    role = models.CharField(_("who answered"), max_length=12, choices=list(ROLES.items()))
    name = models.CharField(_("name"), max_length=MAX_NAME, blank=True, default="")
    may_show_name = models.BooleanField(default=False)
    language = models.CharField(max_length=35, default="en")
    findings = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    back_question = models.TextField(max_length=MAX_DETAILS, blank=True, default="")
    published = models.TextField(max_length=MAX_ANSWER, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=MAX_REASON, blank=True, default="")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(_("texts erased"), null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "asked_back", "accepted", "declined"]),
                name="questions_answer_state",
            ),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)), name="questions_answered_role"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined", reason=""), name="questions_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.sent_at:%Y-%m-%d}"

    @property
    def is_decided(self) -> bool:
        return self.state in (self.State.ACCEPTED, self.State.DECLINED)

    @property
    def shown_name(self) -> str:
        return self.name if self.may_show_name else ""


class RequestMail(models.Model):
    """That somebody was mailed about a request. The row is what makes it once, whoever looks."""

    data_handling = DataHandling(Purpose.CORRECTIONS, FOR_GOOD, internal="request occasion mail")

    class Occasion(models.TextChoices):
        ASKED = "asked", _("The question")
        REMINDER = "reminder", _("Reminder")
        ASKED_BACK = "asked_back", _("A curator asked back")
        DECISION = "decision", _("What came of the answer")

    request = models.ForeignKey(AnswerRequest, models.CASCADE, related_name="mails")
    occasion = models.CharField(max_length=10, choices=Occasion)
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, related_name="request_mail")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "occasion"],
                condition=~Q(occasion="asked_back"),
                name="questions_mailed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion}"
