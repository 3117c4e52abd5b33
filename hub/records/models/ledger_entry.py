"""Changes to one record, or to many, which a form or other code saves itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from hub.records.bulk_rows import KEYS, chunks, update_rows
from hub.records.link_tables import Facts
from hub.records.models.ledger import ChangeEvents, Ledger, RecordChange, differing
from hub.records.models.revision import Revision
from hub.records.record_access import Writer
from hub.records.second_person import note_of_change
from hub.records.stored_records import StoredRecord, read_records

if TYPE_CHECKING:
    from hub.records.models.record import Record


class EditConflict(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """Somebody else changed the record meanwhile. ``record`` is as they left it."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{record} is at version {record.version}")
        self.record = record


@dataclass
class LedgerEntry:
    """One change to one record, from the first look at it to the line in the ledger.

    Open it inside a transaction, change the record and its links, close it. The admin, whose record
    and inlines are saved by different methods, keeps one open between the two; all other code uses
    ``recorded_change``.
    """

    record: Record
    stored: StoredRecord | None

    @classmethod
    def open(cls, record: Record, *, version: int | None = None) -> LedgerEntry:
        """Lock the record and remember its facts.

        Raises EditConflict when ``version`` is given and the record has another by now.
        """
        if record.pk is None:
            return cls(record, None)
        model = type(record)
        stored = read_records(model, [record.pk], lock=True).get(record.pk)
        if stored is None:
            raise model.DoesNotExist(f"{model._meta.label} {record.pk} is gone.")
        if version is not None and stored.version != version:
            raise EditConflict(model._default_manager.get(pk=record.pk))
        return cls(record, stored)

    @property
    def before(self) -> Facts | None:
        return self.stored.facts if self.stored else None

    def close(
        self,
        *,
        by: Any = None,
        reason: str = "",
        run: str = "",
        news: bool | ChangeEvents = True,
        reason_is_public: bool = False,
    ) -> Revision | None:
        """Write the revision, the news and the new number; nothing at all if no fact changed.

        ``news``: whether there is any, or as what where the record alone cannot know.
        ``reason_is_public``: whether readers may see the reason, where the record was.
        Raises ValidationError when the record contradicts itself, and SecondPersonNeeded where the
        person may not make the change alone.
        """
        record, model = self.record, type(self.record)
        change = RecordChange(record.facts(), self._stored_now(), pk=record.pk)
        if problems := model.inconsistencies([change])[0]:
            raise ValidationError(problems)
        change.changed = differing(self.before or {}, change.after)
        if not change.changed:
            return None
        change.note = note_of_change(model, change, Writer(by.pk if by else None), reason)
        ledger = Ledger(
            by=by.pk if by else None,
            reason=reason,
            run=run,
            news=news,
            reason_is_public=reason_is_public,
        )
        columns = model.columns_after(
            change.after, change.changed, change.stored.columns if change.stored else None
        )
        columns |= {"version": change.version, "updated_at": ledger.at}
        model._default_manager.filter(pk=record.pk).update(**columns)
        ledger.enter(model, [change])
        ledger.announce(model, [change])
        seq = ledger.close()
        for name, value in (columns | {"index_seq": seq}).items():
            setattr(record, name, value)
        return Revision.objects.get(kind=model.kind, record_id=record.pk, version=change.version)

    def _stored_now(self) -> StoredRecord | None:
        """As it was opened, with the version of now: another entry for it may lie in between."""
        if self.stored is None:
            return None
        versions = type(self.record)._default_manager.values_list("version", flat=True)
        return replace(self.stored, version=versions.get(pk=self.record.pk))


@contextmanager
def recorded_change(
    record: Record,
    *,
    by: Any = None,
    reason: str = "",
    run: str = "",
    news: bool | ChangeEvents = True,
    version: int | None = None,
    reason_is_public: bool = False,
) -> Iterator[LedgerEntry]:
    """A transaction around a change to a record and its links, written to the ledger at its end."""
    with transaction.atomic():
        entry = LedgerEntry.open(record, version=version)
        yield entry
        entry.close(by=by, reason=reason, run=run, news=news, reason_is_public=reason_is_public)


@dataclass
class LedgerEntries:
    """Changes to many records, from the first look at them to the lines in the ledger.

    Within a transaction: ``look`` at them, write their rows, ``close``. ``stored``: as they were.
    """

    stored: dict[type[Record], dict[int, StoredRecord]] = field(default_factory=dict)

    def look(self, model: type[Record], keys: Iterable[int]) -> None:
        """Lock those that were not looked at yet, and remember their facts."""
        known = self.stored.setdefault(model, {})
        new = sorted(set(keys) - known.keys())
        for some in chunks(new, KEYS):
            known |= read_records(model, some, lock=True)

    def changes(self, model: type[Record]) -> list[RecordChange]:
        """Those whose facts are others by now."""
        before = self.stored.get(model, {})
        now: dict[int, StoredRecord] = {}
        for some in chunks(sorted(before), KEYS):
            now |= read_records(model, some)
        made = [RecordChange(now[pk].facts, before[pk]) for pk in before if pk in now]
        for change in made:
            change.changed = differing(change.before or {}, change.after)
        return [change for change in made if change.changed]

    def close(self, ledger: Ledger, news: Mapping[tuple[str, int], bool]) -> int:
        """Enter them, and return how many. ``news``: whether there is any, by kind and key; none
        of all others.

        Raises ValidationError where a record contradicts itself, and SecondPersonNeeded.
        """
        count = 0
        for model in self.stored:
            changes = self.changes(model)
            for change, problems in zip(changes, model.inconsistencies(changes), strict=True):
                if problems:
                    title = model.title_of(change.after)
                    raise ValidationError([f"{title}: {problem}" for problem in problems])
            for change in changes:
                change.note = note_of_change(model, change, ledger.writer, ledger.reason)
            keys = [change.pk for change in changes]
            for some in chunks(keys, KEYS):
                rows = model._default_manager.filter(pk__in=some)
                rows.update(version=F("version") + 1, updated_at=ledger.at)
            update_rows(model, (_columns_after(model, change) for change in changes))
            ledger.enter(model, changes)
            for is_told in (False, True):
                some = [one for one in changes if news.get((model.kind, one.pk), False) is is_told]
                ledger.news = is_told
                ledger.announce(model, some)
            count += len(changes)
        return count


def _columns_after(model: type[Record], change: RecordChange) -> dict[str, Any]:
    stored = change.stored.columns if change.stored else None
    return {"id": change.pk} | model.columns_after(change.after, change.changed, stored)
