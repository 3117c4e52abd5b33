"""Undoing an import, and rolling back one that did not come to its end.

Each record that nobody touched since gets back the facts that its revision holds from before, and
what ``ImportRow.before`` adds; one that was new goes. Three things move on and never back, since
locks, calendars and caches go by them: a record's ``version`` (and the ``sequence`` of an event),
its ``index_seq``, and the number. The ledger keeps what happened: the import's revisions stay, and
the undoing adds its own. News that the import told is taken away.

A record that was edited since, or that something else points at by now, is left as it is and
listed, for a person to decide (``hub.imports.undo.edited_records``). Where rows added entries to a
list, those very entries are taken out of it, whatever else was edited. What of a published record
needs two people stays, too: one person asks for the undoing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from catalogue.models import Organisation
from hub.imports.apply.new_organisations import organisations_made
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types import importer_for, record_kind
from hub.imports.record_types.list_entries import identity, without
from hub.imports.undo.untouched_records import pointed_at, untouched
from hub.records.bulk_rows import chunks, delete_rows, update_rows
from hub.records.earlier_versions import facts_left_by
from hub.records.models import (
    Change,
    FormerSlug,
    Ledger,
    Record,
    RecordChange,
    Revision,
    Source,
)
from hub.records.models.ledger import Facts, delete_records
from hub.records.second_person import guarded_names, without_guarded
from hub.records.stored_records import StoredRecord, read_records

MOST_NAMED = 10  # records in a sentence
CHUNK = {"postgresql": 1000, "sqlite": 100}  # records in one go


def undo_next(job: Import) -> bool:
    """Do the next part, in a transaction of the caller's; False once all of it is done.

    What readers see is one transaction. Rows of records that were new, hidden by then, go
    afterwards on SQLite, where transactions are short, and before its end on PostgreSQL.
    """
    at_once = connection.vendor != "sqlite"
    if not job.then:
        ledger = _ledger_of(job)
        _take_back_records(job, ledger)
        if at_once:
            while _delete_next(job):
                pass
            _take_back_organisations(job, ledger)
        ledger.close()
        job.then = Import.State.UNDONE
        if not at_once:
            return True
    elif _delete_next(job):
        return True
    else:
        ledger = _ledger_of(job)
        _take_back_organisations(job, ledger)
        ledger.close()
    _delete_sources(job)
    return False


def _ledger_of(job: Import) -> Ledger:
    reason = _("Undone: %(name)s") % {"name": job.name}
    return Ledger(reason=reason, run=undo_run(job), news=False)


def undo_run(job: Import) -> str:
    """What revisions of its undoing carry in ``Revision.run``."""
    return f"{job.run}:undo"


def _undone(job: Import) -> Any:
    """Keys of the records that the undoing has dealt with."""
    return Revision.objects.filter(kind=record_kind(job.kind), run=undo_run(job)).values(
        "record_id"
    )


# What readers see


def _take_back_records(job: Import, ledger: Ledger) -> None:
    model = importer_for(job.kind).model
    remaining = set[int]()
    for revisions in _revisions(job):
        written = {pk: revision.version for pk, revision in revisions.items()}
        stored = read_records(model, written, lock=True)
        same = untouched(job, written)
        edited = _take_out_entries(
            job, ledger, [(revisions[pk], stored[pk]) for pk in sorted(stored.keys() - same)]
        )
        remaining |= written.keys() - same - edited
        taken_back = [revisions[pk] for pk in same | edited]
        Change.objects.filter(
            kind=record_kind(job.kind),
            record_id__in=same | edited,
            at__in={revision.at for revision in taken_back},
        ).delete()
        _restore(
            job,
            ledger,
            [revisions[pk] for pk in same if revisions[pk].before is not None],
            stored,
        )
        new = [revisions[pk] for pk in same if revisions[pk].before is None]
        ledger.remove(
            model,
            [stored[revision.record_id] for revision in new],
            {revision.record_id: revision.changed for revision in new},
        )
        if connection.vendor == "sqlite":  # their rows go in transactions of their own
            hidden = model._default_manager.filter(pk__in=[revision.record_id for revision in new])
            hidden.update(state=Record.State.DRAFT)
    _take_back_states(job, remaining)


def _take_out_entries(
    job: Import, ledger: Ledger, edited: list[tuple[Revision, StoredRecord]]
) -> set[int]:
    """Of records that others edited since: take out the entries that rows of the import added.

    Whatever else was done to them stays. The keys of those records; none where rows are no entries.
    """
    importer = importer_for(job.kind)
    name = importer.entries
    if not name or not edited:
        return set()
    after = facts_left_by([revision for revision, _record in edited])
    changes, gone = [], []
    for revision, record in edited:
        before = revision.before or {}
        there = set(map(identity, before.get(name) or ()))
        written = after.get(record.pk, record.facts)[name]
        added = set(map(identity, written)) - there
        remaining = without(record.facts[name], added)
        if len(record.facts[name]) - len(remaining) < len(added):
            gone.append(record.slug)
        changes.append(RecordChange(record.facts | {name: remaining}, record))
    ledger.write(importer.model, changes, refuse=False)
    if gone:
        sentence = _("Entries were changed or removed since, and stay so: %(refs)s")
        job.sentence = sentence % {"refs": ", ".join(sorted(gone))}
    return {change.pk for change in changes if change.changed}


def _revisions(job: Import) -> Iterator[dict[int, Revision]]:
    """The import's revisions by record, some at a time; not those that are undone already."""
    left = Revision.objects.filter(kind=record_kind(job.kind), run=job.run).order_by("record_id")
    pks = list(left.exclude(record_id__in=_undone(job)).values_list("pk", flat=True))
    for some in chunks(pks, CHUNK[connection.vendor]):
        yield {revision.record_id: revision for revision in Revision.objects.filter(pk__in=some)}


