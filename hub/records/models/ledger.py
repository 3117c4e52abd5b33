"""The ledger: the one writer of records, for one of them and for many.

A change of a record is its rows, a revision with what it was before, the news of it, the addresses
that it had, and a new number (``SearchState``) for it and for all that shows it. The number is
raised once for a transaction, when everything else is written: its lock is held until the commit.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from hub.records import removal_journal
from hub.records.bulk_rows import (
    FEW,
    KEYS,
    Columns,
    check_keys,
    chunks,
    delete_rows,
    insert_rows,
    update_rows,
)
from hub.records.link_tables import Facts, LinkTable, RelatedKeys, insert_links, plain_value
from hub.records.models.page_change import note_histories, note_pages
from hub.records.models.record_notice import drop_notices
from hub.records.models.revision import TIERS, Change, HiddenNews, Revision, hide_news
from hub.records.models.search_state import PageKey, Removed, SearchState
from hub.records.record_access import Writer
from hub.records.second_person import SecondPersonNeeded, note_of_change
from hub.records.stored_records import (
    StoredRecord,
    columns_of_facts,
    columns_of_new,
    read_records,
)

if TYPE_CHECKING:
    from hub.records.models.record import Record

__all__ = [
    "ChangeEvents",
    "Facts",
    "Ledger",
    "RecordChange",
    "delete_records",
    "differing",
    "record_changes",
    "stamp_records",
    "touch_dependents",
]

ChangeEvents = tuple[str, ...]  # values of ``Change.What``
Stamps = dict[type[models.Model], set[int]]  # model -> keys of records that get the new number


@dataclass
class RecordChange:
    """One record before and after. ``stored``: None for a new one, whose key is known once written.

    ``after``: all its facts. ``columns``: of its own row, beside those that follow from facts.
    ``kept_links``: rows of link tables (by fact) as they once were, with their keys and with what
    facts do not say; they come back where a row of the same identity is missing.

    The ledger fills in the rest. ``replaced_links``: stored rows of links that went or changed;
    ``hidden_news``: news that were hidden with the record; ``freed_slug``: the new slug, where it
    was one of the record's former addresses.
    """

    after: Facts
    stored: StoredRecord | None = None
    columns: Columns = field(default_factory=dict)
    kept_links: Mapping[str, Sequence[Columns]] = field(default_factory=dict)
    pk: int = 0
    changed: list[str] = field(default_factory=list)
    replaced_links: dict[str, list[Columns]] = field(default_factory=dict)
    hidden_news: HiddenNews = field(default_factory=list)
    freed_slug: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.stored is not None:
            self.pk = self.stored.pk

    @property
    def before(self) -> Facts | None:
        return self.stored.facts if self.stored else None

    @property
    def version(self) -> int:
        """The version that the change makes."""
        return self.stored.version + 1 if self.stored else 1

    @property
    def old_slug(self) -> str:
        """The address that it had and has no longer; else empty."""
        moved = self.stored is not None and self.stored.slug != self.after["slug"]
        return self.stored.slug if moved and self.stored else ""


def differing(before: Facts, after: Facts) -> list[str]:
    """Names of the facts that are not the same in both, sorted; a missing one counts as null."""
    if not before:
        return sorted(name for name, value in after.items() if value is not None)
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


NOT_SHOWN = {"state": "archived"}  # as of a record that goes
SEEN_BY = ("state", "visibility", "slug")


def is_public(facts: Facts) -> bool:
    """Whether everybody may read a record with these facts."""
    return (facts["state"], facts["visibility"]) == ("published", TIERS[0])


class Ledger:
    """The changes of one transaction, in any number of calls, and the number at its end.

    ``by``: the key of a person. ``news``: whether there is any, or as what where the records alone
    cannot know. ``reason_is_public``: readers may see why, where the record was. Use it within
    ``transaction.atomic()`` and call ``close`` last.
    """

    def __init__(
        self,
        *,
        by: int | None = None,
        reason: str = "",
        run: str = "",
        news: bool | ChangeEvents = True,
        at: datetime.datetime | None = None,
        reason_is_public: bool = False,
    ) -> None:
        self.by, self.reason, self.run, self.news = by, reason, run, news
        self.writer = Writer(by)
        self.reason_is_public = reason_is_public
        self.keeps_checks = False  # whether what was found in sources holds for what facts say now
        self.at = at or timezone.now()
        self.keys = RelatedKeys()
        self._news: list[tuple[Any, ...]] = []
        self._stamps: Stamps = {}
        self._changed: Stamps = {}
        self._removed: list[tuple[str, int]] = []
        # What is seen on other pages than those that show the records as they are now.
        self._left: Stamps = {}
        self._gone: set[PageKey] = set()
        self._renamed: dict[type[models.Model], dict[int, set[str]]] = {}
        self._seen_by_others: dict[type[Record], set[int]] = {}
        self._is_public = False  # whether a public page may show any of it
        self._terms_changed = False
        self.held: SecondPersonNeeded | None = None  # the last change that one may not make alone
        self._withdrawn: list[str] = []  # keys of the removal journal
        self._withdrawn_by: list[str] = []  # and the revisions that took them away
        # Many new rows are inserted with the number that is to be expected, most often rightly.
        self._expected_seq = 0
        self._stamped: Stamps = {}

    # Many records

    def write(
        self,
        model: type[Record],
        changes: Sequence[RecordChange],
        *,
        announce: bool = True,
        refuse: bool = True,
    ) -> list[tuple[RecordChange, list[str]]]:
        """Write records of one kind with their links, and enter them.

        Those that contradict themselves are not written: they are returned with the reasons. What
        changes no fact is left alone. ``announce`` False: no news and no number, as for records
        that nobody sees yet. ``refuse`` False: what was once valid comes back, whatever the rules
        of today say. Raises MissingLink where facts name what is not there.
        """
        refused, sound = [], []
        problems_of = model.inconsistencies(changes) if refuse else [[] for _change in changes]
        for change, problems in zip(changes, problems_of, strict=True):
            change.changed = differing(change.before or {}, change.after)
            problems = problems or (self._problem_of_two(model, change) if refuse else [])
            if change.changed and problems:
                refused.append((change, problems))
            elif change.changed:
                sound.append(change)
        tables = [table for table in model.tables() if table.identity]
        self.keys.load(
            named
            for table in tables
            for change in sound
            if not table.hangs_on.isdisjoint(change.changed)
            for named in table.named(change.after)
        )
        self._write_own_rows(model, sound, announce=announce)
        siblings: dict[int, dict[str, Sequence[Columns]]] = {}
        for table in tables:
            self._write_links(table, sound, siblings)
        self.enter(model, sound)
        if announce:
            self.announce(model, sound)
        return refused

    def _problem_of_two(self, model: type[Record], change: RecordChange) -> list[str]:
        """Why this person may not make the change alone, if so."""
        try:
            if change.changed:
                change.note = note_of_change(model, change, self.writer, self.reason)
        except SecondPersonNeeded as needed:
            self.held = needed
            return needed.messages
        return []

    def _write_own_rows(
        self, model: type[Record], changes: Sequence[RecordChange], *, announce: bool
    ) -> None:
        new = [change for change in changes if change.stored is None]
        stamp = self._expected_stamp() if announce and len(new) >= FEW else {}
        rows = [
            columns_of_new(model, change.after)
            | {"created_at": self.at, "updated_at": self.at, "version": 1}
            | model.columns_after(change.after, change.changed, None)
            | change.columns
            | stamp
            for change in new
        ]
        insert_rows(model, rows, with_keys=True)
        for change, row in zip(new, rows, strict=True):
            change.pk = row["id"]
        if stamp:
            self._stamped.setdefault(model, set()).update(change.pk for change in new)
        update_rows(model, (
            self._changed_columns(model, change) for change in changes if change.stored is not None
        ))  # fmt: skip

    def _expected_stamp(self) -> Columns:
        self._expected_seq = self._expected_seq or SearchState.current() + 1
        return {"index_seq": self._expected_seq}

    def _changed_columns(self, model: type[Record], change: RecordChange) -> Columns:
        stored = change.stored
        assert stored is not None  # noqa: S101 - the caller's filter
        row = columns_of_facts(model, change.after)
        row |= model.columns_after(change.after, change.changed, stored.columns)
        row |= {"updated_at": self.at, "version": change.version} | change.columns
        return {"id": change.pk} | {
            name: value for name, value in row.items() if stored.columns[name] != plain_value(value)
        }

    def _write_links(
        self,
        table: LinkTable,
        changes: Sequence[RecordChange],
        siblings: dict[int, dict[str, Sequence[Columns]]],
    ) -> None:
        """``siblings``: by a record's key the rows of its tables written before this one."""
        inserts, updates, deletes = [], [], []
        for change in changes:
            stored = change.stored.links.get(table.fact, []) if change.stored else []
            of_record = siblings.setdefault(change.pk, {})
            if table.hangs_on.isdisjoint(change.changed):
                of_record[table.fact] = stored
                continue
            wanted = table.wanted(change.after, stored, self.keys, of_record)
            if change.kept_links:
                wanted = _with_kept(table, wanted, change.kept_links.get(table.fact, ()))
            difference = table.difference(stored, wanted)
            for row in difference.inserts:
                row[table.parent] = change.pk
            inserts += difference.inserts
            updates += difference.updates
            deletes += difference.deletes
            of_record[table.fact] = difference.after
            if difference.replaced:
                change.replaced_links[table.fact] = difference.replaced
        delete_rows(table.model, deletes)
        update_rows(table.model, updates)
        with_keys = [row for row in inserts if "id" in row]
        insert_rows(table.model, with_keys)
        insert_links(table, [row for row in inserts if "id" not in row])

    def enter(self, model: type[Record], changes: Sequence[RecordChange]) -> None:
        """Revisions, former addresses, and earlier news that go with a narrower circle."""
        self._note_withdrawn(
            model,
            [change.stored for change in changes if change.stored and not is_public(change.after)],
        )
        insert_rows(
            Revision,
            [
                {
                    "kind": model.kind, "record_id": change.pk, "version": change.version,
                    "before": change.before, "changed": change.changed, "by_id": self.by,
                    "at": self.at, "reason": self._reason(change), "run": self.run,
                    "reason_is_public": self.reason_is_public,
                }
                for change in changes
            ],
        )  # fmt: skip
        moved = [change for change in changes if change.old_slug]
        if moved:
            model.remember_slugs(moved)
        if not self.keeps_checks:
            _forget_checks(model, changes)
        for change in changes:
            if change.before is not None and "visibility" in change.changed:
                self._hide_news(model.kind, [change.pk], change)
        for kind, keys, _visibility, change in model.news_hidden_with(changes):
            self._hide_news(kind, keys, change)

    def _reason(self, change: RecordChange) -> str:
        if not (change.note and self.reason):
            return (change.note or self.reason)[:500]
        return f"{self.reason[: 497 - len(change.note)]} ({change.note})"[:500]

    @staticmethod
    def _hide_news(kind: str, keys: list[int], change: RecordChange) -> None:
        """News go with a record that leaves the public's sight, and name what is gone no more.

        Of one that had left it before, the public keeps the lines that it has: that they went would
        tell that somebody works on it.
        """
        was_public = change.before is not None and is_public(change.before)
        change.hidden_news += hide_news(
            kind, keys, change.after["visibility"], from_public=was_public
        )

    def announce(self, model: type[Record], changes: Sequence[RecordChange]) -> None:
        """Have these told as news, and have all that shows them follow, when the ledger closes."""
        stamps = self._stamps.setdefault(model, set())
        self._note_public(
            model, [facts for one in changes for facts in (one.before, one.after) if facts]
        )
        for change in changes:
            stamps.add(change.pk)
            if change.stored is not None:
                self._changed.setdefault(model, set()).add(change.pk)
                self._note_left(model, change.stored, change.after)
                self._note_renamed(model, change.stored, change.after)
            if change.old_slug:
                self._gone.add((model.kind, change.old_slug))
            after, events = change.after, self.news
            if events is True:
                events = tuple(model.news(change.before, after, change.changed))
            for what in events or ():
                self._news.append(
                    (model.kind, change.pk, after["slug"], model.title_of(after)[:300], str(what),
                     change.changed, _circle(change, str(what)))
                )  # fmt: skip
        for other, keys in model.shown_on(changes).items():
            self._stamps.setdefault(other, set()).update(keys)

    def change_terms(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """Terms changed in this transaction: what shows them follows, at the same number."""
        self._changed.setdefault(model, set()).update(keys)
        self._terms_changed = self._is_public = True

    def remove(
        self,
        model: type[Record],
        records: Sequence[StoredRecord],
        changed: Mapping[int, list[str]],
        news: ChangeEvents = (),
    ) -> None:
        """Enter that these records go: their history stays. Their rows are the caller's."""
        self._note_withdrawn(model, records)
        insert_rows(
            Revision,
            [
                {
                    "kind": model.kind, "record_id": record.pk, "version": record.version + 1,
                    "before": record.facts, "changed": changed[record.pk], "by_id": self.by,
                    "at": self.at, "reason": self.reason[:500], "run": self.run,
                }
                for record in records
            ],
        )  # fmt: skip
        self._note_public(model, [record.facts for record in records])
        self._stamps.setdefault(model, set()).update(record.pk for record in records)
        self._removed += [(model.kind, record.pk) for record in records]
        self._gone.update((model.kind, record.slug) for record in records)
        for record in records:
            self._note_left(model, record, {})
            self._note_renamed(model, record, record.facts | NOT_SHOWN)
        gone = [RecordChange(record.facts | NOT_SHOWN, record) for record in records]
        self._news += [
            (model.kind, one.pk, one.after["slug"], model.title_of(one.after)[:300], what,
             changed[one.pk], one.after["visibility"])
            for one in gone for what in news
        ]  # fmt: skip
        for other, keys in model.shown_on(gone).items():
            self._stamps.setdefault(other, set()).update(keys)

    def bring_back(self, model: type[Record], pk: int) -> None:
        """Enter that a record is back that was removed: the caller has written its rows as they
        were before that."""
        (now,) = read_records(model, [pk]).values()
        before = replace(now, facts=now.facts | NOT_SHOWN, version=now.version + 1)
        change = RecordChange(now.facts, before, changed=["state"])
        update_rows(model, [{"id": now.pk, "version": change.version, "updated_at": self.at}])
        Removed.objects.filter(kind=model.kind, record_id=now.pk).delete()
        self.enter(model, [change])
        self.announce(model, [change])

    def stamp(self, model: type[Record], keys: Iterable[int]) -> None:
        """Have what shows these records follow, though no fact of theirs changed."""
        self._stamps.setdefault(model, set()).update(keys)
        self._is_public = True

    def _note_left(self, model: type[Record], stored: StoredRecord, after: Facts) -> None:
        """Other records that one pointed at and, with these facts, points at no longer."""
        for other, pk in _pointed_at(model, stored, after):
            self._left.setdefault(other, set()).add(pk)

    def _note_renamed(self, model: type[Record], stored: StoredRecord, after: Facts) -> None:
        """That readers call it otherwise, or that others may see it; and what stands with it."""
        before = stored.facts
        names = {name for name in SEEN_BY if before[name] != after[name]}
        if names or model.title_of(before) != model.title_of(after):
            renamed = self._renamed.setdefault(model, {})
            renamed.setdefault(stored.pk, set()).update({stored.slug, after["slug"]})
        if names - {"slug"}:
            self._seen_by_others.setdefault(model, set()).add(stored.pk)

    def _note_public(self, model: type[Record], facts: Sequence[Facts]) -> None:
        self._is_public = self._is_public or model.anyone_may_read(facts)

    def _note_withdrawn(self, model: type[Record], records: Iterable[StoredRecord]) -> None:
        """Of these, which are public no longer, those that were."""
        for record in records:
            if is_public(record.facts):
                version = record.version + 1
                self._withdrawn += removal_journal.record_keys(model.kind, record.pk, record.slug)
                self._withdrawn_by.append(
                    removal_journal.revision_key(model.kind, record.pk, version)
                )

    def close(self) -> int | None:
        """Raise the number and give it to all that changed; None where nothing did."""
        removal_journal.write(
            removal_journal.RemovalKind.RECORD, self._withdrawn, self._withdrawn_by
        )
        if not any(self._stamps.values()) and not self._terms_changed:
            return None
        if len(self._news) + sum(map(len, self._stamps.values())) > FEW:
            check_keys()  # before the number is raised and others wait
        seq = stamp_records(
            self._stamps,
            terms=self._terms_changed,
            expected_seq=self._expected_seq,
            stamped=self._stamped,
            left=self._left,
            gone=self._gone,
            public=self._is_public,
        )
        if self._is_public:
            for owner, keys in self._seen_by_others.items():
                for other, pk, slug in _owned(owner, keys):
                    self._renamed.setdefault(other, {}).setdefault(pk, set()).add(slug)
            note_histories(self._renamed, seq)
        for model, keys in self._changed.items():
            touch_dependents(model, keys, seq, public=self._is_public)
        for removed in chunks(self._removed, KEYS):
            insert_rows(
                Removed, [{"kind": kind, "record_id": pk, "seq": seq} for kind, pk in removed]
            )
        names = ("kind", "record_id", "slug", "title", "what", "facts", "visibility")
        for some in chunks(self._news, KEYS):
            insert_rows(
                Change,
                [
                    dict(zip(names, news, strict=True)) | {"at": self.at, "seq": seq}
                    for news in some
                ],
            )
        return seq


def _owned(
    model: type[Record], keys: Iterable[int]
) -> Iterator[tuple[type[models.Model], int, str]]:
    """Records with a key to these, which may be hidden with them: the notes of tools."""
    for some in chunks(sorted(keys), KEYS):
        for relation in model._meta.related_objects:
            other: Any = relation.related_model
            if relation.one_to_many and _is_record(other):
                rows = other._default_manager.filter(**{f"{relation.field.name}__in": some})
                for pk, slug in rows.values_list("pk", "slug"):
                    yield other, pk, slug


def _pointed_at(
    model: type[Record], stored: StoredRecord, after: Facts
) -> Iterator[tuple[type[models.Model], int]]:
    for column in model._meta.concrete_fields:
        if _is_record(column.related_model):
            pk = stored.columns[column.attname]
            if pk is not None and pk != after.get(column.attname):
                yield cast("type[models.Model]", column.related_model), pk
    for table in model.tables():
        links = [link for link in table.link_columns if _is_record(link.model)]
        for row in stored.links.get(table.fact, ()) if links else ():
            if table.facts([row])[table.fact][0] not in (after.get(table.fact) or ()):
                for link in links:
                    if row[link.column] is not None:
                        yield cast("type[models.Model]", link.model), row[link.column]


def _circle(change: RecordChange, what: str) -> str:
    """Who hears of it: who can read the record, or could, where it goes."""
    circles = [str(change.after["visibility"])]
    if what == Change.What.WITHDRAWN and change.before is not None:
        circles.append(str(change.before["visibility"]))
    return max(circles, key=TIERS.index)


def _with_kept(
    table: LinkTable, wanted: Sequence[Columns], kept: Iterable[Columns]
) -> list[Columns]:
    """The wanted rows, with what facts do not say as it was."""
    rows = {tuple(row[name] for name in table.identity): row for row in kept}
    return [
        row | rows.get(tuple(row[name] for name in table.identity), {})
        for row in wanted
    ]  # fmt: skip


CITATIONS = "citations"


def _forget_checks(model: type[Record], changes: Iterable[RecordChange]) -> None:
    """What a person found in the sources of a fact was said of another value than it has now.

    What is written in the same transaction, another day than was stored, stays.
    """
    checked: dict[Any, list[int]] = {}
    for change in changes:
        none_before = change.before["known_none"] if change.before else ()
        other = {
            *change.changed,
            *set(none_before).symmetric_difference(change.after["known_none"]),
        }
        for row in change.stored.links.get(CITATIONS, ()) if change.stored else ():
            if row["checked_on"] is not None and row["subject"] in other:
                checked.setdefault(row["checked_on"], []).append(row["id"])
    for day, keys in checked.items():
        citations = model.record_type.link_tables[CITATIONS].model
        rows = citations._default_manager.filter(pk__in=keys, checked_on=day)
        rows.update(checked_on=None, checked_by=None, says_so=None)


def delete_records(model: type[Record], keys: Collection[int]) -> None:
    """Delete records with their own links. What else points at them is the caller's."""
    if not keys:
        return
    for table in reversed(model.tables()):
        rows = table.model._default_manager.filter(**{f"{table.parent}__in": list(keys)})
        delete_rows(table.model, rows.order_by().values_list("pk", flat=True))
    delete_rows(model, keys)
    drop_notices(model.kind, keys)


def record_changes(
    model: type[Record],
    changes: Sequence[RecordChange],
    *,
    by: Any = None,
    reason: str = "",
    run: str = "",
    news: bool | ChangeEvents = True,
) -> int | None:
    """Write many records of one kind with their links, in one transaction with one number.

    Returns the number; None where nothing differs. Raises ValidationError where one of them
    contradicts itself, SecondPersonNeeded where a person may not make it alone, and then writes
    nothing.
    """
    with transaction.atomic():
        ledger = Ledger(by=by.pk if by else None, reason=reason, run=run, news=news)
        refused = ledger.write(model, changes)
        if ledger.held is not None and len(refused) == 1:
            raise ledger.held
        if refused:
            raise ValidationError(
                [sentence for _change, problems in refused for sentence in problems]
            )
        return ledger.close()


# The number


def stamp_records(
    stamps: Mapping[type[models.Model], Collection[int]],
    *,
    terms: bool = False,
    expected_seq: int = 0,
    stamped: Mapping[type[models.Model], Collection[int]] | None = None,
    left: Stamps | None = None,
    gone: Collection[PageKey] = (),
    public: bool = True,
) -> int:
    """Raise the number, as the last thing of a transaction, and give it to these records.

    The only place that raises it but for the vocabulary's own writer. Returns it. ``stamped``:
    those among them that were inserted with the expected number, and have it if it was right.
    ``left``: records that they pointed at before; ``gone``: addresses that they had. ``public``:
    whether a public page may have changed. Without stamps it may be of any kind.
    """
    kinds = {_kind(model) for model, keys in stamps.items() if keys} or None
    kinds = None if terms else kinds  # a term is shown on pages of any kind
    seq = SearchState.raise_seq(terms=terms, public=public, kinds=kinds)
    if public and kinds:
        note_pages(_joined(stamps, left or {}), seq, gone)
    right = stamped if stamped and seq == expected_seq else {}
    for model, keys in stamps.items():
        for some in chunks(sorted(set(keys).difference(right.get(model, ()))), KEYS):
            model._default_manager.filter(pk__in=some).update(index_seq=seq)
    return seq


def touch_dependents(
    model: type[models.Model], keys: Iterable[int], seq: int, *, public: bool = True
) -> None:
    """Give ``seq`` to every record that is listed or found with these, so that its index follows.

    Django knows who points at a model, so this room need not know the rooms above it. ``public``:
    whether a public page may have changed.
    """
    kinds = set()
    for some in chunks(sorted(keys), KEYS):
        for relation in model._meta.related_objects:
            other = relation.related_model
            if not isinstance(other, str) and _follows(other, relation.field.name):
                showing = other._default_manager.filter(**{f"{relation.field.name}__in": some})
                # Those that changed themselves have it by now.
                if showing.exclude(index_seq=seq).update(index_seq=seq):
                    kinds.add(_kind(other))
    if public and kinds:
        SearchState.note_kinds(kinds)


def _joined(first: Mapping[type[models.Model], Collection[int]], second: Stamps) -> Stamps:
    return {
        model: set(first.get(model, ())) | second.get(model, set())
        for model in first.keys() | second.keys()
    }


def _follows(model: type[models.Model], name: str) -> bool:
    """Whether what a relation of a record leads to is told of it in lists or the index."""
    return _is_record(model) and name not in cast("type[Record]", model).on_page_only


def _is_record(model: object) -> bool:
    return hasattr(model, "index_seq")


def _kind(model: type[models.Model]) -> str:
    """What is stamped is a record, whose module this one cannot import."""
    return cast("type[Record]", model).kind
