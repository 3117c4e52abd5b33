"""What a file, a call or a pack holds of one record: every fact in one of three states."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

KNOWN, NONE, NOT_KNOWN = "known", "none", "not_known"


class ExportedTerm(NamedTuple):
    """A term. ``inferred``: by an editor, from the technique; no source says it."""

    scheme: str
    slug: str
    label: str
    address: str
    inferred: bool = False


class ExportedChoice(NamedTuple):
    """A value of a column with choices, and its label in the language of the export."""

    value: Any
    label: str


class ExportedReference(NamedTuple):
    """Another public record that is named. ``id``: as ``ExportedRecord.id``."""

    kind: str
    id: str
    slug: str
    title: str
    address: str


class ExportedSource(NamedTuple):
    """Where facts come from. ``kind``: a value of ``Source.Kind``. Empty texts: not recorded."""

    title: str
    publisher: str
    address: str
    archived_address: str
    read_on: str | None
    kind: str
    note: str = ""


class ExportedFact(NamedTuple):
    """``values``: empty unless the state is known; of a field without ``many`` one alone.

    Texts, numbers, yes and no as they are, ``ExportedTerm``, ``ExportedChoice``,
    ``ExportedReference``, ``ExportedSource``, or a dict by the names of the parts of an entry, in
    which None is what is not known. ``checked_on``: the ISO day on which a source was last seen to
    say so; ``doubted_on``: on which it no longer did; ``stated_on``: of the maker's own statement.
    ``withheld``: why a value that is known is shown on the site only ("licence"), else empty.
    """

    state: str
    values: tuple[Any, ...] = ()
    sources: tuple[ExportedSource, ...] = ()
    checked_on: str | None = None
    doubted_on: str | None = None
    stated_on: str | None = None
    withheld: str = ""


UNKNOWN = ExportedFact(NOT_KNOWN)


class ExportedRecord(NamedTuple):
    """A public record. ``id`` never changes, and tells nothing: its slug and address may change.

    ``language``: of its texts (BCP 47). ``facts``: by the names of ``exported_fields``, all of
    them. ``sources``: all that it cites, each once.
    """

    kind: str
    id: str
    slug: str
    title: str
    address: str
    language: str
    verified_on: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    facts: Mapping[str, ExportedFact]
    sources: tuple[ExportedSource, ...]
