"""Two records of one kind become one, in one transaction with one number.

All that points at the one that goes points at the other, its own entries go over as was chosen, and
its row is removed: its address leads to the one that stays. Each row that is written is noted
(``row_journal``), so that all of it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from hub.curation.merging.fact_choices import (
    Choice,
    RecordPair,
    known_none_after,
    scalar_columns,
)
from hub.curation.merging.merge_rules import SETTLERS, keep_former_names
from hub.curation.merging.models import RecordMerge
from hub.curation.merging.record_pointers import (
    FactPointer,
    Rule,
    colliding,
    fact_pointers,
    foreign_rows_into,
    pointers_beside,
)
from hub.curation.merging.refusals import merged_away, refusal
from hub.curation.merging.row_journal import RowJournal, check_all_keys, read_rows
from hub.records.bulk_rows import Columns
from hub.records.database_clock import now_in_database
from hub.records.link_tables import LinkTable
from hub.records.models import (
    Change,
    FormerSlug,
    Ledger,
    LedgerEntries,
    Record,
    RecordNotice,
)
from hub.records.models.ledger import ChangeEvents, delete_records
from hub.records.stored_records import read_records

CITATIONS = "citations"


class SeenOtherwise(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """One of the two is another version than was looked at. ``pair``: as they are."""

    def __init__(self, pair: RecordPair) -> None:
        super().__init__("A record was changed meanwhile.")
        self.pair = pair


def read_pair(model: type[Record], goes: int, stays: int, *, lock: bool = False) -> RecordPair:
    """Raises ValidationError where one is there no longer, or where they are the same."""
    stored = read_records(model, {goes, stays}, lock=lock)
    for pk in (goes, stays):
        if pk not in stored:
            raise ValidationError(merged_away(model.kind, pk) or _("The record is gone."))
    return RecordPair(model, stored[goes], stored[stays])


def merge(
    model: type[Record],
    goes: int,
    stays: int,
    *,
    by: Any,
    reason: str,
    chosen: Mapping[str, str] | None = None,
    seen: tuple[int, int] | None = None,
) -> RecordMerge:
    """Have ``stays`` be the one record of the two.

    ``chosen``: by fact a ``Choice``, the usual one where none is given. ``seen``: the versions that
    were looked at, of the one that goes and of the other. Raises SeenOtherwise, and ValidationError
    with nothing written where it cannot be done.
    """
    try:
        with transaction.atomic():
            pair = read_pair(model, goes, stays, lock=True)
            if seen is not None and seen != (pair.goes.version, pair.stays.version):
                raise SeenOtherwise(pair)
            records = model._default_manager.in_bulk([goes, stays])
            if sentence := refusal(records[goes], records[stays]):
                raise ValidationError(sentence)
            done = _Merge.begin(pair, pair.complete(chosen or {}), by=by, reason=reason).write()
            check_all_keys()
    except (IntegrityError, DataError) as problem:
        raise ValidationError(
            _(
                "These two cannot be merged as they are: something on this site needs what would "
                "go, or has what would come. Nothing was changed."
            )
        ) from problem
    return done


@dataclass
class _Merge:
    """One merge while it is written."""

    pair: RecordPair
    choices: Mapping[str, Choice]
    row: RecordMerge
    ledger: Ledger
    journal: RowJournal = field(default_factory=RowJournal)
    entries: LedgerEntries = field(default_factory=LedgerEntries)

    @classmethod
    def begin(
        cls, pair: RecordPair, choices: Mapping[str, Choice], *, by: Any, reason: str
    ) -> _Merge:
        row = RecordMerge.objects.create(
            record_kind=pair.model.kind, kept_id=pair.stays.pk, absorbed_id=pair.goes.pk,
            absorbed_slug=pair.goes.slug,
            absorbed_title=pair.model.title_of(pair.goes.facts)[:300],
            choices={name: str(choice) for name, choice in choices.items()},
            reason=reason[:500], by=by, at=now_in_database(),
        )  # fmt: skip
        ledger = Ledger(by=by.pk if by else None, reason=reason, run=row.run, news=False, at=row.at)
        ledger.keeps_checks = True  # those that hold no longer are noted below, to come back
        return cls(pair, choices, row, ledger)

    @property
    def model(self) -> type[Record]:
        return self.pair.model

    def write(self) -> RecordMerge:
        stays, pointers = self.pair.stays.pk, fact_pointers(self.model)
        self.entries.look(self.model, [stays])
        for pointer in pointers:
            self.entries.look(pointer.owner, self._owners(pointer))
        for pointer in pointers:
            self._move_facts(pointer)
        self._move_beside()
        for table in self.model.tables():
            self._move_entries(table)
        self._write_columns()
        self._forget_checks()
        self._remove()
        keep_former_names(self.journal, self.pair)
        self.journal.make(
            FormerSlug, kind=self.model.kind, slug=self.pair.goes.slug, record_id=stays
        )
        self.ledger.stamp(self.model, [stays])
        count = self.entries.close(self.ledger, {(self.model.kind, stays): True})
        is_changed = any(one.pk == stays for one in self.entries.changes(self.model))
        self.ledger.close()
        self.row.count, self.row.rows = count - is_changed, self.journal.as_json()
        self.row.save(update_fields=["count", "rows"])
        return self.row

    # What points at it

    def _owners(self, pointer: FactPointer) -> set[int]:
        """The records that point so, but for the one that goes, which is removed."""
        rows = pointer.model._base_manager.filter(**{pointer.column: self.pair.goes.pk})
        keys = set(rows.values_list(pointer.parent, flat=True))
        return keys - {self.pair.goes.pk} if pointer.owner is self.model else keys

    def _move_facts(self, pointer: FactPointer) -> None:
        """No record names itself, and none names another twice."""
        model, column = pointer.model, pointer.column
        goes, stays = self.pair.goes.pk, self.pair.stays.pk
        rows = model._base_manager.filter(**{column: goes})
        rows = rows.exclude(**{pointer.parent: goes}) if pointer.owner is self.model else rows
        keys = dict(rows.values_list("pk", pointer.parent))
        own = [pk for pk, parent in keys.items()
               if pointer.owner is self.model and parent == stays]  # fmt: skip
        twice = colliding(model, column, goes, stays)
        if pointer.table is None:
            self.journal.update(model, own, **{column: None})
        else:
            self.journal.remove(model, {*own, *(twice.keys() & keys.keys())})
        self.journal.update(model, keys.keys() - {*own, *twice}, **{column: stays})

    def _move_beside(self) -> None:
        goes, stays = self.pair.goes.pk, self.pair.stays.pk
        for pointer in pointers_beside(self.model, Rule.MOVES):
            rows = pointer.model._base_manager.filter(pointer.where, **{pointer.column: goes})
            twice = colliding(pointer.model, pointer.column, goes, stays, pointer.where)
            if twice and pointer.model._meta.get_field(pointer.column).is_relation:
                raise ValidationError(
                    _("Both have one of these, where only one can be: %(rows)s. Settle that first.")
                    % {"rows": pointer.model._meta.verbose_name_plural}
                )
            keys = set(rows.values_list("pk", flat=True)) - twice.keys()
            self.journal.update(pointer.model, keys, **{pointer.column: stays})
        for pointer in pointers_beside(self.model, Rule.ONCE):
            twice = colliding(pointer.model, pointer.column, goes, stays, pointer.where)
            self.journal.remove(pointer.model, twice.keys())
            rows = pointer.model._base_manager.filter(pointer.where, **{pointer.column: goes})
            keys = set(rows.values_list("pk", flat=True))
            self.journal.update(pointer.model, keys, **{pointer.column: stays})
        for pointer in pointers_beside(self.model, Rule.SETTLED):
            SETTLERS[pointer.model._meta.label](self.journal, self.ledger, self.pair)

    # Its own entries

    def _move_entries(self, table: LinkTable) -> None:
        """Entries of a list, fact by fact, as was chosen."""
        goes, stays = (one.links.get(table.fact, []) for one in (self.pair.goes, self.pair.stays))
        facts = dict.fromkeys(_fact_of(table, row) for row in (*goes, *stays))
        for fact in facts:
            ours = [row for row in self._still_there(table, stays) if _fact_of(table, row) == fact]
            theirs = [row for row in goes if _fact_of(table, row) == fact]
            self._move_list(table, ours, theirs, self.choices.get(fact, Choice.UNITE))

    def _still_there(self, table: LinkTable, rows: Iterable[Columns]) -> list[Columns]:
        """Those that were not removed since they named the record that goes."""
        removed = {row["id"] for model, row in self.journal.removed if model is table.model}
        return [row for row in rows if row["id"] not in removed]

    def _move_list(
        self, table: LinkTable, ours: list[Columns], theirs: list[Columns], choice: Choice
    ) -> None:
        if choice is Choice.KEEP:
            self.journal.remove(table.model, [row["id"] for row in theirs])
            return
        if choice is Choice.TAKE:
            self.journal.remove(table.model, [row["id"] for row in ours])
            ours = []
        there = {_identity(table, row): row["id"] for row in ours}
        itself = {row["id"] for row in theirs if self._names_itself(table, row)}
        twice = {
            row["id"]: there[_identity(table, row)]
            for row in theirs
            if _identity(table, row) in there
        }
        for pk, same in twice.items():
            for model, column in foreign_rows_into(table):
                rows = model._base_manager.filter(**{column: pk}).values_list("pk", flat=True)
                self.journal.update(model, set(rows), **{column: same})
        self.journal.remove(table.model, itself | twice.keys())
        moved = [row for row in theirs if row["id"] not in itself | twice.keys()]
        self.journal.update(
            table.model, [row["id"] for row in moved], **{table.parent: self.pair.stays.pk}
        )
        self._place_behind(table, ours, moved)

    def _names_itself(self, table: LinkTable, row: Columns) -> bool:
        return any(
            link.model is self.model and row[link.column] == self.pair.stays.pk
            for link in table.link_columns
        )

    def _place_behind(self, table: LinkTable, ours: list[Columns], moved: list[Columns]) -> None:
        if "position" not in table.columns or not ours:
            return
        last = max(row["position"] for row in ours)
        for number, row in enumerate(sorted(moved, key=lambda one: (one["position"], one["id"]))):
            self.journal.update(table.model, [row["id"]], position=last + 1 + number)

    # Its own row

    def _write_columns(self) -> None:
        stays = [self.pair.stays.pk]
        for column, value in scalar_columns(self.pair, self.choices):
            self.journal.update(self.model, stays, **{column: value})
        known = known_none_after(self.pair, self.choices)
        if known != self.pair.stays.facts["known_none"]:
            self.journal.update(self.model, stays, known_none=known)

    def _forget_checks(self) -> None:
        """What a source was found to say, of facts that the record states otherwise now."""
        table = self.model.record_type.link_tables.get(CITATIONS)
        if table is None:
            return
        others = {name for name, one in self.choices.items() if one is not Choice.KEEP}
        not_theirs = {name for name, one in self.choices.items() if one is not Choice.TAKE}
        stale = [
            row["id"]
            for rows, subjects in (
                (self.pair.stays.links[CITATIONS], others),
                (self.pair.goes.links[CITATIONS], not_theirs),
            )
            for row in rows
            if row["checked_on"] is not None and row["subject"] in subjects
        ]
        there = table.model._default_manager.filter(pk__in=stale).values_list("pk", flat=True)
        self.journal.update(
            table.model, set(there), checked_on=None, checked_by_id=None, says_so=None
        )

    def _remove(self) -> None:
        """The row itself, with whatever of it did not go over."""
        goes = self.pair.goes
        for table in reversed(self.model.tables()):
            rows: Any = table.model._base_manager.filter(**{table.parent: goes.pk})
            self.journal.remove(table.model, set(rows.values_list("pk", flat=True)))
        notices = RecordNotice.objects.filter(record_kind=self.model.kind, record_id=goes.pk)
        self.journal.remove(RecordNotice, set(notices.values_list("pk", flat=True)))
        self.journal.note_removed(self.model, read_rows(self.model, [goes.pk]))
        self.ledger.remove(self.model, [goes], {goes.pk: ["state"]}, self._news())
        delete_records(self.model, [goes.pk])

    def _news(self) -> ChangeEvents:
        """What readers hear: where they may not see the other, only that the first is gone."""
        goes = self.pair.goes.facts
        if goes["state"] != Record.State.PUBLISHED:
            return ()
        visible = self.model._default_manager.all()
        is_visible = visible.published(goes["visibility"]).filter(  # type: ignore[attr-defined]
            pk=self.pair.stays.pk
        )
        return (Change.What.MERGED if is_visible.exists() else Change.What.WITHDRAWN,)


def _fact_of(table: LinkTable, row: Columns) -> str:
    """The fact that a row belongs to: of terms, their scheme."""
    return table.fact if table.made_facts == (table.fact,) else str(row["term__scheme__slug"])


def _identity(table: LinkTable, row: Columns) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.identity)


def records_pointing(model: type[Record], pk: int) -> dict[type[Record], models.QuerySet[Any]]:
    """The records of which a fact names this one, by their kind."""
    named: dict[type[Record], models.Q] = {}
    for pointer in fact_pointers(model):
        rows = pointer.model._base_manager.filter(**{pointer.column: pk})
        keys = models.Q(pk__in=rows.values(pointer.parent))
        named[pointer.owner] = named.get(pointer.owner, models.Q()) | keys
    return {
        owner: owner._default_manager.filter(keys).exclude(
            pk__in=[pk] if owner is model else []
        ).order_by("pk")
        for owner, keys in named.items()
    }  # fmt: skip
