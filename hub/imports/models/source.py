"""Where files come from (a partner's list, a registry, a feed), and how such a file is read."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose


class ImportSourceQuerySet(models.QuerySet["ImportSource"]):
    def with_feed(self) -> Self:
        """Sources that are fetched by themselves."""
        return self.exclude(feed_url="").filter(feed_every__isnull=False)

    def restate(self, by: datetime.timedelta) -> None:
        """The clock went back by so much: when feeds were fetched, as of now."""
        self.with_feed().update(last_fetched_at=models.F("last_fetched_at") - by)


class ImportSource(models.Model):
    """A source of rows of one kind. ``key_field`` is the field that names a row in it for good."""

    data_handling = DataHandling(
        Purpose.IMPORTS,
        FOR_GOOD,
        internal="""
            slug title kind key_field feed_url feed_every last_fetched_at fetch_attempts etag
            licence redistributable
        """,
    )

    class Kind(models.TextChoices):
        TOOL = "tool", _("Tools")
        ORGANISATION = "organisation", _("Organisations")
        EVENT = "event", _("Events")
        RECOMMENDATION = "recommendation", _("Recommendations")
        DEPLOYMENT = "deployment", _("Practice notes")
        MISUSE = "misuse", _("Misuse patterns")
        DOCUMENT = "document", _("Documents")
        HELPLINE = "helpline", _("Helplines")
        QUESTION = "question", _("Answered questions")
        FOLLOW_UP = "follow_up", _("Follow-up of recommendations")
        RESPONSE = "response", _("Answers to recommendations")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind of record"), max_length=20, choices=Kind)
    key_field = models.CharField(
        _("what names a row"),
        max_length=60,
        default="slug",
        help_text=_("The field that stays the same when a row changes: slug, name, url or key."),
    )
    feed_url = models.URLField(
        _("address of the feed"),
        max_length=1000,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    feed_every = models.PositiveIntegerField(
        _("fetched every (hours)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    licence = models.CharField(
        _("licence of its rows"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("As the source names it, such as CC BY 4.0. Empty: not known."),
    )
    redistributable = models.BooleanField(
        _("its values may be passed on"),
        null=True,
        blank=True,
        help_text=_(
            "“No” keeps what came from it out of files, snapshots and the API; readers still see "
            "it on the site."
        ),
    )
    last_fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True, editable=False)
    fetch_attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    etag = models.CharField(max_length=300, blank=True, default="", editable=False)

    objects = ImportSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of imports")
        verbose_name_plural = _("sources of imports")
        ordering = ["title", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "tool",
                        "organisation",
                        "event",
                        "recommendation",
                        "deployment",
                        "misuse",
                        "document",
                        "helpline",
                        "question",
                        "follow_up",
                        "response",
                    ]
                ),
                name="imports_source_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug="") & ~models.Q(key_field=""), name="imports_source_named"
            ),
            models.CheckConstraint(
                condition=models.Q(feed_every=None) | models.Q(feed_every__gte=1),
                name="imports_source_feed_every",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def feed_is_due(self, now: datetime.datetime) -> bool:
        """Whether its hours have passed; a source that was never fetched is due."""
        if not self.feed_url or self.feed_every is None:
            return False
        due_at = self.feed_due_at()
        return due_at is None or now >= due_at

    def feed_due_at(self) -> datetime.datetime | None:
        """When its hours have passed, or will have; None where it was never fetched."""
        if self.last_fetched_at is None:
            return None
        return self.last_fetched_at + datetime.timedelta(hours=self.feed_every or 0)


class Profile(models.Model):
    """A named mapping. ``columns`` and ``words`` are as ``Import.mapping`` and ``Import.words``."""

    data_handling = DataHandling(
        Purpose.IMPORTS,
        FOR_GOOD,
        internal="""
            slug title source columns words encoding delimiter sheet heading_row text_language
            updated_at
        """,
        staff="created_by",
    )

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    source = models.ForeignKey(
        ImportSource, models.PROTECT, related_name="profiles", verbose_name=_("source")
    )
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict, blank=True)
    # Empty: found out from the file itself.
    encoding = models.CharField(_("encoding"), max_length=40, blank=True, default="")
    delimiter = models.CharField(_("separator of columns"), max_length=4, blank=True, default="")
    sheet = models.CharField(_("sheet"), max_length=100, blank=True, default="")
    heading_row = models.PositiveIntegerField(_("row of headings"), null=True, blank=True)
    text_language = models.CharField(
        _("language of its texts"), max_length=35, blank=True, default="", db_default=""
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = ["title", "slug"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="imports_profile_named"),
        ]

    def __str__(self) -> str:
        return self.title
