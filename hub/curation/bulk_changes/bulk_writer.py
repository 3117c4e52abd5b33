"""Many records changed in one transaction, with one number: looked at before, then written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.bulk_changes.models import BulkChange
from hub.curation.bulk_changes.requested_change import RequestedChange
from hub.curation.drafts import record_drafts
from hub.records.bulk_rows import chunks
from hub.records.models import Ledger, Record, RecordChange
from hub.records.models.ledger import differing
from hub.records.record_access import Writer
from hub.records.second_person import SecondPersonNeeded, note_of_change
from hub.records.stored_records import read_records
from hub.vocabulary.models import Scheme

MAX_RECORDS = 2000
CHUNK = 500  # records read and written by the same statements


@dataclass(frozen=True)
class LeftAlone:
    """A record that cannot be changed so, and why, in a sentence."""

    title: str
    why: str


@dataclass(frozen=True)
class Outlook:
    """What would become of the chosen records. ``unchanged``: how many are so already. ``held``:
    changes that this person may not make alone."""

    changes: Sequence[RecordChange]
    unchanged: int
    refused: Sequence[LeftAlone]
    held: Sequence[RecordChange] = ()


@dataclass(frozen=True)
class Written:
    """``change``: None where no record differs afterwards. ``drafts``: how many were kept for
    another person to publish."""

    change: BulkChange | None
    left: Sequence[LeftAlone]
    drafts: int


@dataclass
class _Chunk:
    """What can be made of some of the records. ``same``: how many are so already."""

    sound: list[RecordChange]
    refused: list[LeftAlone]
    held: list[SecondPersonNeeded]
    same: int


class BulkWriter:
    """One requested change of records of one kind, by one person, with one reason."""

    def __init__(
        self, model: type[Record], requested: RequestedChange, *, by: Any, reason: str
    ) -> None:
        self.model, self.requested, self.by, self.reason = model, requested, by, reason

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.by.pk)

    @cached_property
    def _single(self) -> set[str]:
        schemes = Scheme.objects.filter(slug__in=self.requested.add, multiple=False)
        return set(schemes.values_list("slug", flat=True))

    def look(self, keys: Collection[int]) -> Outlook:
        """Nothing is written."""
        chunks_read = list(self._chunks(keys))
        return Outlook(
            [change for some in chunks_read for change in some.sound],
            sum(some.same for some in chunks_read),
            [one for some in chunks_read for one in some.refused],
            [needed.change for some in chunks_read for needed in some.held],
        )

    def write(self, versions: Mapping[int, int], *, keep_held: bool = False) -> Written:
        """Change the records that have the versions that were seen (by key).

        ``keep_held``: what this person may not change alone goes into a draft of each record.
        """
        with transaction.atomic():
            change = BulkChange.objects.create(
                record_kind=self.model.kind, requested=self.requested.as_json(),
                reason=self.reason, count=0, by=self.by,
            )  # fmt: skip
            ledger = Ledger(by=self.by.pk, reason=self.reason, run=change.run)
            left: list[LeftAlone] = []
            drafts = 0
            for some in self._chunks(versions, lock=True):
                sound, late = self._by_version(some.sound, versions)
                ledger.write(self.model, sound)
                change.count += len(sound)
                drafts += self._keep(some.held, versions) if keep_held else 0
                left += [*some.refused, *late, *self._not_kept(some.held, versions, keep_held)]
            ledger.close()
            if change.count:
                change.save(update_fields=["count"])
            else:
                change.delete()
        return Written(change if change.count else None, left, drafts)

    def _by_version(
        self, changes: list[RecordChange], versions: Mapping[int, int]
    ) -> tuple[list[RecordChange], list[LeftAlone]]:
        """Those of records as they were seen, and what stands against the others."""
        seen = [change for change in changes if _version(change) == versions[change.pk]]
        late = [change for change in changes if _version(change) != versions[change.pk]]
        return seen, [_changed_meanwhile(self.model, change) for change in late]

    def _keep(self, held: list[SecondPersonNeeded], versions: Mapping[int, int]) -> int:
        """Have a draft of each record hold its change; of how many."""
        kept = [needed for needed in held if _version(needed.change) == versions[needed.change.pk]]
        for needed in kept:
            record_drafts.keep_for_second(needed, by=self.by)
        return len(kept)

    def _not_kept(
        self, held: list[SecondPersonNeeded], versions: Mapping[int, int], keep_held: bool
    ) -> list[LeftAlone]:
        if keep_held:
            return self._by_version([needed.change for needed in held], versions)[1]
        title_of = self.model.title_of
        return [LeftAlone(title_of(one.change.after), " ".join(one.messages)) for one in held]

    def _chunks(self, keys: Collection[int], *, lock: bool = False) -> Iterator[_Chunk]:
        for pks in chunks(sorted(keys), CHUNK):
            some = _Chunk([], [], [], 0)
            changes = []
            for record in read_records(self.model, pks, lock=lock).values():
                change = RecordChange(
                    self.requested.applied(self.model, record.facts, self._single), record
                )
                if not self.requested.is_allowed(record.facts):
                    why = _("It is in a state from which this cannot be done.")
                    some.refused.append(LeftAlone(self.model.title_of(record.facts), why))
                elif not differing(record.facts, change.after):
                    some.same += 1
                else:
                    changes.append(change)
            contradictions = self.model.inconsistencies(changes)
            for change, problems in zip(changes, contradictions, strict=True):
                self._sort(some, change, problems)
            yield some

    def _sort(self, some: _Chunk, change: RecordChange, problems: list[str]) -> None:
        if problems:
            title = self.model.title_of(change.after)
            some.refused.append(LeftAlone(title, " ".join(problems)))
        elif needed := self._needs_another(change):
            some.held.append(needed)
        else:
            some.sound.append(change)

    def _needs_another(self, change: RecordChange) -> SecondPersonNeeded | None:
        """Why the ledger would not let this person make the change alone, if so."""
        change.changed = differing(change.before or {}, change.after)
        try:
            note_of_change(self.model, change, self._writer, self.reason)
        except SecondPersonNeeded as needed:
            return needed
        return None


def _version(change: RecordChange) -> int:
    return change.version - 1


def _changed_meanwhile(model: type[Record], change: RecordChange) -> LeftAlone:
    why = _("Somebody changed it after you looked. Look at it again, then decide.")
    return LeftAlone(model.title_of(change.after), why)
