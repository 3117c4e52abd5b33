"""The records of a change log as the index sees them: before each change, and after it.

Terms and state are those of that time; words are always those of now. Anybody can ask which changes
match a word, and would learn so what stood in a text before it was taken out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import cast

from events.recommendations.index_documents import (
    status_row,
    statuses_of_facts,
    without_unchanged_addressees,
)
from events.recommendations.models import Recommendation
from hub.digests.matching.news_groups import GONE
from hub.lists.document_source import RecordContext, RecordSource
from hub.lists.spec import list_specs
from hub.records.models import Change, Record, Revision
from hub.records.models.ledger import Facts
from hub.records.registry import record_types
from hub.records.stored_records import read_records
from hub.records.trees import read_parents, root
from hub.search_engine.document import IndexDocument, source_of
from hub.vocabulary.term_cache import term_cache

TIER = "public"
CHUNK = 2000
FOLLOW_UP = Change.What.FOLLOW_UP
NO_CONTEXT = RecordContext()  # of a record that has been removed


@dataclass(frozen=True, slots=True)
class DocumentVersions:
    """The record before and after one change, with its words of now; None where readers saw none.

    A record that is hidden by now has no words.
    """

    before: IndexDocument | None
    after: IndexDocument | None


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One revision: when it was made, and every fact of before."""

    at: datetime.datetime
    before: Facts | None


def visible_changes(changes: Iterable[Change]) -> list[Change]:
    """The changes that readers may hear of now, in the given order.

    A change to a record that is hidden by now is left out, unless it says just that.
    """
    public = [change for change in changes if change.visibility == TIER]
    public = [change for change in public if change.kind in list_specs]
    visible: dict[str, set[int]] = {}
    for kind in {change.kind for change in public}:
        keys = {change.record_id for change in public if change.kind == kind}
        records = record_types[kind].model._default_manager.published(TIER)
        visible[kind] = {
            pk
            for chunk in _chunks(keys)
            for pk in records.filter(pk__in=chunk).values_list("pk", flat=True)
        }
    return [
        change
        for change in public
        if change.what in GONE or change.record_id in visible[change.kind]
    ]


def versions(kind: str, changes: Sequence[Change]) -> list[DocumentVersions]:
    """For each of these changes to records of a kind, in the same order."""
    return _ChangedRecords(kind, changes).versions()


