"""What was made of the database before something was removed: pages, indexes, copies, mail files.

Rooms that keep more of the kind register it in ``hub.records.text_keepers``.
"""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

from django.db import connection

from hub.curation.purging.purge import texts_of_message
from hub.curation.purging.purged_text import ReplacedText
from hub.outbox.file_transport import mail_files
from hub.records.models.revision import TIERS
from hub.records.public_copy.writer import renew_copy
from hub.records.seq_cache import clear_caches
from hub.records.text_keepers import text_keepers
from hub.search_engine.document import kinds
from hub.search_engine.snapshot_cache import segment_store
from hub.web.middleware.page_cache import shared


def remove_copies(names: ReplacedText) -> None:
    """Once what is made anew is made without it. Raises OSError; may be called again."""
    clear_caches()
    shared.empty()
    _remove_old_indexes()
    if not connection.in_atomic_block:  # within a restore the copy follows when the site starts
        renew_copy()
    _remove_mail_files(names)
    for forget in text_keepers.values():
        forget(names)
    _empty_write_ahead_log()


def _remove_old_indexes() -> None:
    """Of before the epoch that began; those of other machines go with their next build."""
    for kind in kinds():
        for tier in TIERS:
            store = segment_store(kind, tier)
            if store.folder.is_dir():
                store.remove_unusable()


def _remove_mail_files(names: ReplacedText) -> None:
    """Where no mail server is named, mails that were sent are files here."""
    for path in mail_files():
        if names.is_in(texts_of_message(message_from_bytes(_content(path)))):
            path.unlink(missing_ok=True)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # swept meanwhile
        return b""


def _empty_write_ahead_log() -> None:
    """SQLite overwrites what is deleted in its file; its log has the rows of before for a while."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
