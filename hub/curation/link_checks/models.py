"""The addresses of public records, and what their servers last said."""

from __future__ import annotations

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import DataHandling, Purpose, Retention

MAX_URL = 1000  # letters, as of the columns that hold addresses


def url_key(url: str) -> str:
    """The SHA-256 of an address: an index over addresses of a thousand letters fits no page."""
    return hashlib.sha256(url.encode()).hexdigest()


ADDRESS = Retention(
    "as long as a public record has it, and "
    "{hub.curation.link_checks.address_register.KEPT_UNUSED}",
    by="hub.curation.link_checks.night.check_for_a_while",
)


class AddressQuerySet(models.QuerySet["CheckedAddress"]):
    def due(self, now: object) -> Self:
        rows = self.filter(in_use=True, due_at__lte=now).exclude(state=CheckedAddress.State.LEFT)
        return rows.filter(Q(leased_until=None) | Q(leased_until__lt=now))

    def with_news(self) -> Self:
        """Those that wait for a curator."""
        return self.filter(in_use=True, state__in=CheckedAddress.TOLD)


class CheckedAddress(models.Model):
    """One address. Times are those of the database's clock.

    ``in_use``: a public record has it. ``failed_on``: the days, as ISO texts, on which it failed
    since it was last seen well, the oldest first. ``cause``: the last answer's (``Cause``).
    ``title`` and ``domain``: of the page as it was when somebody last held it for the right one.
    ``new_url``, ``new_title``, ``new_domain``: where it leads for good, or what stands there now.
    ``leased_until``: a process is asking; if it dies, another one asks after that.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        ADDRESS,
        published="url host",
        internal="""
            key in_use state cause status asked_at well_at first_failed_at failed_on since due_at
            leased_until title title_read_at domain new_url new_title new_domain fine_at left_at
        """,
        staff="fine_by left_by",
    )

    class State(models.TextChoices):
        NEW = "new", _("not known yet")
        WELL = "well", _("answers")
        FAILING = "failing", _("did not answer lately")
        DEAD = "dead", _("does not answer")
        MOVED = "moved", _("moved for good")
        PARKED = "parked", _("leads to something else")
        LEFT = "left", _("not asked any more")

    class Cause(models.TextChoices):
        """What the server said, or why there was no answer."""

        NONE = "", _("not asked yet")
        OK = "ok", _("it answers")
        UNTOLD = "untold", _("it did not tell whether the page is there")
        NAME = "name", _("there is no server of this name")
        CONNECTION = "connection", _("the server refuses the connection")
        TIME = "time", _("the server took too long")
        TLS = "tls", _("its certificate is not valid")
        ANSWER = "answer", _("the server gave no proper answer")
        MISSING = "missing", _("the server has no such page")
        NETWORK = "network", _("it leads to a network that is not public")
        ADDRESS = "address", _("it is no address")
        MOVED = "moved", _("it leads to another address for good")
        OTHER_SITE = "other-site", _("it leads to another site")
        OTHER_TITLE = "other-title", _("another page stands there")

    TOLD = (State.DEAD, State.MOVED, State.PARKED)

    key = models.CharField(max_length=64, unique=True)
    url = models.CharField(_("address"), max_length=MAX_URL)
    host = models.CharField(max_length=255)
    in_use = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    cause = models.CharField(_("last answer"), max_length=12, choices=Cause, blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    well_at = models.DateTimeField(_("last seen well"), null=True, blank=True)
    first_failed_at = models.DateTimeField(null=True, blank=True)
    failed_on = models.JSONField(default=list, blank=True)
    since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True, default="")
    title_read_at = models.DateTimeField(null=True, blank=True)
    domain = models.CharField(max_length=255, blank=True, default="")
    new_url = models.CharField(_("new address"), max_length=2000, blank=True, default="")
    new_title = models.CharField(max_length=300, blank=True, default="")
    new_domain = models.CharField(max_length=255, blank=True, default="")
    fine_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("held for right by"),
    )
    fine_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("left alone by"),
    )
    left_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(in_use=True), name="link_checks_due"),
            models.Index(
                fields=["state", "id"],
                condition=Q(in_use=True, state__in=["dead", "moved", "parked"]),
                name="link_checks_told",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class AddressUse(models.Model):
    """That a public record has the address. ``fact``: in which fact, as in ``facts()``.

    ``archived_url``: the copy that is recorded beside it. ``label``: the title of a source.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE, ADDRESS, published="address record_kind record_id fact label archived_url"
    )

    address = models.ForeignKey(CheckedAddress, models.CASCADE, related_name="uses")
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    fact = models.CharField(max_length=60)
    label = models.CharField(max_length=500, blank=True, default="")
    archived_url = models.CharField(max_length=MAX_URL, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "fact", "address"], name="link_checks_one_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id} {self.fact}"


class CheckedHost(models.Model):
    """A host that is not to be asked before a time, by the pace of ours or by its own word."""

    data_handling = DataHandling(
        Purpose.EVIDENCE, Retention("until the next night"), internal="host not_before"
    )

    host = models.CharField(max_length=255, primary_key=True)
    not_before = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.host


class CheckNight(models.Model):
    """One night of checks: how many requests were made, and which process makes them now."""

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        Retention(
            "{NIGHTS_KEPT}",
            by="hub.curation.link_checks.night.check_for_a_while",
        ),
        internal="day gathered_at asked leased_until",
    )

    day = models.DateField(primary_key=True)
    gathered_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.day)
