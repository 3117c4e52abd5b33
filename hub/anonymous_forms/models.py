"""Forms that wait sealed, counts of mails, rates. No row holds an address or says who asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import DataHandling, Purpose, Retention


class PendingForm(models.Model):
    """One form, sealed whole. The answer to it is given before anybody looks who it is from."""

    data_handling = DataHandling(
        Purpose.MISUSE,
        Retention(
            "until a worker has read it, seconds as a rule; {KEPT} if no key opens it",
            by="hub.anonymous_forms.pending_forms.erase_unreadable",
        ),
        internal="at",
        contact="sealed",
    )

    sealed = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"form {self.pk}"


class MailCount(models.Model):
    """How many mails one mailbox was sent because somebody sent a form.

    ``limit_key`` is a keyed hash of the folded address. ``in_all`` counts the mails since the last
    confirmation of a subscription, without those to accounts; ``last_at`` and ``recent`` (the last
    mails, in seconds since 1970, the newest last) go on. Kept for 12 months, so that a count
    outlives every request.
    """

    data_handling = DataHandling(
        Purpose.MISUSE,
        Retention(
            "{COUNTS_KEPT} after the last of these e-mails",
            by="hub.anonymous_forms.mail_limits.erase_old_counts",
        ),
        internal="first_at last_at in_all recent",
        contact="limit_key",
    )

    limit_key = models.CharField(max_length=64, unique=True)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    in_all = models.PositiveSmallIntegerField(default=0)
    recent = models.JSONField(default=list, db_default=Value([], models.JSONField()))

    class Meta:
        db_table = "digests_confirmationcount"
        verbose_name = _("count of mails to an address")
        verbose_name_plural = _("counts of mails to addresses")

    def __str__(self) -> str:
        return f"{self.in_all} since {self.first_at:%Y-%m-%d}"


class RateLimit(models.Model):
    """How far one rate is used up: see ``hub.anonymous_forms.throttle``.

    ``used_until``: the theoretical arrival time, from which nothing of the rate is used any more.
    """

    data_handling = DataHandling(
        Purpose.MISUSE,
        Retention(
            "{UNUSED_KEPT} after the limit is free again",
            by="hub.anonymous_forms.throttle.erase_unused",
        ),
        internal="used_until",
        contact="key",
    )

    key = models.CharField(max_length=100, unique=True)
    used_until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")

    def __str__(self) -> str:
        return self.key
