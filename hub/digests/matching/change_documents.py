"""The records of a change log as the index sees them: before each change, and after it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, cast

from catalogue.index_documents import RecordSource
from catalogue.views.lists import ListSpec
from events.recommendations.models import Recommendation
from hub.digests.matching.document_history import NOTHING, TEXTS, as_it_was, status_in_log
from hub.digests.matching.news_groups import GONE, LISTS
from hub.records.models import Change, Record, Revision
from hub.records.models.ledger import Facts
from hub.records.trees import read_parents, root
from hub.search_engine.document import IndexDocument, source_of
from hub.vocabulary.term_cache import term_cache

TIER = "public"
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class DocumentVersions:
    """What readers could see of the record before and after one change; None where nothing."""

    before: IndexDocument | None
    after: IndexDocument | None


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One revision: when it was made, and every fact of before."""

    at: datetime.datetime
    before: Facts | None


def tellable(changes: Iterable[Change]) -> list[Change]:
    """The changes that readers may hear of now, in the given order.

    A change to a record that is hidden by now is not told, unless it says just that.
    """
    given = [one for one in changes if one.visibility == TIER and one.kind in LISTS]
    seen: dict[str, set[int]] = {}
    for kind in {one.kind for one in given}:
        keys = {one.record_id for one in given if one.kind == kind}
        records = LISTS[kind].records().model._default_manager
        found: set[int] = set()
        for part in _chunks(keys):
            found |= set(records.published(TIER).filter(pk__in=part).values_list("pk", flat=True))
        seen[kind] = found
    return [one for one in given if one.what in GONE or one.record_id in seen[one.kind]]


def versions(kind: str, changes: Sequence[Change]) -> list[DocumentVersions]:
    """For each of these changes to records of a kind, in the same order."""
    return _Kind(LISTS[kind], changes).versions()


class _Kind:
    """What is read once for all changes of a kind."""

    def __init__(self, of: ListSpec, changes: Sequence[Change]) -> None:
        self.of, self.changes = of, changes
        self.source = cast(RecordSource, source_of(of.kind))
        self.model = of.records().model
        self.terms = term_cache()
        own = {one.record_id for one in changes}
        self.whole = wholes(own) if of.kind == "recommendation" else {}
        keys = {self.whole.get(key, key) for key in own}
        self.documents: dict[int, IndexDocument] = {}
        self.texts: dict[int, dict[str, Any]] = {}
        self.steps: dict[int, list[ChangeStep]] = {}
        first = min((one.at for one in changes), default=None)
        for part in _chunks(keys):
            self._read(part)
        for part in _chunks(own):
            self._read_steps(part, first)

    def _read(self, keys: list[int]) -> None:
        records = self.model._default_manager.filter(pk__in=keys)
        read = self.source.chunk(TIER, records, keys)  # also what readers see no longer
        self.documents |= {document.pk: document for document in read}
        names = [name for name in self.model.own_facts if name in TEXTS or name == "other_names"]
        self.texts |= {row["pk"]: row for row in records.values("pk", *names)}

    def _read_steps(self, keys: list[int], first: datetime.datetime | None) -> None:
        found = Revision.objects.filter(kind=self.of.kind, record_id__in=keys, at__gte=first)
        for pk, at, before in found.order_by("version").values_list("record_id", "at", "before"):
            self.steps.setdefault(pk, []).append(ChangeStep(at, before))

    def versions(self) -> list[DocumentVersions]:
        return [self._of(change) for change in self.changes]

    def _of(self, change: Change) -> DocumentVersions:
        pk = change.record_id
        current = self.documents.get(self.whole.get(pk, pk))
        steps = self.steps.get(pk, [])
        place = next((i for i, step in enumerate(steps) if step.at == change.at), None)
        if pk in self.whole:
            return self._of_part(change, current, steps, place)
        after = current if change.what not in GONE else None
        if place is None:
            return DocumentVersions(None, after)
        if change.what not in GONE and place + 1 < len(steps):
            after = self._then(pk, current, steps[place + 1].before)
        return DocumentVersions(self._then(pk, current, steps[place].before), after)

    def _of_part(
        self,
        change: Change,
        current: IndexDocument | None,
        steps: list[ChangeStep],
        place: int | None,
    ) -> DocumentVersions:
        """A part is found by the whole; of its own past only the status is looked for."""
        before = steps[place].before if place is not None else None
        if change.what != Change.What.FOLLOW_UP or current is None or before is None:
            return DocumentVersions(None, current)
        rows = current.rows | {f"followup_status/{status_in_log(before)}"}
        return DocumentVersions(None, replace(current, rows=rows))

    def _then(
        self, pk: int, current: IndexDocument | None, then: Facts | None
    ) -> IndexDocument | None:
        """As of these facts, unless readers could not see the record then."""
        if then is None or (then["state"], then["visibility"]) != (
            Record.State.PUBLISHED,
            TIER,
        ):
            return None
        return as_it_was(
            self.of.kind,
            self.source.facets,
            self.model.schemes,
            current or NOTHING,
            self.texts.get(pk, {}),
            then,
            self.terms,
        )


def wholes(keys: Iterable[int]) -> dict[int, int]:
    """For each of these recommendations that is part of another, the one that lists show."""
    parents = read_parents(Recommendation, "parent", keys)
    return {key: root(key, parents.get) for key, parent in parents.items() if parent is not None}


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(keys))
    while part := list(islice(ordered, CHUNK)):
        yield part