class _ChangedRecords:
    """What is read once for all changes of a kind."""

    def __init__(self, kind: str, changes: Sequence[Change]) -> None:
        self.kind, self.changes = kind, changes
        self.source = cast(RecordSource, source_of(kind))
        self.terms = term_cache()
        own = {change.record_id for change in changes}
        self.whole = wholes(own) if kind == Recommendation.kind else {}
        self.documents: dict[int, IndexDocument] = {}
        self.visible: set[int] = set()
        self.contexts: dict[int, RecordContext] = {}
        self.steps: dict[int, list[ChangeStep]] = {}
        first = min((change.at for change in changes), default=None)
        for chunk in _chunks({self.whole.get(key, key) for key in own}):
            self._read(chunk)
        for chunk in _chunks(own):
            self._read_steps(chunk, first)
        self.facts = self._read_facts()

    def _read_facts(self) -> dict[int, Facts]:
        """What stands now of those with news of follow-up: the end of what the newest tells."""
        told = {change.record_id for change in self.changes if change.what == FOLLOW_UP}
        tables = ("follow_ups", "responses")
        return {
            pk: stored.facts
            for chunk in _chunks(told)
            for pk, stored in read_records(Recommendation, chunk, tables).items()
        }

    def _read(self, keys: list[int]) -> None:
        """The records as they stand, also those that readers see no longer."""
        manager = record_types[self.kind].model._default_manager
        records = manager.filter(pk__in=keys)
        visible = manager.published(TIER).filter(pk__in=keys)
        self.visible.update(visible.values_list("pk", flat=True))
        for content, context in self.source.read(TIER, records, keys, self.terms):
            self.contexts[context.pk] = context
            self.documents[context.pk] = self.source.document(content, context, self.terms)

    def _read_steps(self, keys: list[int], first: datetime.datetime | None) -> None:
        revisions = Revision.objects.filter(kind=self.kind, record_id__in=keys, at__gte=first)
        rows = revisions.order_by("version").values_list("record_id", "at", "before")
        for pk, at, before in rows:
            self.steps.setdefault(pk, []).append(ChangeStep(at, before))

    def versions(self) -> list[DocumentVersions]:
        return [
            DocumentVersions(
                self._with_words_of_now(change, of_change.before),
                self._with_words_of_now(change, of_change.after),
            )
            for change in self.changes
            for of_change in (self._versions_of(change),)
        ]

    def _with_words_of_now(
        self, change: Change, document: IndexDocument | None
    ) -> IndexDocument | None:
        if document is None:
            return None
        pk = self.whole.get(change.record_id, change.record_id)
        current = self.documents.get(pk) if pk in self.visible else None
        return replace(
            document,
            title=current.title if current else "",
            names=current.names if current else (),
            summary=current.summary if current else "",
            description=current.description if current else "",
            language=current.language if current else document.language,
        )

    def _versions_of(self, change: Change) -> DocumentVersions:
        """Of follow-up is told to those who follow an addressee what is new about that one."""
        found = self._whole_versions_of(change)
        if change.what != FOLLOW_UP:
            return found
        steps = self.steps.get(change.record_id, [])
        place = next((i for i, step in enumerate(steps) if step.at == change.at), None)
        if place is None:
            return found
        is_last = place + 1 == len(steps)
        after = self.facts.get(change.record_id) if is_last else steps[place + 1].before
        before = steps[place].before
        return DocumentVersions(
            *(
                version
                and replace(version, rows=without_unchanged_addressees(version.rows, before, after))
                for version in (found.before, found.after)
            )
        )

    def _whole_versions_of(self, change: Change) -> DocumentVersions:
        pk = change.record_id
        current = self.documents.get(self.whole.get(pk, pk))
        steps = self.steps.get(pk, [])
        place = next((i for i, step in enumerate(steps) if step.at == change.at), None)
        if pk in self.whole:
            return self._versions_of_part(change, current, steps, place)
        after = current if change.what not in GONE else None
        if place is None:
            return DocumentVersions(None, after)
        if change.what not in GONE and place + 1 < len(steps):
            after = self._document_of(pk, steps[place + 1].before)
        return DocumentVersions(self._document_of(pk, steps[place].before), after)

    def _versions_of_part(
        self,
        change: Change,
        current: IndexDocument | None,
        steps: list[ChangeStep],
        place: int | None,
    ) -> DocumentVersions:
        """A part is found by the whole; of its own past only statuses are looked for."""
        before = steps[place].before if place is not None else None
        if change.what != FOLLOW_UP or current is None or before is None:
            return DocumentVersions(None, current)
        rows = current.rows | {status_row(slug) for slug in statuses_of_facts(before)}
        return DocumentVersions(None, replace(current, rows=rows))

    def _document_of(self, pk: int, facts: Facts | None) -> IndexDocument | None:
        """As of these facts, unless readers could not see the record then."""
        public = (Record.State.PUBLISHED, TIER)
        if facts is None or (facts["state"], facts["visibility"]) != public:
            return None
        content = self.source.content_of(facts, self.terms)
        context = self.contexts.get(pk, NO_CONTEXT)
        return self.source.document(content, context, self.terms)


def documents_of_now(kind: str, keys: Iterable[int]) -> dict[int, IndexDocument]:
    """These records as lists find them now, of those that readers see; a part by its whole."""
    source, terms, keys = cast(RecordSource, source_of(kind)), term_cache(), set(keys)
    whole = wholes(keys) if kind == Recommendation.kind else {}
    visible = record_types[kind].model._default_manager.published(TIER)
    documents = {
        context.pk: source.document(content, context, terms)
        for chunk in _chunks({whole.get(key, key) for key in keys})
        for content, context in source.read(TIER, visible.filter(pk__in=chunk), chunk, terms)
    }
    return {key: documents[pk] for key in keys if (pk := whole.get(key, key)) in documents}


def wholes(keys: Iterable[int]) -> dict[int, int]:
    """For each of these recommendations that is part of another, the one that lists show."""
    parents = read_parents(Recommendation, "parent", keys)
    return {key: root(key, parents.get) for key, parent in parents.items() if parent is not None}


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(keys))
    while chunk := list(islice(ordered, CHUNK)):
        yield chunk
