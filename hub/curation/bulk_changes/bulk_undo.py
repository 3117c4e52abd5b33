"""Taking back a change of many records: what it set, wherever that still stands."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.bulk_changes.bulk_writer import CHUNK, LeftAlone
from hub.curation.bulk_changes.models import BulkChange
from hub.records.bulk_rows import chunks
from hub.records.database_clock import now_in_database
from hub.records.earlier_versions import facts_left_by
from hub.records.models import Change, Ledger, Record, RecordChange, Revision
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.stored_records import read_records


class AlreadyUndone(Exception):  # noqa: N818 - nothing went wrong, somebody was faster
    """It was taken back before."""


def undo(pk: int, *, by: Any) -> BulkChange:
    """Take it back: what others changed since stays, and is listed in ``kept``.

    The news that it told goes, and none is told. Raises AlreadyUndone.
    """
    with transaction.atomic():
        change = BulkChange.objects.select_for_update().get(pk=pk)
        if change.undone_at is not None:
            raise AlreadyUndone
        model = record_types[change.record_kind].model
        reason = _("Taken back: %(reason)s") % {"reason": change.reason}
        ledger = Ledger(by=by.pk, reason=reason, run=change.undo_run, news=False)
        revisions = Revision.objects.filter(kind=model.kind, run=change.run)
        for keys in chunks(sorted(revisions.values_list("record_id", flat=True)), CHUNK):
            some = list(revisions.filter(record_id__in=keys))
            change.kept += _take_back(model, ledger, some)
        ledger.close()
        change.undone_at, change.undone_by = now_in_database(), by
        change.save(update_fields=["undone_at", "undone_by", "kept"])
    return change


def _take_back(
    model: type[Record], ledger: Ledger, revisions: list[Revision]
) -> list[tuple[str, str]]:
    stored = read_records(model, [revision.record_id for revision in revisions], lock=True)
    written = facts_left_by(revisions)
    changes, kept = [], []
    for revision in revisions:
        record = stored.get(revision.record_id)
        if record is None:
            continue
        after, edited = _facts_before(revision, written.get(record.pk, record.facts), record.facts)
        changes.append(RecordChange(after, record))
        if edited:
            kept.append(LeftAlone(model.title_of(record.facts), _edited_sentence(edited)))
    refused = ledger.write(model, changes)
    kept += [LeftAlone(model.title_of(one.after), " ".join(why)) for one, why in refused]
    keys = {one.pk for one in changes} - {one.pk for one, _why in refused}
    news = Change.objects.filter(kind=model.kind, record_id__in=keys)
    news.filter(at__in={revision.at for revision in revisions}).delete()
    return [(one.title, one.why) for one in kept]


def _facts_before(revision: Revision, written: Facts, now: Facts) -> tuple[Facts, list[str]]:
    """The facts of now without what the change did; names of those that others changed since."""
    before: Facts = revision.before or {}
    after, edited = dict(now), []
    for name in revision.changed:
        was, became, stands = before.get(name), written.get(name), now.get(name)
        if stands == became:
            _set(after, before, name, was)
        elif isinstance(was or became, list):
            added, removed = set(became or ()) - set(was or ()), set(was or ()) - set(became or ())
            _set(after, before, name, sorted((set(stands or ()) - added) | removed))
        else:
            edited.append(name)
    return after, edited


def _set(facts: Facts, before: Facts, name: str, value: Any) -> None:
    """A scheme without a term is no fact, but for those that were written so."""
    if value in (None, []) and name not in before:
        facts.pop(name, None)
    else:
        facts[name] = value


def _edited_sentence(names: list[str]) -> str:
    return _("Changed again since, and left so: %(facts)s.") % {"facts": ", ".join(names)}
