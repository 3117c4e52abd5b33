"""Feeds of sources: fetched when their hours have passed, held when they change suddenly."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from hub.http_client.fetch import FetchedResponse, FetchRefused, MayConnect, fetch
from hub.http_client.public_addresses import is_public
from hub.imports import staging
from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState
from hub.imports.read.limits import MAX_BYTES

log = logging.getLogger(__name__)

# Below the two minutes that a task of the worker may take.
FETCH_SECONDS = 90.0
# A worker that dies while it fetches loses its claim after this, and the feed is due again.
LEASE = datetime.timedelta(minutes=15)
# Of the rows of the last import: with more than this new, changed or gone, a person looks first.
MAX_CHANGED_SHARE = 0.2
BLOCK = 1024 * 1024
# Characters of the address in the name of a job.
MAX_NAME = 300
FINISHED = (
    Import.State.APPLIED,
    Import.State.CANCELLED,
    Import.State.FAILED,
    Import.State.UNDONE,
)


def due_sources(now: datetime.datetime) -> list[int]:
    """Keys of the sources whose feed is to be fetched."""
    return [source.pk for source in ImportSource.objects.with_feed() if source.feed_is_due(now)]


def overdue_since(now: datetime.datetime) -> datetime.datetime | None:
    """Since when the feed has been due that has been so for longest, and that nothing stops.

    One with an import that waits for a person is fetched when that is over. A feed that was never
    fetched is not counted.
    """
    held = Import.objects.filter(source=OuterRef("pk"), by=None, dry_run=False).exclude(
        state__in=FINISHED
    )
    sources = ImportSource.objects.with_feed().filter(~Exists(held))
    due = (source.feed_due_at() for source in sources if source.feed_is_due(now))
    return min((at for at in due if at is not None), default=None)


def fetch_feed(
    source_id: int, now: datetime.datetime, *, may_connect: MayConnect = is_public
) -> Import | None:
    """A job for what the feed holds now; None where it holds nothing new.

    None also where an earlier job of the feed is under way, or another worker fetches: then the
    feed stays due. A feed that cannot be fetched makes one failed job, not one each time.
    """
    source = ImportSource.objects.with_feed().filter(pk=source_id).first()
    if source is None or not source.feed_is_due(now):
        return None
    name = source.feed_url[:MAX_NAME]
    newest = source.imports.filter(by=None, name=name, dry_run=False).order_by("-pk").first()
    if (newest and newest.state not in FINISHED) or not _claim(source, now):
        return None
    applied = newest if newest and newest.state == Import.State.APPLIED else None
    if source.fetch_attempts >= settings.IMPORT_ATTEMPTS:
        _store_fetch(source, now, source.etag)
        return _failed_job(source, newest, _never_ended(source.fetch_attempts), now)
    try:
        fetched = fetch(
            source.feed_url,
            max_bytes=MAX_BYTES,
            timeout=FETCH_SECONDS,
            etag=source.etag if applied else "",
            may_connect=may_connect,
        )
    except FetchRefused as refusal:
        _store_fetch(source, now, source.etag)
        return _failed_job(source, newest, refusal.sentence, now)
    except Exception as error:  # noqa: BLE001 (what strangers' servers send is without end)
        return _broken_fetch(source, newest, now, error)
    with fetched:
        fingerprint = staging.fingerprint(iter(lambda: fetched.file.read(BLOCK), b""))
        fetched.file.seek(0)
        if fetched.status == 304 or (applied and applied.fingerprint == fingerprint):
            _store_fetch(source, now, fetched.etag or source.etag)
            return None
        return _new_job(source, fetched, fingerprint, now)


def _claim(source: ImportSource, now: datetime.datetime) -> bool:
    """Whether this process may fetch; for others the feed is not due until the lease has ended."""
    hours = datetime.timedelta(hours=source.feed_every or 0)
    rows = ImportSource.objects.filter(pk=source.pk, last_fetched_at=source.last_fetched_at)
    leased = now - hours + LEASE
    return bool(rows.update(last_fetched_at=leased, fetch_attempts=F("fetch_attempts") + 1))


def _store_fetch(source: ImportSource, now: datetime.datetime, etag: str) -> None:
    rows = ImportSource.objects.filter(pk=source.pk)
    rows.update(last_fetched_at=now, etag=etag, fetch_attempts=0)


def _never_ended(attempts: int) -> str:
    return _(
        "This feed could not be fetched: each of %(count)s attempts broke off. Tell an "
        "administrator."
    ) % {"count": attempts}


def _broken_fetch(
    source: ImportSource, newest: Import | None, now: datetime.datetime, error: Exception
) -> Import | None:
    """What nobody thought of is told as well; the feed is due again when its hours have passed."""
    log.error("Feed %s: %s", source.pk, type(error).__name__, exc_info=error)
    _store_fetch(source, now, source.etag)
    sentence = _(
        "This feed could not be fetched, by a fault of the site. Tell an administrator: the log "
        "says more."
    )
    return _failed_job(source, newest, sentence, now)


def _new_job(
    source: ImportSource, fetched: FetchedResponse, fingerprint: str, now: datetime.datetime
) -> Import:
    job = _unsaved_job(source, now)
    job.fingerprint = fingerprint
    with transaction.atomic():
        # The storage names the file; the address is the name of the job.
        staging.save_with_file(job, "feed", File(fetched.file))
        _store_fetch(source, now, fetched.etag)
    return job


def _failed_job(
    source: ImportSource, newest: Import | None, sentence: str, now: datetime.datetime
) -> Import | None:
    failed = Import.State.FAILED
    if newest and newest.state == failed and newest.sentence == sentence:
        return None
    job = _unsaved_job(source, now)
    job.state, job.sentence, job.finished_at = failed, sentence, now
    job.save()
    return job


def _unsaved_job(source: ImportSource, now: datetime.datetime) -> Import:
    """With the source's newest profile; without one a person maps the columns first."""
    profile = source.profiles.order_by("-updated_at", "-pk").first()
    job = Import(
        source=source,
        kind=source.kind,
        name=source.feed_url[:MAX_NAME],
        created_at=now,
        step_at=now,
    )
    staging.apply_profile(job, profile)
    return job


def is_from_feed(job: Import) -> bool:
    """Whether a job was made by ``fetch_feed`` and by no person."""
    return job.by_id is None and bool(job.name) and job.name == job.source.feed_url[:MAX_NAME]


def hold_reason(job: Import) -> str:
    """Why a validated job of a feed waits for a person; empty where it may go on."""
    states = SourceRecordState.objects.filter(source=job.source_id)
    before = states.count()
    if not before:
        return ""
    rows = ImportRow.objects.filter(batch=job)
    new = rows.filter(verdict=ImportRow.Verdict.NEW).count()
    gone = states.gone_from(job).count()
    changed = rows.filter(record_id__isnull=False).exclude(differences=[]).count()
    if new + gone + changed <= before * MAX_CHANGED_SHARE:
        return ""
    return _(
        "This feed had %(before)s rows at its last import. Of these, %(changed)s have changed and "
        "%(gone)s are gone; %(new)s rows are new. Together this is more than a fifth. Look at them "
        "before anything is applied."
    ) % {"before": before, "changed": changed, "gone": gone, "new": new}