def _restore(
    job: Import, ledger: Ledger, revisions: list[Revision], stored: Mapping[int, StoredRecord]
) -> None:
    """The facts that the import changed as they were before, and what stood beside them."""
    if not revisions:
        return
    model = importer_for(job.kind).model
    before = _before_of_rows(job, [revision.record_id for revision in revisions])
    sources = _sources_of(before.values())
    changes, kept = [], []
    for revision in revisions:
        record, beside = stored[revision.record_id], before.get(revision.record_id, {})
        columns = {name: beside[name] for name in ("updated_at",) if name in beside}
        after = _facts_before(record.facts, revision)
        if _is_guarded(model, record.facts, after):
            after = without_guarded(model, record.facts, after)
            kept.append(model.title_of(record.facts))
        if "citations" in revision.changed:
            links = beside.get("links", {}).get("citations", ())
            _name_sources_as_now(after, record.facts, links, sources)
        changes.append(RecordChange(after, record, columns, beside.get("links", {})))
    ledger.write(model, changes, refuse=False)
    if kept:
        _say_kept(job, kept)
    for change in changes:
        beside = before.get(change.pk, {})
        if change.old_slug and not beside.get("former_slug"):
            FormerSlug.objects.filter(kind=model.kind, slug=change.old_slug).delete()
        for pk, visibility in beside.get("news", ()):
            Change.objects.filter(pk=pk).update(visibility=visibility)


def _is_guarded(model: type[Record], now: Facts, after: Facts) -> bool:
    """Whether one person may not bring a record from one into the other."""
    is_out = now["state"] == after["state"] == Record.State.PUBLISHED
    return settings.TWO_PEOPLE and is_out and bool(guarded_names(model, now, after))


def _say_kept(job: Import, titles: list[str]) -> None:
    sentence = _(
        "What is safety information in published records, or who may read them, needs two people "
        "and stays as it is: %(titles)s. Change it in the form of the record."
    ) % {"titles": ", ".join(titles[:MOST_NAMED]) + (" …" if len(titles) > MOST_NAMED else "")}
    job.sentence = f"{job.sentence} {sentence}".strip()


def _facts_before(now: Facts, revision: Revision) -> Facts:
    before: Facts = revision.before or {}
    facts = {name: value for name, value in now.items() if name not in revision.changed}
    return facts | {name: before[name] for name in revision.changed if name in before}


def _sources_of(before: Iterable[Mapping[str, Any]]) -> dict[int, Source]:
    """The sources, as they are now, of citations that the import took away."""
    rows = [row for beside in before for row in beside.get("links", {}).get("citations", ())]
    return Source.objects.in_bulk({row["source_id"] for row in rows})


