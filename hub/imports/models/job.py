"""One import: a file on its way into the catalogue. Where it stands is written here."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.imports.file_storage import file_storage
from hub.imports.models.file_block import IMPORT
from hub.imports.models.source import ImportSource, Profile
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.records.models import Record

# Numbers of rows that were made of the cells of a table begin here: those of files are below.
CELLS, COLUMNS = 1_000_000_000, 1000


def place_of_file(run: Import, name: str) -> str:
    """Where the storage keeps the file; its own name stands in ``Import.name`` only."""
    return f"imports/{timezone.now():%Y/%m}/{run.fingerprint[:16] or 'file'}"


class ImportQuerySet(models.QuerySet["Import"]):
    def at_work(self) -> Self:
        """Imports with a step that needs no person: the sweep enqueues these."""
        return self.filter(state__in=Import.WORKING).order_by("pk")

    def restate(self, by: datetime.timedelta) -> None:
        """The clock went back by so much: when the present states began, as of now.

        While one is being applied its changes are dated by that: a fact, which keeps its time.
        """
        jobs = self.at_work().exclude(state=Import.State.APPLYING)
        jobs.filter(step_at__gt=Now()).update(step_at=F("step_at") - by)

    def newest_first(self) -> Self:
        return self.select_related("source", "by").order_by("-pk")


class Import(models.Model):
    """A file, its mapping, how far it is, and what came of it. ``counts``: rows by verdict."""

    data_handling = DataHandling(
        Purpose.IMPORTS,
        FOR_GOOD,
        internal="""
            source kind profile name file fingerprint format encoding delimiter sheet heading_row
            text_language headings mapping words publish_as with_news dry_run mail_when_done state
            then sentence cancel_asked total rows_read rows_checked rows_prepared rows_applied
            at_depth at_number bytes_read attempts counts created_at started_at step_at finished_at
            personal_data_erased_at erased_at
        """,
        staff="by",
        words="layout",
        sooner={"file layout": IMPORT},
    )

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        READING = "reading", _("Being read")
        MAPPING = "mapping", _("Waits for its columns to be mapped")
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Checked: nothing is written yet")
        PREPARING = "preparing", _("Being prepared")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        ROLLING_BACK = "rolling_back", _("Being rolled back")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Held for a person")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel workbook")
        JSON = "json", _("JSON")
        JSONL = "jsonl", _("JSON Lines")
        ICS = "ics", _("Calendar (iCalendar)")

    WORKING = (
        "uploaded",
        "reading",
        "checking",
        "preparing",
        "applying",
        "rolling_back",
        "undoing",
    )
    # An import in one of these states keeps others of the same source waiting.
    EXCLUSIVE = ("checking", "ready", "preparing", "applying", "rolling_back", "undoing")

    source = models.ForeignKey(
        ImportSource, models.PROTECT, related_name="imports", verbose_name=_("source")
    )
    kind = models.CharField(_("kind of record"), max_length=20, choices=ImportSource.Kind)
    profile = models.ForeignKey(
        Profile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("profile")
    )
    name = models.CharField(_("file"), max_length=300)
    file = models.FileField(upload_to=place_of_file, storage=file_storage, max_length=300)
    fingerprint = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256")
    format = models.CharField(_("format"), max_length=8, choices=Format, blank=True, default="")
    encoding = models.CharField(_("encoding"), max_length=40, blank=True, default="")
    delimiter = models.CharField(_("separator of columns"), max_length=4, blank=True, default="")
    sheet = models.CharField(
        _("sheet"), max_length=100, blank=True, default="", help_text="or list of a JSON document"
    )
    heading_row = models.PositiveIntegerField(
        _("row of headings"), null=True, blank=True, help_text="null: found in the file itself"
    )
    text_language = models.CharField(
        _("language of its texts"),
        max_length=35,
        blank=True,
        default="",
        db_default="",
        help_text="BCP 47, of new records",
    )
    headings = models.JSONField(default=list)
    layout = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="see hub.imports.read.table.Table",
    )
    mapping = models.JSONField(default=dict, help_text="see hub.imports.map.ColumnMap")
    words = models.JSONField(default=dict, help_text="scheme -> word of the source -> term's slug")
    publish_as = models.CharField(
        _("state of new records"),
        max_length=20,
        choices=[
            (state.value, state.label)
            for state in (
                Record.State.DRAFT,
                Record.State.IN_REVIEW,
                Record.State.PUBLISHED,
            )
        ],
        default=Record.State.IN_REVIEW,
    )
    with_news = models.BooleanField(_("tell readers as news"), default=True)
    dry_run = models.BooleanField(_("check only"), default=False)
    mail_when_done = models.BooleanField(_("send me a mail at the end"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    state = models.CharField(_("state"), max_length=14, choices=State, default=State.UPLOADED)
    then = models.CharField(
        max_length=14, blank=True, default="", help_text="what follows the present state"
    )
    sentence = models.TextField(_("why"), blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    total = models.PositiveIntegerField(_("rows"), default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    rows_prepared = models.PositiveIntegerField(default=0)
    rows_applied = models.PositiveIntegerField(default=0)
    # Where the present step stands: the last row that was dealt with. Rows that are part of other
    # rows of the file come behind those, so it is applied by depth, then by number.
    at_depth = models.PositiveSmallIntegerField(default=0, db_default=0)
    at_number = models.PositiveBigIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="of its rows, as JSON"
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how often the present step was begun"
    )
    counts = models.JSONField(default=dict, help_text="verdict -> number of rows")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    step_at = models.DateTimeField(null=True, editable=False, help_text="when this state began")
    finished_at = models.DateTimeField(null=True, editable=False)
    personal_data_erased_at = models.DateTimeField(
        null=True, editable=False, help_text="of what was held back"
    )
    erased_at = models.DateTimeField(
        null=True, editable=False, help_text="rows and file; it cannot be undone any more"
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(
                    state__in=[
                        "checking",
                        "ready",
                        "preparing",
                        "applying",
                        "rolling_back",
                        "undoing",
                    ],
                    dry_run=False,
                ),
                name="imports_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(publish_as__in=["draft", "in_review", "published"]),
                name="imports_publish_as",
            ),
            models.CheckConstraint(
                condition=Q(rows_checked__lte=F("rows_read")), name="imports_checked_within_read"
            ),
            models.CheckConstraint(
                condition=Q(rows_prepared__lte=F("rows_read")), name="imports_prepared_within_read"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def number_of_cell(row: int, column: int) -> int:
        """The number of a row that was made of one cell of a table; both counted from 1."""
        return CELLS + row * COLUMNS + column

    def row_of(self, number: int) -> int:
        """The row of the file in which a row of the import stands, as a person counts it."""
        return number if number < CELLS else (number - CELLS) // COLUMNS

    def column_of(self, number: int) -> str:
        """The heading of the cell that a row was made of; empty where it was a row of the file."""
        if number < CELLS:
            return ""
        headings = self.layout.get("matrix", {}).get("headings", ())
        place = (number - CELLS) % COLUMNS
        return str(headings[place - 1]) if 0 < place <= len(headings) else ""

    def place_of(self, number: int) -> str:
        """Where a row of the import stands in the file: "5", of a cell "5 · ICAT-2022-3"."""
        parts = (str(self.row_of(number)), self.column_of(number))
        return " · ".join(part for part in parts if part)

    @property
    def run(self) -> str:
        """What revisions made by it carry in ``Revision.run``."""
        return f"import:{self.pk}"
