"""Organisations that an import makes because its rows name them, before these rows.

They stand in its journal with the rest, under no record of its own, so that they go when it is
rolled back or undone, unless something else needs them by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Organisation
from hub.imports.apply.journal import Journal, Values, blank_row
from hub.imports.apply.keys import Keys
from hub.imports.locks import one_maker
from hub.imports.models import Import, JournalEntry
from hub.imports.record_types import RecordLookup, importer_for
from hub.imports.record_types.new_bodies import ORGANISATION, with_words
from hub.imports.record_types.record_plan import Stored
from hub.imports.undo.rollback import pointed_at, take_away
from hub.records.models import Record, Removed, Revision, SearchState

if TYPE_CHECKING:
    from hub.imports.apply.planner import DecidedRow

LABEL = Organisation._meta.label_lower


def with_made(
    batch: Import,
    asked: Iterable[DecidedRow],
    names: RecordLookup,
    keys: Keys,
    journal: Journal,
    at: str,
) -> tuple[RecordLookup, list[int]]:
    """The names with those of this import's organisations; what rows lack is made first.

    And the numbers of rows that name an organisation which is neither there nor to be made: it was
    taken away, or renamed, since they were checked.
    """
    kind, wanted = importer_for(batch.kind), dict[str, list[int]]()
    for one in asked:
        for slug in kind.organisations_named(one.facts) - names.organisations.keys():
            wanted.setdefault(slug, []).append(one.row.number)
    if not wanted:
        return names, []
    one_maker(batch.pk)
    made = made_before(batch)
    to_make = with_words(names, batch.words.get(ORGANISATION, {})).to_make
    lost = wanted.keys() - made.keys() - to_make.keys()
    if lost:
        return names, sorted({number for slug in lost for number in wanted[slug]})
    maker = _Maker(batch, names, keys, journal, at)
    for slug in sorted(wanted.keys() - made.keys()):
        made[slug] = maker.make(slug, to_make[slug])
    slugs = {**names.organisation_slugs, **{pk: slug for slug, pk in made.items()}}
    return replace(names, organisation_slugs=slugs), []


class _Maker:
    def __init__(
        self, batch: Import, names: RecordLookup, keys: Keys, journal: Journal, at: str
    ) -> None:
        self.names, self.keys, self.journal, self.at = names, keys, journal, at
        told = {"kind": Organisation.kind, "at": at, "by_id": batch.by_id, "run": batch.run}
        self.revision = blank_row(Revision) | told | {"reason": batch.name[:500]}
        self.tables = {model._meta.db_table: model for model in apps.get_models()}

    def make(self, slug: str, name: str) -> int:
        plan = importer_for(ORGANISATION).plan(
            {"slug": slug, "name": name},
            None,
            self.keys,
            now=self.at,
            state=Record.State.IN_REVIEW,
            names=self.names,
        )
        for line in plan.lines:
            values = (line.values or {}) | {"id": line.pk}
            self.journal.insert(self.tables[line.table], values, record=None, early=True)
        told: Values = {"id": self.keys.next(Revision._meta.db_table), "record_id": plan.pk}
        told |= {"version": plan.version, "before": None, "changed": plan.changed}
        self.journal.insert(Revision, told, record=None, early=True, shared=self.revision)
        return plan.pk


def made_before(batch: Import) -> dict[str, int]:
    """Keys of the organisations in the import's journal, by slug."""
    return {str(row["slug"]): int(row["id"]) for line in _lines(batch) for row in line.after()}


def _lines(batch: Import) -> Iterable[JournalEntry]:
    if batch.kind == ORGANISATION:
        return []
    return JournalEntry.objects.going(JournalEntry.Way.THERE).filter(
        batch=batch, table=LABEL, op=JournalEntry.Op.INSERT
    )


def unmake(batch: Import) -> list[str]:
    """Take away the organisations that an undone import made; names of those that have to stay.

    In a transaction of the caller's. What a person edited stays, and what something points at.
    """
    kept: list[str] = []
    for line in _lines(batch):
        there = {row["id"]: row for row in line.after()}
        found = Organisation.objects.filter(pk__in=there).order_by("name")
        used = pointed_at(Organisation, there)
        gone = [one for one in found if one.version == 1 and one.pk not in used]
        kept += [one.name for one in found if one not in gone]
        if gone:
            _tell(batch, importer_for(ORGANISATION).stored([one.pk for one in gone]))
            take_away(line, [one.pk for one in gone])
            seq = SearchState.raise_seq()
            Removed.objects.bulk_create(
                Removed(kind=Organisation.kind, record_id=one.pk, seq=seq) for one in gone
            )
    return kept


def _tell(batch: Import, stored: Mapping[int, Stored]) -> None:
    """Their history stays, and says what became of them."""
    reason = _("Undone: %(name)s") % {"name": batch.name}
    Revision.objects.bulk_create(
        Revision(
            kind=Organisation.kind,
            record_id=pk,
            version=2,
            at=timezone.now(),
            run=f"{batch.run}:undo",
            reason=reason[:500],
            before=one.facts,
            changed=["name", "slug"],
        )
        for pk, one in stored.items()
    )
