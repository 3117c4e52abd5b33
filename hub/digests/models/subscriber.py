"""Who is written to, and how. The address is sealed: see ``hub.outbox.sealing``."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import DataHandling, Purpose, Retention
from hub.records.models import SearchState
from hub.records.signed_token import new_nonce


class Frequency(models.TextChoices):
    SOON = "soon", _("As it happens, every 15 minutes at most")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    MONTHLY = "monthly", _("Once a month")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> SubscriberQuerySet:
        """Those to whom digests are sent."""
        return self.filter(state=Subscriber.State.ACTIVE)

    def confirmed(self) -> SubscriberQuerySet:
        """Those who have confirmed and not left."""
        return self.filter(state__in=[Subscriber.State.ACTIVE, Subscriber.State.PAUSED])


class Subscriber(models.Model):
    """One address, and how it wants to be written to.

    ``address`` is the sealed text and ``address_key`` its keyed hash: nobody who reads this table
    learns an address. All times are UTC.
    """

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention(
            "until they leave; if they have not confirmed, "
            "{hub.digests.signup.confirmation.REQUEST_LIFETIME}",
            by="hub.digests.retention.sweep",
        ),
        internal="state left_at created_at confirmed_at period_from seen_seq",
        contact="address address_key frequency language time_zone discreet",
        credential="nonce",
    )

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        LEFT = "left", _("Left")

    address = SealedTextField(help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.WEEKLY)
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=60, default="UTC", help_text="IANA")
    discreet = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    period_from = models.DateTimeField(null=True, help_text="end of the last period decided")
    # Times of changes are not in the order of their commits, and machines' clocks differ; these
    # numbers are in it: what is committed late is told in the next digest and never missed.
    seen_seq = models.BigIntegerField(
        null=True,
        help_text="number of the last change decided on, at first that of confirming; "
        "null: confirmed by a release before, by its clock",
    )
    nonce = models.CharField(
        max_length=32, default=new_nonce, help_text="in every link; another one revokes all links"
    )

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["unconfirmed", "active", "paused", "left"]),
                name="digests_subscriber_state",
            ),
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values),
                name="digests_subscriber_frequency",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["active", "paused"])
                | models.Q(confirmed_at__isnull=False, period_from__isnull=False),
                name="digests_subscriber_confirmed_before_written_to",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="left") | models.Q(left_at__isnull=False),
                name="digests_subscriber_left_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["frequency", "period_from"],
                condition=models.Q(state="active"),
                name="digests_subscriber_due",
            )
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    def activate(self, now: datetime.datetime) -> None:
        """Active from now on: only what is committed after is news. Saved by the caller.

        ``now`` is for words and for the ends of periods alone.
        """
        self.state = self.State.ACTIVE
        self.period_from = now
        self.seen_seq = SearchState.current()

    @property
    def is_confirmed(self) -> bool:
        """Whether they have confirmed and not left."""
        return self.state in (self.State.ACTIVE, self.State.PAUSED)
