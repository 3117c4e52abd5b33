"""Where a fact comes from."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, WITH_RECORD, DataHandling, Purpose
from hub.records.models.ledger import stamp_records
from hub.records.source_names import name_source


class SourceQuerySet(models.QuerySet["Source"]):
    def copies(self) -> Self:
        """Those that lead to a copy instead of the publisher's own page."""
        rows = self.values_list("pk", "title", "url")
        return self.filter(pk__in=[pk for pk, *named in rows if name_source(*named).is_copy])

    def untitled(self) -> Self:
        return self.filter(title="")


class Source(models.Model):
    """A page, report or conversation that facts are taken from.

    A source has an address, a title, or both; a printed report has no address. A *trial* is a
    source of another kind: curators of this site tried the thing on the day ``read_on``.
    A *statement* is what the maker of a record answered on the day ``read_on``.
    ``trial_version`` is what they tried, ``trial_results`` what they saw, by the name of the test;
    a test that is not in it was not made.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        FOR_GOOD,
        published="title publisher url archived_url read_on kind trial_version trial_results",
    )

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published by somebody")
        TRIAL = "trial", _("Tried by us")
        STATEMENT = "statement", _("Stated by its maker")

    title = models.CharField(_("title"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)
    read_on = models.DateField(_("read on"), null=True, blank=True)
    kind = models.CharField(
        _("kind of source"),
        max_length=10,
        choices=Kind,
        default=Kind.PUBLISHED,
        db_default="published",
        editable=False,
    )
    trial_version = models.CharField(
        _("version that was tried"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    trial_results = models.JSONField(
        _("what was seen"), default=dict, db_default={}, blank=True, editable=False
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["url", "title"], name="core_source_once"),
            models.CheckConstraint(
                condition=~models.Q(url="", title=""), name="core_source_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    def save(self, *args: Any, **options: Any) -> None:
        """Save; pages that name the source are made anew. A new one is named by none yet."""
        with transaction.atomic():
            new = self._state.adding
            super().save(*args, **options)
            if not new:
                stamp_records({})


# The subject of a citation whose source is a trial: it stands for no fact that others state.
TRIAL_SUBJECT = "trial"


class Citation(models.Model):
    """That a source supports a fact of a record. Each room adds the key to its own record.

    ``subject`` is the name of a field or the slug of a scheme; empty, it is the whole record.
    ``says_so`` is what a person found on the day ``checked_on``: whether the source says what the
    record does; null while nobody has compared the two. Both are forgotten when the fact changes.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        WITH_RECORD,
        published="subject source note checked_on says_so position",
        staff="checked_by",
    )

    subject = models.CharField(_("fact"), max_length=60, blank=True, default="")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    note = models.CharField(_("note"), max_length=1000, blank=True, default="")
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    says_so = models.BooleanField(_("the source says so"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    # The name of the foreign key to the record, which each room's citation declares.
    record_field: ClassVar[str] = ""

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.subject or '*'}: {self.source}"
