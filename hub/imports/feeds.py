"""Feeds of sources: fetched when their hours have passed, and held when they change suddenly."""

from __future__ import annotations

import datetime
import hashlib
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from hub.http_client.fetch import FetchedResponse, FetchRefused, MayConnect, fetch
from hub.http_client.public_addresses import is_public
from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState
from hub.imports.read.limits import MOST_BYTES

# Below the two minutes that a task of the worker may take.
SECONDS = 90.0
# A worker that dies while it fetches is given up after this, and the feed is due again.
LEASE = datetime.timedelta(minutes=15)
# Of what the source said before: with more than this changed or gone, a person looks first.
SUDDEN = 0.2
BLOCK = 1024 * 1024
# Letters of the address that the name of an import holds.
NAME = 300
OVER = (
    Import.State.APPLIED,
    Import.State.CANCELLED,
    Import.State.FAILED,
    Import.State.UNDONE,
)


def due(now: datetime.datetime) -> list[int]:
    """Keys of the sources whose feed is to be fetched."""
    return [source.pk for source in ImportSource.objects.with_feed() if source.feed_is_due(now)]


def fetch_feed(
    source_id: int, now: datetime.datetime, *, may_connect: MayConnect = is_public
) -> Import | None:
    """An import of what the feed holds now; None where it holds nothing new.

    None also where an earlier import of the feed is under way, or another worker fetches: then
    the feed stays due. A feed that cannot be fetched makes one failed import, not one each time.
    """
    source = ImportSource.objects.with_feed().filter(pk=source_id).first()
    if source is None or not source.feed_is_due(now):
        return None
    name = source.feed_url[:NAME]
    newest = source.imports.filter(by=None, name=name, dry_run=False).order_by("-pk").first()
    if (newest and newest.state not in OVER) or not _claim(source, now):
        return None
    applied = newest if newest and newest.state == Import.State.APPLIED else None
    try:
        fetched = fetch(
            source.feed_url,
            max_bytes=MOST_BYTES,
            timeout=SECONDS,
            etag=source.etag if applied else "",
            may_connect=may_connect,
        )
    except FetchRefused as refusal:
        _done(source, now, source.etag)
        return _failed(source, newest, refusal.sentence, now)
    with fetched:
        fingerprint = _fingerprint(fetched.file)
        if fetched.status == 304 or (applied and applied.fingerprint == fingerprint):
            _done(source, now, fetched.etag or source.etag)
            return None
        return _import(source, fetched, fingerprint, now)


def _claim(source: ImportSource, now: datetime.datetime) -> bool:
    """Whether this process may fetch; for others the feed is not due until the lease has ended."""
    hours = datetime.timedelta(hours=source.feed_every or 0)
    rows = ImportSource.objects.filter(pk=source.pk, last_fetched_at=source.last_fetched_at)
    return bool(rows.update(last_fetched_at=now - hours + LEASE))


def _done(source: ImportSource, now: datetime.datetime, etag: str) -> None:
    ImportSource.objects.filter(pk=source.pk).update(last_fetched_at=now, etag=etag)


def _import(
    source: ImportSource, fetched: FetchedResponse, fingerprint: str, now: datetime.datetime
) -> Import:
    batch = _new(source, now)
    batch.fingerprint = fingerprint
    with transaction.atomic():
        # The storage names the file; the address stands in the name of the import.
        batch.file.save("feed", File(fetched.file), save=False)
        batch.save()
        _done(source, now, fetched.etag)
    return batch


def _failed(
    source: ImportSource, newest: Import | None, sentence: str, now: datetime.datetime
) -> Import | None:
    failed = Import.State.FAILED
    if newest and newest.state == failed and newest.sentence == sentence:
        return None
    batch = _new(source, now)
    batch.state, batch.sentence, batch.finished_at = failed, sentence, now
    batch.save()
    return batch


def _new(source: ImportSource, now: datetime.datetime) -> Import:
    """With the source's newest profile; without one a person maps the columns first."""
    profile = source.profiles.order_by("-updated_at", "-pk").first()
    batch = Import(
        source=source,
        kind=source.kind,
        profile=profile,
        name=source.feed_url[:NAME],
        created_at=now,
        step_at=now,
    )
    if profile:
        batch.mapping, batch.words = profile.columns, profile.words
        batch.encoding, batch.delimiter = profile.encoding, profile.delimiter
        batch.sheet = profile.sheet
    return batch


def _fingerprint(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def came_by_feed(batch: Import) -> bool:
    """Whether an import was made here and by no person."""
    return batch.by_id is None and bool(batch.name) and batch.name == batch.source.feed_url[:NAME]


def why_held(batch: Import) -> str:
    """Why a checked import of a feed waits for a person; empty where it may go on."""
    known = SourceRecordState.objects.filter(source=batch.source_id)
    before = known.count()
    if not before:
        return ""
    rows = ImportRow.objects.filter(batch=batch)
    gone = known.exclude(Exists(rows.filter(key=OuterRef("key")))).count()
    changed = rows.filter(record_id__isnull=False).exclude(differences=[]).count()
    if gone + changed <= before * SUDDEN:
        return ""
    return _(
        "Of %(before)s rows that this feed had at its last import, %(changed)s have changed and "
        "%(gone)s are gone: more than a fifth. Look at them before anything is applied."
    ) % {"before": before, "changed": changed, "gone": gone}
