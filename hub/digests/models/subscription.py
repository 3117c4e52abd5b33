"""What somebody follows, what was asked for and not confirmed, and forms not yet processed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.anonymous_forms.models import PendingForm
from hub.digests.models.subscriber import Frequency, Subscriber
from hub.records.data_handling import DataHandling, Purpose, Retention


class Followed(models.TextChoices):
    """The pages that can be followed: the kinds of record, and the two that find several."""

    TOOL = "tool", _("Tools")
    ORGANISATION = "organisation", _("Organisations")
    PRACTICE = "deployment", _("Practice notes")
    MISUSE = "misuse", _("How traffickers use technology")
    HELPLINE = "helpline", _("Helplines")
    QUESTION = "question", _("Questions answered")
    EVENT = "event", _("Events")
    DOCUMENT = "document", _("Documents")
    RECOMMENDATION = "recommendation", _("Recommendations")
    SITUATION = "situation", _("Tools for a situation")
    EVERYTHING = "everything", _("Everything")


class News(models.TextChoices):
    """The kinds of news that a reader chooses among; one choice covers several kinds of change."""

    NEW = "new", _("What is new")
    CHANGED = "changed", _("What has changed")
    SAFETY = "safety", _("Changes to safety information")
    ENDED = "ended", _("What is no longer in use or was removed")
    EVENTS = "events", _("Events: coming, moved, cancelled")
    RECOMMENDATIONS = "recommendations", _("New recommendations")
    FOLLOW_UPS = "follow_ups", _("What was done about recommendations")


class Following(models.Model):
    """A filter and the kinds of news wanted of it.

    ``query`` is the canonical query string of the page, ``title`` the filter in words when it was
    asked for, ``whats`` a list of values of ``News``.
    """

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention("as long as the subscriber, or until they end it"),
        contact="kind query whats title created_at",
    )

    kind = models.CharField(max_length=20, choices=Followed)
    query = models.CharField(max_length=2000, blank=True, default="")
    whats = models.JSONField(default=list)
    title = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "kind", "query"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Followed.values), name="%(app_label)s_%(class)s_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Subscription(Following):
    """A filter that is followed. ``created_at`` is when it was confirmed, for words.

    What is news to it are changes with a number above ``since_seq``; null: it was confirmed by a
    release before, and ``created_at`` counts.
    """

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention("as long as the subscriber, or until they end it"),
        contact="subscriber paused since_seq",
    )

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    paused = models.BooleanField(default=False)
    since_seq = models.BigIntegerField(
        null=True, help_text="number of the last change when it was confirmed"
    )

    class Meta(Following.Meta):
        abstract = False
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")


class SignUp(Following):
    """What was asked for under an address, by whoever typed it, until its owner confirms.

    It changes nothing before that, also where the address is already written to: the manner of
    writing waits here too. It vanishes after 72 hours.
    """

    data_handling = DataHandling(
        Purpose.SUBSCRIPTIONS,
        Retention(
            "until confirmed; {hub.digests.signup.confirmation.REQUEST_LIFETIME} if it never is",
            by="hub.digests.retention.sweep",
        ),
        contact="subscriber frequency language time_zone discreet",
    )

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="sign_ups")
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.WEEKLY)
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    discreet = models.BooleanField(default=False)

    class Meta(Following.Meta):
        abstract = False
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [models.Index(fields=["created_at"], name="digests_signup_age")]


class PendingSignup(PendingForm):
    """A form of whoever wants to be written to."""

    class Meta(PendingForm.Meta):
        abstract = False
        db_table = "digests_posted"
        verbose_name = _("form to be looked at")
        verbose_name_plural = _("forms to be looked at")
