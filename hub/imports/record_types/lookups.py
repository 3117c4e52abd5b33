"""What rows name, as primary keys, and back: terms, organisations, records. Read once per state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from catalogue.models import Organisation
from catalogue.row_readers.reader import KnownRecords, known_records
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache


@dataclass(frozen=True)
class RecordLookup:
    """``known`` is what the readers of the starter data check against."""

    known: KnownRecords
    organisation_slugs: Mapping[int, str] = field(default_factory=dict)
    # Organisations that a source's words have made: names by slug. Until then their keys are below
    # zero.
    to_make: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def terms(self) -> dict[int, tuple[str, str]]:
        """(scheme, slug) by primary key."""
        return {pk: key for key, pk in self.known.terms.items()}

    @cached_property
    def organisations(self) -> dict[str, int]:
        """Primary keys of organisations by slug."""
        return {slug: pk for pk, slug in self.organisation_slugs.items()}


_cache: SeqCache[RecordLookup] = SeqCache(SearchState.version, max_size=1)


def current_lookup() -> RecordLookup:
    """The names as of now: four queries, and none until a fact or a term changes."""
    return _cache.get("lookup", _read)


def _read() -> RecordLookup:
    known = known_records()
    slugs = dict(Organisation.objects.values_list("pk", "slug"))
    return RecordLookup(known, slugs)
