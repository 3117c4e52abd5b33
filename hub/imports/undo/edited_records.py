"""Records of an undone import that somebody edited since: what a person can still take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalogue.models.classified import ClassifiedRecord
from hub.imports.apply.index_stamps import model_of_kind, some
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.undo.inversion import as_left, in_use
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


def edited_since(batch: Import) -> Iterator[EditedRecord]:
    """The import's records that undoing leaves alone, in the order of their keys."""
    model = model_of_kind(batch.kind)
    written = _revisions(batch).values_list("record_id", "version")
    for pairs in some_pairs(written):
        undone = Revision.objects.filter(
            kind=batch.kind, record_id__in=pairs, run=f"{batch.run}:undo"
        )
        there = importer_for(batch.kind).stored(
            pairs.keys() - set(undone.values_list("record_id", flat=True))
        )
        same = as_left(batch, pairs)
        used = in_use(batch, model, {pk for pk in there if pairs[pk] == 1})
        for pk, stored in sorted(there.items()):
            if pk not in same or pk in used:
                revision = _revisions(batch).get(record_id=pk)
                why = _("in use elsewhere") if pk in same else _("edited since")
                fields = list(_fields(model, revision, stored.facts))
                title = str(stored.facts.get("name") or stored.slug)
                yield EditedRecord(pk, title, stored.slug, revision.before is None, why, fields)


def some_pairs(written: Iterable[tuple[int, int]]) -> Iterator[dict[int, int]]:
    pairs = dict(written)
    for pks in some(sorted(pairs), 500):
        yield {pk: pairs[pk] for pk in pks}


def take_back(batch: Import, pk: int, names: Iterable[str], *, by: Any) -> list[str]:
    """Set these facts of one record to what they were before the import; which were set.

    Goes through the ledger as any edit does. Raises ValidationError where the record would then
    contradict itself; a fact that cannot be taken back by itself is left out.
    """
    model = model_of_kind(batch.kind)
    revision = _revisions(batch).get(record_id=pk)
    record = model._default_manager.get(pk=pk)
    wanted, facts = set(names), record.facts()
    fields = [one for one in _fields(model, revision, facts) if one.name in wanted and one.possible]
    reason = _("Taken back: %(name)s") % {"name": batch.name}
    with recorded_change(record, by=by, reason=reason[:500], run=f"{batch.run}:back"):
        for one in fields:
            if one.name in model.schemes:
                slugs = one.before or []
                found = Term.objects.filter(scheme__slug=one.name, slug__in=slugs)
                record.set_terms(one.name, found)
            else:
                name = "language" if one.name == "text_language" else one.name
                setattr(record, name, one.before)
        record.full_clean()
        record.save()
    return [one.name for one in fields]


def _revisions(batch: Import) -> QuerySet[Revision]:
    return Revision.objects.filter(kind=batch.kind, run=batch.run).order_by("record_id")


def _fields(
    model: type[ClassifiedRecord], revision: Revision, now: dict[str, Any]
) -> Iterator[EditedField]:
    """What the import changed in a record that was there; of a new one there is no before."""
    if revision.before is None:
        return
    single = {*SHARED_FACTS, "text_language", *model.own_facts, *model.schemes} - {"language"}
    single |= {"language"} & set(model.schemes)
    for name in revision.changed:
        before, there = revision.before.get(name), now.get(name)
        if before != there:
            yield EditedField(name, before, there, name in single)
