"""Whether a journal of removals is that of the site which a backup or a database is of."""

from __future__ import annotations

from hub.backup.manifest import BackupError, Manifest
from hub.digests.models import Suppression
from hub.monitoring import journal_mark
from hub.records import removal_journal
from hub.records.models import Record, Revision
from hub.records.removal_journal import backup_key, revision_key

ADVICE = (
    "Without it whoever has left since is written to again, and what was withdrawn is public "
    "again. Copy it back, or set REMOVALS_DIR to where it is; only if it is lost for good: "
    "--without-removals, by which what does stand there is applied."
)


def verify_for_backup(described: Manifest) -> None:
    """Raises BackupError where the journal does not know the backup.

    One of an earlier release, or taken while the journal could not be written, is known by what is
    in it: ``verify_for_database``, once it is restored.
    """
    if described.journal and backup_key(described.journal) not in _known_keys():
        raise _refusal("this backup")


def verify_for_database() -> None:
    """Raises BackupError where the journal has not the newest mark of the connected database.

    One without a mark, of an earlier release, must share a removal with the journal.
    """
    mark = journal_mark.newest_key()
    known = _known_keys()
    if not (mark in known if mark else _shares_removals(known)):
        raise _refusal("this database")


def _known_keys() -> frozenset[str]:
    removals, _unreadable = removal_journal.read()
    return frozenset[str]().union(*(removal.keys | removal.rows for removal in removals))


def _shares_removals(known: frozenset[str]) -> bool:
    left = Suppression.objects.filter(why=Suppression.Why.LEFT)
    if not known.isdisjoint(left.values_list("address_key", flat=True)):
        return True
    changes = Revision.objects.filter(before__state=Record.State.PUBLISHED.value)
    return any(
        revision_key(kind, pk, version) in known
        for kind, pk, version in changes.values_list("kind", "record_id", "version")
    )


def _refusal(what: str) -> BackupError:
    return BackupError(
        f"The journal of removals in {removal_journal.describe_place()} does not know {what}: it "
        f"is empty, has lost events, cannot be read, or is that of another site. {ADVICE}"
    )
