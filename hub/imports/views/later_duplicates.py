"""Records that look like a new row and were not here when its file was compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.imports.job_status import is_decidable
from hub.imports.match.duplicates import DuplicateMatch, Traits, match_reason, record_finder
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.web.paths import admin_form_path


@dataclass(frozen=True)
class LaterDuplicate:
    """``state``, ``why``: in words for people."""

    title: str
    language: str
    url: str
    state: str
    why: str


def later_duplicates(job: Import, rows: list[ImportRow]) -> dict[int, list[LaterDuplicate]]:
    """By the number of a row; one query more than what the index of records asks.

    Only of rows that would become records and of which nobody has said that they are others.
    """
    importer = importer_for(job.kind)
    if importer.entries or not is_decidable(job):
        return {}
    matches: dict[int, list[DuplicateMatch]] = {}
    for row in rows:
        if row.record_id is None and row.verdict != ImportRow.Verdict.PROBLEM and row.row:
            known = {candidate.get("record_id") for candidate in row.candidates}
            found = record_finder(importer).find(Traits.of(importer, row.row))
            matches[row.number] = [match for match in found if match.subject not in known]
    keys = {match.subject for of_row in matches.values() for match in of_row}
    records: dict[int, Any] = importer.model._default_manager.in_bulk(keys) if keys else {}
    return {
        number: [
            _duplicate(records[match.subject], match)
            for match in of_row
            if match.subject in records
        ]
        for number, of_row in matches.items()
    }


def _duplicate(record: Any, match: DuplicateMatch) -> LaterDuplicate:
    return LaterDuplicate(
        title=str(record),
        language=record.language,
        url=admin_form_path(type(record), record.pk),
        state=str(record.get_state_display()),
        why=match_reason(match.reason),
    )
