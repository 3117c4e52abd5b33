"""Taking a text out of a record, its history and everything beside it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.db import IntegrityError, models, transaction

from hub.curation.purging.purged_text import PurgedText, ReplacedText
from hub.curation.purging.record_facts import facts_with, write_facts
from hub.curation.purging.stored_texts import (
    HISTORIES,
    Place,
    RecordKey,
    owners,
    places_in,
    places_of,
    searched_tables,
    take_out,
)
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import record_kind
from hub.outbox.models import Mail
from hub.outbox.sealing import SealedError, unseal
from hub.records.models import PageChange, SearchState
from hub.records.stored_records import StoredRecord, read_records


def purge_with_marks(text: PurgedText, key: RecordKey, *, by: Any, reason: str, mark: str) -> int:
    """``purge_everywhere``; with a mark where what is written instead must be there once only."""
    try:
        with transaction.atomic():
            return purge_everywhere(text, key, by=by, reason=reason, mark="")
    except IntegrityError:
        return purge_everywhere(text, key, by=by, reason=reason, mark=mark)


def purge_everywhere(text: PurgedText, key: RecordKey, *, by: Any, reason: str, mark: str) -> int:
    """Take it out of all that is the record's or nobody's; from how many rows.

    Within the caller's transaction. What is derived from the database is made anew: pages that
    are kept, the index, the copy for readers. Raises IntegrityError where a fact cannot be written
    without it.
    """
    files = files_with(text, key)
    count = len(files) + _sweep(text, key, after_ledger=False)
    stored = _stored(key, lock=True)
    if stored is not None:
        write_facts(text, key.model, [stored], by=by, reason=reason, mark=mark)
        count += 1 if facts_with(text, key.model, stored) else 0
    count += _sweep(text, key, after_ledger=True)
    for job in files:
        job.file.storage.delete(str(job.file.name))
    mails = mails_with(text)
    rows = Mail.objects.filter(pk__in=mails)
    rows.take_back()
    rows.update(sealed_message="")
    SearchState.begin_epoch()
    return count + len(mails)


def _sweep(text: PurgedText, key: RecordKey, *, after_ledger: bool) -> int:
    count = 0
    for model in searched_tables():
        if _is_of_records(model) == after_ledger:
            ours = [
                place for place in places_in(model, text.is_in, key, text.probe) if place.is_ours
            ]
            for place in ours:
                take_out(place, text)
            count += len(ours)
    return count


def _is_of_records(model: type[models.Model]) -> bool:
    return model in owners() or model._meta.label in HISTORIES or model is PageChange


def _stored(key: RecordKey, *, lock: bool = False) -> StoredRecord | None:
    return read_records(key.model, [key.pk], lock=lock).get(key.pk)


def find_places(text: PurgedText, key: RecordKey) -> list[Place]:
    """Every row that holds it, other records' too. Nothing is changed."""
    return list(places_of(text, key))


# What no query finds: files, and messages that are encrypted


def files_with(text: PurgedText, key: RecordKey) -> list[Import]:
    """Imports whose file made the record, or holds the text in a row."""
    rows = ImportRow.objects.filter(record_id=key.pk).select_related("batch")
    jobs = {row.batch_id for row in rows if record_kind(row.batch.kind) == key.kind}
    held = places_in(ImportRow, text.is_in, None, text.probe)
    jobs |= set(
        ImportRow.objects.filter(pk__in=[place.pk for place in held]).values_list(
            "batch_id", flat=True
        )
    )
    found = Import.objects.filter(pk__in=jobs).exclude(file="").order_by("pk")
    return [job for job in found if job.file.storage.exists(str(job.file.name))]


def mails_with(text: ReplacedText) -> list[int]:
    """Keys of the messages that are kept and hold the text."""
    mails = Mail.objects.exclude(sealed_message="").values_list("pk", "sealed_message")
    return [pk for pk, sealed in mails.iterator(chunk_size=100) if text.is_in(_readable(sealed))]


def _readable(sealed: str) -> list[str]:
    try:
        return texts_of_message(message_from_bytes(unseal(sealed).encode("latin-1")))
    except SealedError:
        return []


def texts_of_message(message: Message) -> list[str]:
    """Its subject, and its texts as they were before they were encoded."""
    return [str(message["Subject"]), *_parts(message)]


def _parts(message: Any) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True) or b""
            yield payload.decode(part.get_content_charset() or "utf-8", "replace")
