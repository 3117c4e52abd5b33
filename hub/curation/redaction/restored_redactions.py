"""What the journal of removals says of redactions, in a database that is older than it.

The journal has keyed hashes of words. So each text of the database is read, and what has one of
these hashes is what was removed once; it goes by the same way again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from redis import RedisError

from hub.curation.purging.purged_text import (
    PurgedText,
    hash_of,
    length_key,
    texts_in,
    words_of,
)
from hub.curation.purging.stored_texts import CHUNK, searched_tables, text_columns
from hub.curation.redaction.models import Redaction
from hub.curation.redaction.redacted_names import MOST_WORDS_OF_PASSAGE, REMOVED
from hub.curation.redaction.redaction_run import run_whole
from hub.curation.redaction.sealed_request import keys_of, sealed_contents
from hub.outbox.sealing import SealedError, unseal
from hub.records.database_clock import now_in_database
from hub.records.removal_journal import Removal, RemovalKind

log = logging.getLogger(__name__)
State = Redaction.State
Keys = list[tuple[str, int]]  # keyed hashes with numbers of words


@dataclass
class _Noted:
    """One redaction of the journal, and the texts of the database that it is about."""

    keys: frozenset[str]
    instead: str
    title_keys: Keys
    spellings: dict[str, str] = field(default_factory=dict)  # by their hash
    titles: dict[str, str] = field(default_factory=dict)


def apply(removals: Iterable[Removal]) -> int:
    """Remove again what was removed after the backup was made; how many redactions. Idempotent."""
    noted = [_noted(removal) for removal in removals if removal.what == RemovalKind.REDACTION]
    counts = {count for removal in removals for count in _counts(removal)}
    if not noted:
        return 0
    _find_texts(noted, counts)
    for each in noted:
        _end_requests(each)
    return sum(_redact(each) for each in noted if each.spellings)


def _counts(removal: Removal) -> Iterator[int]:
    if removal.what == RemovalKind.REDACTION:
        for count in range(1, MOST_WORDS_OF_PASSAGE + 1):
            if length_key(count) in removal.rows:
                yield count


def _noted(removal: Removal) -> _Noted:
    """Where no key opens what is sealed, it goes from titles, too: too much, not too little."""
    try:
        sealed = json.loads(unseal(removal.sealed))
        return _Noted(removal.keys, sealed["instead"], [(key, n) for key, n in sealed["titles"]])
    except (SealedError, ValueError, KeyError):
        log.warning("What stood instead of something that was removed cannot be read any more.")
        return _Noted(removal.keys, REMOVED, [])


def _find_texts(noted: list[_Noted], counts: set[int]) -> None:
    """Sequences of words of the database that have one of the hashes. Each text is read once."""
    spelled = {key: each for each in noted for key in each.keys}
    titled = {key: each for each in noted for key, _count in each.title_keys}
    of_titles = {count for each in noted for _key, count in each.title_keys}
    for text in _distinct_texts():
        words = words_of(text)
        for count in counts | of_titles:
            for first in range(len(words) - count + 1):
                some = tuple(words[first : first + count])
                key = hash_of(some)
                if key in spelled:
                    spelled[key].spellings[key] = " ".join(some)
                if key in titled:
                    titled[key].titles[key] = " ".join(some)


def _distinct_texts() -> Iterator[str]:
    """Revisions say the same many times: what has been read is told by its own hash."""
    seen: set[int] = set()
    for model in searched_tables():
        for value in _values(model):
            for text in texts_in(value):
                number = hash(text)
                if number not in seen:
                    seen.add(number)
                    yield text


def _values(model: type[models.Model]) -> Iterator[Any]:
    names = [column.attname for column in text_columns(model)]
    rows = model._default_manager.order_by().values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield from row


def _end_requests(noted: _Noted) -> None:
    """Requests of the backup for the same wait for nobody any more; a worker finishes others."""
    for row in Redaction.objects.waiting():
        if noted.keys.issuperset(key for key, _count in row.keys):
            Redaction.objects.filter(pk=row.pk).update(
                sealed="", state=State.WITHDRAWN, decided_at=now_in_database()
            )


def _redact(noted: _Noted) -> bool:
    texts = [PurgedText(tuple(words_of(text))) for text in noted.spellings.values()]
    row = Redaction.objects.create(
        sealed=sealed_contents(
            list(noted.spellings.values()), dict.fromkeys(noted.titles.values(), "keep")
        ),
        instead=noted.instead,
        reason=_("Removed once already, before the backup was restored."),
        keys=keys_of(texts),
        title_keys=noted.title_keys,
        state=State.APPLYING,
        asked_at=now_in_database(),
        decided_at=now_in_database(),
    )
    try:
        row = run_whole(row.pk)
    except (OSError, RedisError) as problem:  # a worker removes the copies once the site runs
        log.warning("Copies are removed later: %s", type(problem).__name__)
        row.refresh_from_db()
    if row.places:
        return True
    row.delete()  # it stands within longer texts alone, or in titles that are kept
    return False
