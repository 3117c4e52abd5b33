"""What a record was before each change (private), and the news of it (public)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import UNTIL_PURGED, DataHandling, Purpose

# From the widest to the narrowest circle of readers; each sees all that the circles before it see.
TIERS = ("public", "practitioner", "vetted", "law_enforcement", "internal")


def visible_to(tier: str) -> tuple[str, ...]:
    """The visibilities that a reader of this tier may see. Raises ValueError on an unknown tier."""
    return TIERS[: TIERS.index(tier) + 1]


HiddenNews = list[tuple[int, str]]  # keys of ``Change`` and the visibility that each had


class Revision(models.Model):
    """What a record was before one change, and who changed it, when and why."""

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        UNTIL_PURGED,
        internal="kind record_id version before changed reason_is_public run",
        staff="by at reason",
    )

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField(help_text="the version that this change made")
    before = models.JSONField(null=True, help_text="every fact before it; null: it was made here")
    changed = models.JSONField(
        default=list, help_text="names of the fields and schemes that differ"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500, blank=True, default="")
    reason_is_public = models.BooleanField(
        default=False, db_default=False, help_text="readers see the reason where the record was"
    )
    run = models.CharField(max_length=80, blank=True, default="", help_text="which load or import")

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "version"], name="core_one_revision_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} v{self.version}"


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, tier: str) -> ChangeQuerySet:
        return self.filter(visibility__in=visible_to(tier))

    def newest_first(self) -> ChangeQuerySet:
        return self.order_by("-at", "-pk")


class Change(models.Model):
    """A piece of public news, written in the transaction of the change itself.

    Title and slug are those of the time, for curators and to find what was joined with another:
    readers are shown the name that the record has now, since a former one may have been taken out.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        UNTIL_PURGED,
        published="kind record_id slug title what facts visibility at seq",
    )

    class What(models.TextChoices):
        PUBLISHED = "published", _("Published")
        UPDATED = "updated", _("Updated")
        SAFETY = "safety", _("Safety information changed")
        ENDED = "ended", _("No longer in use")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MERGED = "merged", _("Joined with another record")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")
        RECORDED = "recorded", _("Recommendation recorded")
        FOLLOW_UP = "follow_up", _("Follow-up added")

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=300)
    what = models.CharField(max_length=20, choices=What.choices)
    facts = models.JSONField(default=list, help_text="names of the fields and schemes that differ")
    visibility = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["visibility", "-at"], name="core_change_newest"),
            models.Index(fields=["kind", "record_id"], name="core_change_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.title}"


def hide_news(
    kind: str, keys: Iterable[int], visibility: str, *, from_public: bool = True
) -> HiddenNews:
    """Let nobody outside a circle of readers see the news of these records; what was hidden.

    ``from_public`` False: those that everybody can see stay.
    """
    wider = TIERS[0 if from_public else 1 : TIERS.index(visibility)]
    if not wider:
        return []
    news = Change.objects.filter(kind=kind, record_id__in=list(keys), visibility__in=wider)
    hidden = list(news.values_list("pk", "visibility"))
    if hidden:
        news.update(visibility=visibility)
    return hidden