def _name_sources_as_now(
    after: Facts, now: Facts, links: Iterable[Mapping[str, Any]], sources: Mapping[int, Source]
) -> None:
    """A source whose address or title was corrected since is the same source.

    ``after`` holds citations as (subject, address, title, note), with the names of before.
    """
    present = {(subject, url, note): [url, title] for subject, url, title, note in now["citations"]}
    gone = {
        (row["subject"], row["note"]): [source.url, source.title]
        for row in links
        if (source := sources.get(row["source_id"]))
    }
    after["citations"] = [
        [subject, *present.get((subject, url, note), gone.get((subject, note), [url, title])), note]
        for subject, url, title, note in after["citations"]
    ]


def _before_of_rows(job: Import, pks: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = ImportRow.objects.filter(batch=job, record_id__in=pks, before__isnull=False)
    return {pk: before for pk, before in rows.values_list("record_id", "before") if pk and before}


def _take_back_states(job: Import, remaining: Collection[int]) -> None:
    """What the source had said before, but for records that stay as they are."""
    states = SourceRecordState.objects.filter(batch=job).order_by("pk")
    pairs = list(states.values_list("pk", "key", "record_id"))
    for some in chunks([pair for pair in pairs if pair[2] not in remaining], 1000):
        rows = ImportRow.objects.filter(batch=job, key__in=[key for _pk, key, _record in some])
        before = dict(rows.exclude(before=None).values_list("key", "before"))
        previous = {pk: (before.get(key) or {}).get("source") for pk, key, _record in some}
        update_rows(
            SourceRecordState,
            [
                {"id": pk, "values": was["values"], "kept": was["kept"],
                 "record_id": was["record_id"], "batch_id": was["import_id"]}
                for pk, was in previous.items() if was
            ],
        )  # fmt: skip
        delete_rows(SourceRecordState, [pk for pk, was in previous.items() if not was])


# What nobody sees any more


def _delete_next(job: Import) -> bool:
    """Delete some of the records that were new and are undone; False once none is left."""
    new = Revision.objects.filter(kind=record_kind(job.kind), run=job.run, version=1)
    return _delete_some(job, new.filter(record_id__in=_undone(job)).values("record_id"))


def _delete_some(job: Import, which: Any) -> bool:
    model = importer_for(job.kind).model
    records = model._default_manager.filter(pk__in=which).order_by("-pk")
    pks = list(records.values_list("pk", flat=True)[: CHUNK[connection.vendor]])
    delete_records(model, pks)
    states = SourceRecordState.objects.filter(kind=job.kind, source=job.source_id)
    states.filter(record_id__in=pks).delete()
    return bool(pks)


def _take_back_organisations(job: Import, ledger: Ledger) -> None:
    """Those that rows named and the import made, but for what is edited or in use: these stay."""
    records = read_records(Organisation, organisations_made(job))
    used = pointed_at(Organisation, records)
    gone = [record for record in records.values() if record.version == 1 and record.pk not in used]
    remaining = sorted(records.keys() - {record.pk for record in gone})
    ledger.remove(Organisation, gone, {record.pk: ["name", "slug"] for record in gone})
    delete_records(Organisation, [record.pk for record in gone])
    if remaining:
        names = sorted(str(records[pk].facts["name"]) for pk in remaining)
        job.sentence = _(
            "Organisations that this import made are in use elsewhere or were edited, and stay: "
            "%(names)s"
        ) % {"names": ", ".join(names)}


def _delete_sources(job: Import) -> None:
    """The sources that were made for its citations, where nothing cites them any more."""
    made = ImportRow.objects.filter(batch=job, before__has_key="sources")
    keys = [key for row in made.only("before").iterator() for key in (row.before or {})["sources"]]
    for some in chunks(keys, 1000):
        delete_rows(Source, set(some) - pointed_at(Source, some))


# Before the end: nothing was shown yet


def has_written(job: Import) -> bool:
    """Whether rows of it are there, of records that nobody sees."""
    return Revision.objects.filter(run=job.run).exists()


def roll_back_next(job: Import) -> bool:
    """Take some of what was added back, the newest first; False once nothing of it is left.

    Only new records are ever there before the last transaction, and what was made for them. Unlike
    undoing, this leaves no line in the ledger: nothing ever happened.
    """
    revisions = Revision.objects.filter(run=job.run)
    new = revisions.filter(kind=record_kind(job.kind)).values("record_id")
    if _delete_some(job, new):
        return True
    made = organisations_made(job)
    delete_records(Organisation, set(made) - pointed_at(Organisation, made))
    _delete_sources(job)
    ImportRow.objects.filter(batch=job).exclude(before=None).update(before=None)
    revisions.delete()
    return False
