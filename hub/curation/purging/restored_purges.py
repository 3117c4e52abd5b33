"""What the journal of removals says of purged texts, in a database that is older than it.

The journal has no text, only keyed hashes of words. So each text of the database is read, and what
has one of these hashes is the text that was purged once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purge import purge_with_marks
from hub.curation.purging.purge_requests import text_of
from hub.curation.purging.purged_text import MOST_WORDS, PurgedText, length_key, purged_in
from hub.curation.purging.stored_texts import (
    HISTORIES,
    RecordKey,
    owners,
    places_in,
    searched_tables,
)
from hub.records.database_clock import now_in_database
from hub.records.registry import record_types
from hub.records.removal_journal import Removal, RemovalKind, record_keys

Hashes = dict[int, set[str]]  # by the number of words


def apply(removals: Iterable[Removal]) -> int:
    """Take out again what was purged after the backup was made; of how many texts. Idempotent."""
    purges = [removal for removal in removals if removal.what == RemovalKind.PURGE]
    if not purges:
        return 0
    records = _records({row for removal in purges for row in removal.rows})
    count, nobody = 0, RecordKey(next(iter(record_types)), 0)
    for removal in purges:
        hashes = _hashes(removal)
        ours = [key for number, key in records.items() if number in removal.rows]
        for text in _texts(hashes, ours):
            for key in ours or [nobody]:
                count += _purge(text, key)
        _end_requests(removal)
    return count


def _end_requests(removal: Removal) -> None:
    """Requests of the backup for the same text wait for nobody any more."""
    for row in PurgeRequest.objects.waiting():
        text = text_of(row)
        if text is not None and text.key in removal.keys:
            PurgeRequest.objects.filter(pk=row.pk).update(
                text="", outcome=PurgeRequest.Outcome.WITHDRAWN, decided_at=now_in_database()
            )


def _hashes(removal: Removal) -> Hashes:
    counts = [count for count in range(1, MOST_WORDS + 1) if length_key(count) in removal.rows]
    return {count: set(removal.keys) for count in counts}


def _records(numbers: set[str]) -> dict[str, RecordKey]:
    """Records of the database by the hash of their number, of those that are asked for."""
    found = {}
    for kind, record_type in record_types.items():
        for pk in record_type.model._default_manager.order_by().values_list("pk", flat=True):
            number = record_keys(kind, pk, "")[1]
            if number in numbers:
                found[number] = RecordKey(kind, pk)
    return found


def _texts(hashes: Hashes, keys: list[RecordKey]) -> set[PurgedText]:
    """The texts themselves, where they stand in these records or in what is nobody's."""
    return {text for value in _values(hashes, keys) for text in purged_in(value, hashes)}


def _values(hashes: Hashes, keys: list[RecordKey]) -> Iterator[Any]:
    def is_in(value: Any) -> bool:
        return next(purged_in(value, hashes), None) is not None

    for model in searched_tables():
        if model not in owners() and model._meta.label not in HISTORIES:
            for place in places_in(model, is_in, None, ""):
                yield from place.columns.values()
            continue
        for key in keys:
            for place in places_in(model, is_in, key, ""):
                yield from place.columns.values() if place.is_ours else ()


def _purge(text: PurgedText, key: RecordKey) -> int:
    reason = _("A text was taken out once already, before the backup was restored.")
    return 1 if purge_with_marks(text, key, by=None, reason=reason, mark="-again") else 0
