"""Follow-up and answers as tables that spreadsheet programs open and the importer reads again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.urls import reverse
from django.utils.translation import gettext as _

from events.presenters.follow_up_log import (
    LogEntry,
    LogScope,
    answer_entries,
    follow_up_entries,
)
from events.recommendations.models import FollowUp, ManagementResponse, Recommendation
from events.recommendations.models.follow_up import STATUS
from hub.records.text_cleaning import escaped, guarded
from hub.vocabulary.term_cache import term_cache
from hub.web.table_files import Sheet, csv_table, write_workbook
from hub.web.view_models import Link

WIDTHS = (18, 22, 26, 20, 18, 60, 12, 30, 40, 24, 20)  # of columns, in characters


def file_links(kind: str, slug: str) -> tuple[Link, ...]:
    """Links to the report for print and to the files. ``kind``: document, country and so on."""
    files = (("docx", _("Report (Word)")), ("xlsx", _("Table (Excel)")), ("csv", _("Table (CSV)")))
    return (
        Link(_("Report for print"), reverse(f"{kind}-report", args=[slug])),
        *(
            Link(label, reverse(f"{kind}-follow-up", kwargs={"slug": slug, "form": form}))
            for form, label in files
        ),
    )


def follow_up_header() -> tuple[str, ...]:
    """As the importer calls the fields, so that a file that leaves comes in again."""
    return (_("Recommendation"), _("Country"), _("Organisation"), _("Other actor"),
            _("Status of the follow-up"), _("Evidence"), *_shared_header(),
            _("Who says it"))  # fmt: skip


def answer_header() -> tuple[str, ...]:
    return (_("Recommendation"), _("Country"), _("Organisation"), _("Other actor"), _("Answer"),
            _("What was said, in our words"), *_shared_header())  # fmt: skip


def _shared_header() -> tuple[str, ...]:
    return (_("Date"), _("Title of the source"), _("Address of the source"), _("Reporting round"))


def follow_up_rows(scope: LogScope) -> Iterator[tuple[str, ...]]:
    """One row for each entry, in the order of the document; as ``follow_up_header`` names them."""
    terms, said_by = term_cache(), dict(FollowUp.SaidBy.choices)
    labels = {"": ""} | {slug: str(label) for slug, label in said_by.items()}
    for ref, entry in _in_order(scope, follow_up_entries(scope)):
        yield (*_row(ref, entry, terms.label(STATUS, entry.what)), labels[entry.said_by])


def answer_rows(scope: LogScope) -> Iterator[tuple[str, ...]]:
    labels = {slug: str(label) for slug, label in ManagementResponse.Answer.choices}
    for ref, entry in _in_order(scope, answer_entries(scope)):
        yield _row(ref, entry, labels[entry.what])


def _row(ref: str, entry: LogEntry, what: str) -> tuple[str, ...]:
    return (ref, entry.country, entry.organisation, entry.actor, what, entry.text, entry.date,
            entry.source_title, entry.source_url, entry.round_name)  # fmt: skip


def _in_order(
    scope: LogScope, entries: dict[int, list[LogEntry]]
) -> Iterator[tuple[str, LogEntry]]:
    ordered = Recommendation.objects.filter(pk__in=entries).newest_first()
    for pk, ref in ordered.values_list("pk", "slug"):
        for entry in entries[pk]:
            if not entry.is_hidden:  # nobody could read it in again without its name
                yield ref, entry


def follow_up_csv(scope: LogScope) -> str:
    rows = (tuple(map(guarded, row)) for row in follow_up_rows(scope))
    return csv_table(follow_up_header(), rows)


def answers_csv(scope: LogScope) -> str:
    rows = (tuple(map(guarded, row)) for row in answer_rows(scope))
    return csv_table(answer_header(), rows)


def write_follow_up_workbook(scope: LogScope, file: IO[bytes]) -> None:
    """A sheet of follow-up, and one of answers."""
    sheets = (
        (_("Follow-up"), follow_up_header(), follow_up_rows(scope)),
        (_("Answers"), answer_header(), answer_rows(scope)),
    )
    write_workbook(
        file,
        [
            Sheet(name, header, (tuple(map(escaped, row)) for row in rows), WIDTHS)
            for name, header, rows in sheets
        ],
    )
