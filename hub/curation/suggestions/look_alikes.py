"""Published records that look like one that a reader calls missing."""

from __future__ import annotations

from collections.abc import Iterable

from hub.curation.suggestions.fact_reader import ReadFact
from hub.imports.match.duplicates import Traits, record_finder
from hub.imports.record_types import RecordImporter
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.web.view_models import Link


def find_look_alikes(importer: RecordImporter, read: Iterable[ReadFact]) -> list[Link]:
    """Records that everybody may read, the most alike first; never what others have suggested."""
    facts: Facts = {}
    for fact in read:
        facts |= fact.value or {}
    matches = record_finder(importer).find(Traits.of(importer, facts))
    keys = [match.subject for match in matches]
    records = {
        record.pk: record
        for record in record_types[importer.model.kind]
        .model.objects.published()
        .filter(pk__in=keys)
    }
    return [
        Link(str(records[key]), records[key].get_absolute_url(), language=records[key].language)
        for key in keys
        if key in records
    ]
