"""One draft beside a published record, and links by which somebody without an account sees it."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import DataHandling, Purpose, Retention
from hub.records.signed_token import new_nonce

VIEW = "drafts.view_recorddraft"
LINK_WORKS = datetime.timedelta(days=7)


DRAFT = Retention("until it is published or dropped")


class RecordDraftQuerySet(models.QuerySet["RecordDraft"]):
    def of_record(self, kind: str, record_id: int) -> Self:
        return self.filter(record_kind=kind, record_id=record_id)


class RecordDraft(models.Model):
    """What a published record will say, and nobody reads yet.

    ``facts``: all facts, as ``Record.facts()`` gives them. ``base``: those of the record when the
    draft was begun, at its version ``base_version``: a fact that is the same in both is left to the
    record. ``former``: the facts before they were saved last, by which two people at one draft are
    told what the other changed; ``version`` counts how often it was saved. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CURATION,
        DRAFT,
        internal="""
            record_kind record_id base_version base facts former version asks_second
        """,
        staff="reason begun_at begun_by guarded_by guarded_authors saved_at saved_by changed_by",
    )

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    base_version = models.PositiveIntegerField()
    base = models.JSONField()
    facts = models.JSONField()
    former = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # Who changed facts that ask for two people, by fact (keys of people), and who did last: none of
    # them publishes what they changed themselves. A desk task asks for the second person.
    guarded_authors: models.JSONField[dict[str, int | None]] = models.JSONField(
        default=dict, db_default={}
    )
    guarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # Who last changed any fact in it: a focal point does not publish alone.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asks_second = models.BooleanField(default=False, db_default=False)
    saved_at = models.DateTimeField(_("last saved"), default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = RecordDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["record_kind", "record_id"], name="drafts_one_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"


class PreviewLink(models.Model):
    """A link that shows a draft to whoever has it. ``nonce`` makes it; times are UTC."""

    data_handling = DataHandling(
        Purpose.CURATION,
        DRAFT,
        internal="draft expires_at revoked_at",
        staff="made_at made_by",
        credential="nonce",
    )

    draft = models.ForeignKey(RecordDraft, models.CASCADE, related_name="links")
    nonce = models.CharField(max_length=32, default=new_nonce)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.made_at:%Y-%m-%d}"

    def works(self, now: datetime.datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class TimedStepQuerySet(models.QuerySet["TimedStep"]):
    def of_record(self, kind: str, record_id: int) -> Self:
        return self.filter(record_kind=kind, record_id=record_id)

    def due(self, now: datetime.datetime) -> Self:
        return self.filter(at__lte=now, problem="")

    def failed(self) -> Self:
        """Those that wait for a curator."""
        return self.exclude(problem="")


class TimedStep(models.Model):
    """That a record, or its draft, is to be published or withdrawn at a time.

    ``draft``: what is to be published; None for a record that is not published itself, and where it
    is withdrawn. ``record_version``: the version that the person saw: another one is not published
    by the clock. ``problem``: why it was not done; a curator decides then. A step that was done is
    gone, and stands in the history of the record. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CURATION,
        Retention("until its time has come or it is taken back"),
        internal="record_kind record_id draft what at record_version problem",
        staff="reason set_at set_by",
    )

    class What(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        WITHDRAW = "withdraw", _("Withdraw")

    class Problem(models.TextChoices):
        CHANGED = "changed", _("The record was changed after the time was set.")
        STATE = "state", _("The record is in another state than when the time was set.")
        REFUSED = "refused", _("The record cannot be like this: something that it names is gone.")
        SECOND = "second", _("The change asks for a second person.")
        GONE = "gone", _("Whoever set the time may not change the record any more.")
        RESTORED = "restored", _("The site was restored from a backup after the time was set.")

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    draft = models.ForeignKey(RecordDraft, models.CASCADE, null=True, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    record_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True, default="")
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    problem = models.CharField(max_length=10, choices=Problem, blank=True, default="")

    objects = TimedStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("set time")
        verbose_name_plural = _("set times")
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "what"], name="drafts_one_time_for_each"
            )
        ]
        indexes = [models.Index(fields=["at"], name="drafts_due")]

    def __str__(self) -> str:
        return f"{self.what} {self.record_kind} {self.record_id}"
