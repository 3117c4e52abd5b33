"""One draft beside a published record, and links by which somebody without an account sees it."""

from __future__ import annotations

import datetime
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

VIEW = "drafts.view_recorddraft"
LINK_WORKS = datetime.timedelta(days=7)


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


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
