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
    """What would become of the chosen records. ``unchanged``: how many are so already."""

    changes: Sequence[RecordChange]
    unchanged: int
    refused: Sequence[LeftAlone]


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
        changes, refused, unchanged = [], [], 0
        for sound, others, same in self._chunks(keys):
            changes += sound
            refused += others
            unchanged += same
        return Outlook(changes, unchanged, refused)

    def write(self, versions: Mapping[int, int]) -> tuple[BulkChange | None, list[LeftAlone]]:
        """Change the records that have the versions that were seen (by key).

        The change, None where no record differs afterwards, and what was left alone.
        """
        with transaction.atomic():
            change = BulkChange.objects.create(
                record_kind=self.model.kind, requested=self.requested.as_json(),
                reason=self.reason, count=0, by=self.by,
            )  # fmt: skip
            ledger = Ledger(by=self.by.pk, reason=self.reason, run=change.run)
            left: list[LeftAlone] = []
            for sound, refused, _same in self._chunks(versions, lock=True):
                seen = [one for one in sound if _version(one) == versions[one.pk]]
                left += [*refused, *(_changed_meanwhile(self.model, one) for one in sound
                                     if _version(one) != versions[one.pk])]  # fmt: skip
                ledger.write(self.model, seen)
                change.count += len(seen)
            ledger.close()
            if not change.count:
                change.delete()
                return None, left
            change.save(update_fields=["count"])
        return change, left

    def _chunks(
        self, keys: Collection[int], *, lock: bool = False
    ) -> Iterator[tuple[list[RecordChange], list[LeftAlone], int]]:
        """Changes that can be made, records that cannot be changed, how many are so already."""
        for some in chunks(sorted(keys), CHUNK):
            stored = read_records(self.model, some, lock=lock)
            changes, refused, same = [], [], 0
            for record in stored.values():
                change = RecordChange(
                    self.requested.applied(self.model, record.facts, self._single), record
                )
                if not self.requested.is_allowed(record.facts):
                    why = _("It is in a state from which this cannot be done.")
                    refused.append(LeftAlone(self.model.title_of(record.facts), why))
                elif not differing(record.facts, change.after):
                    same += 1
                else:
                    changes.append(change)
            sound = []
            contradictions = self.model.inconsistencies(changes)
            for change, sentences in zip(changes, contradictions, strict=True):
                problems = sentences or self._needs_another(change)
                if problems:
                    title = self.model.title_of(change.after)
                    refused.append(LeftAlone(title, " ".join(problems)))
                else:
                    sound.append(change)
            yield sound, refused, same

    def _needs_another(self, change: RecordChange) -> list[str]:
        """Why the ledger would not let this person make the change alone, if so."""
        try:
            note_of_change(self.model, change, self._writer, self.reason)
        except SecondPersonNeeded as needed:
            return needed.messages
        return []


def _version(change: RecordChange) -> int:
    return change.version - 1


def _changed_meanwhile(model: type[Record], change: RecordChange) -> LeftAlone:
    why = _("Somebody changed it after you looked. Look at it again, then decide.")
    return LeftAlone(model.title_of(change.after), why)
