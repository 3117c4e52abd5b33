"""Records of an undone import that somebody edited since: what a person can still take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalogue.models.classified import ClassifiedRecord
from hub.imports.models import Import
from hub.imports.record_types import importer_for, record_kind
from hub.imports.undo.undo import undo_run
from hub.imports.undo.untouched_records import records_in_use, unedited_versions
from hub.records.bulk_rows import chunks
from hub.records.fields import SHARED_FACTS
from hub.records.models import Revision, recorded_change
from hub.vocabulary.models import Term


@dataclass(frozen=True)
class EditedField:
    """One fact that the import changed. ``possible``: it can be taken back by itself."""

    name: str
    before: Any
    now: Any
    possible: bool


@dataclass(frozen=True)
class EditedRecord:
    """``is_new``: the import made it, and nothing was there before. ``why``: edited, or in use."""

    pk: int
    title: str
    slug: str
    is_new: bool
    why: str
    fields: list[EditedField]


def edited_since(job: Import) -> Iterator[EditedRecord]:
    """The import's records that undoing leaves alone, in the order of their keys."""
    model = importer_for(job.kind).model
    written = _revisions(job).values_list("record_id", "version")
    for pairs in pairs_in_chunks(written):
        undone = Revision.objects.filter(
            kind=record_kind(job.kind), record_id__in=pairs, run=undo_run(job)
        )
        records = importer_for(job.kind).stored(
            pairs.keys() - set(undone.values_list("record_id", flat=True))
        )
        same = unedited_versions(job, pairs)
        used = records_in_use(job, {pk: pairs[pk] for pk in records})
        for pk, stored in sorted(records.items()):
            if pk not in same or pk in used:
                revision = _revisions(job).get(record_id=pk)
                why = _("in use elsewhere") if pk in same else _("edited since")
                fields = list(_fields(model, revision, stored.facts))
                title = importer_for(job.kind).title(stored.facts) or stored.slug
                yield EditedRecord(pk, title, stored.slug, revision.before is None, why, fields)


def pairs_in_chunks(written: Iterable[tuple[int, int]]) -> Iterator[dict[int, int]]:
    pairs = dict(written)
    for pks in chunks(sorted(pairs), 500):
        yield {pk: pairs[pk] for pk in pks}


def restore_facts(job: Import, pk: int, names: Iterable[str], *, by: Any) -> list[str]:
    """Set these facts of one record to what they were before the import; which were set.

    Goes through the ledger as any edit does. Raises ValidationError where the record would then
    contradict itself; a fact that cannot be taken back by itself is left out.
    """
    model = importer_for(job.kind).model
    revision = _revisions(job).get(record_id=pk)
    record = model._default_manager.get(pk=pk)
    requested, facts = set(names), record.facts()
    fields = [
        field
        for field in _fields(model, revision, facts)
        if field.name in requested and field.possible
    ]
    reason = _("Taken back: %(name)s") % {"name": job.name}
    with recorded_change(record, by=by, reason=reason[:500], run=f"{job.run}:back"):
        for field in fields:
            if field.name in model.schemes:
                slugs = field.before or []
                terms = Term.objects.filter(scheme__slug=field.name, slug__in=slugs)
                record.set_terms(field.name, terms)
            else:
                name = "language" if field.name == "text_language" else field.name
                setattr(record, name, field.before)
        record.full_clean()
        record.save()
    return [field.name for field in fields]


def _revisions(job: Import) -> QuerySet[Revision]:
    return Revision.objects.filter(kind=record_kind(job.kind), run=job.run).order_by("record_id")


def _fields(
    model: type[ClassifiedRecord], revision: Revision, now: dict[str, Any]
) -> Iterator[EditedField]:
    """What the import changed in a record that was there; of a new one there is no before."""
    if revision.before is None:
        return
    single = {*SHARED_FACTS, "text_language", *model.own_facts, *model.schemes} - {"language"}
    single |= {"language"} & set(model.schemes)
    for name in revision.changed:
        before, present = revision.before.get(name), now.get(name)
        if before != present:
            yield EditedField(name, before, present, name in single)
