"""The documents of the index, and the sources that apps register for their kinds of record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from hub.records.registry import Registry


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One record as it is indexed.

    ``rows``: the keys ("facet/slug") of its terms, broader terms included. ``released``: the day of
    what the record describes as YYYYMMDD, as far as it is known (20180000 for 2018; 0: not known).
    ``standing``: 0 to 255, how far what it describes is known to be in use; of two records that
    match alike the one with more comes first.
    """

    pk: int
    seq: int
    updated: datetime
    title: str
    names: tuple[str, ...]  # other names, acronyms, names of its organisations
    summary: str
    description: str
    language: str  # BCP 47 tag of the text; "": not known
    rows: frozenset[str]
    ended: bool
    verified_on: date | None
    released: int = 0
    standing: int = 0


Labels = Mapping[str, Sequence[tuple[str, str]]]


class IndexSource(Protocol):
    """One kind of record. A tier is a level of visibility: each has a snapshot of its own."""

    @property
    def kind(self) -> str: ...

    @property
    def facets(self) -> tuple[str, ...]: ...

    @property
    def kind_words(self) -> tuple[str, ...]:
        """What the records are called ("tool", "outil"): no words that tell them apart."""
        ...

    def count(self, tier: str) -> int:
        """How many records are visible in the tier."""
        ...

    def documents(self, tier: str, after_seq: int | None) -> Iterator[IndexDocument]:
        """Visible records, all or those changed after a number, in any order, read in chunks."""
        ...

    def changed(self, tier: str, after_seq: int) -> int:
        """How many visible records were changed after a number."""
        ...

    def gone(self, tier: str, after_seq: int) -> Iterable[int]:
        """Keys of records changed after a number that are not visible in the tier."""
        ...

    def labels(self) -> Labels:
        """For each row the (language, text) of its term's label and alternative labels.

        Stored once per snapshot: repeated in each record they would treble the index.
        """
        ...


document_sources: Registry[IndexSource] = Registry("index documents")


def register(*sources: IndexSource) -> None:
    """Make kinds of record searchable; called in ``AppConfig.ready``."""
    for source in sources:
        document_sources.register(source.kind, source)


def source_of(kind: str) -> IndexSource:
    """The source of a kind. Raises LookupError where no app registered it."""
    return document_sources[kind]


def kinds() -> tuple[str, ...]:
    return tuple(sorted(document_sources))
