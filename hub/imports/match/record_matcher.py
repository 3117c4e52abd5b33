"""The record that a row stands for: found by key and slug, and compared with the row's facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from hub.imports.map import ParsedRow, RowMapper
from hub.imports.map.row_keys import slug_for
from hub.imports.match.duplicates import EarlierRows
from hub.imports.models import Import, SourceRecordState
from hub.imports.record_types import RecordImporter, RecordLookup
from hub.records.models import FormerSlug, Revision
from hub.records.models.ledger import Facts
from hub.records.stored_records import StoredRecord

MIN_SIMILARITY = 60  # of 100: names less alike than this are names of two things
CURATOR, SOURCE = "curator", "source"  # owners of a field
NOTHING: tuple[Any, ...] = (None, "", [])
TAKEN = "name_taken"  # code of notes on other names that another record or row has


@dataclass
class ExistingRecords:
    """What the database holds for the keys and slugs of a chunk of rows."""

    states: dict[str, SourceRecordState]  # by key: what the source said last time
    by_slug: dict[str, int]
    by_former_slug: dict[str, int]
    stored: dict[int, StoredRecord]
    edited: dict[int, set[str]] = field(default_factory=dict)  # facts that persons wrote


def load_existing_records(
    job: Import,
    importer: RecordImporter,
    keys: Collection[str],
    slugs: Collection[str],
    fact_names: Collection[str],
) -> ExistingRecords:
    """Five queries, and one for each table of the record type that holds one of the facts."""
    states = source_states(job, importer, keys)
    records = importer.model._default_manager
    by_slug = dict(records.filter(slug__in=slugs).values_list("slug", "pk"))
    former = FormerSlug.objects.filter(kind=importer.model.kind, slug__in=slugs)
    by_former_slug = dict(former.values_list("slug", "record_id"))
    stated = {state.record_id for state in states.values()}
    stored = importer.stored({*stated, *by_slug.values(), *by_former_slug.values()}, fact_names)
    # What the source said last time tells what a curator edited since; else the revisions do.
    edited = edited_by_people(importer, stored.keys() - stated)
    return ExistingRecords(states, by_slug, by_former_slug, stored, edited)


def source_states(
    job: Import, importer: RecordImporter, keys: Collection[str]
) -> dict[str, SourceRecordState]:
    """What the source said last time, by key."""
    states = SourceRecordState.objects.filter(source=job.source_id, kind=importer.name)
    if not states.exists():  # the first import of a source need not ask for each of its rows
        return {}
    return {state.key: state for state in states.filter(key__in=keys)}


def edited_by_people(importer: RecordImporter, pks: Collection[int]) -> dict[int, set[str]]:
    """Names of the facts of each record that a person wrote, and no load or import."""
    edited: dict[int, set[str]] = {}
    if pks:
        revisions = Revision.objects.filter(kind=importer.model.kind, record_id__in=pks, run="")
        for pk, changed in revisions.values_list("record_id", "changed"):
            edited.setdefault(pk, set()).update(changed)
    return edited


def same_value(left: Any, right: Any) -> bool:
    """Not known is not known, however it is stored."""
    return bool(left == right or (left in NOTHING and right in NOTHING))


def compare_facts(
    facts: Facts,
    stored: Facts,
    previous: Facts | None,
    refused: Facts,
    edited: Collection[str],
    unions: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The facts of a row that the record does not have: ``ImportRow.differences``.

    ``previous``: what the source said last time, None if nothing. A fact of the record that
    differs from that is a curator's. Without it, the facts that a person edited are theirs
    (``edited``). What only adds to a list (``unions``) or fills what is empty takes nothing away
    from anybody. ``refused``: proposals that a curator refused before; they are not made again.
    """
    differences = []
    for name, new in facts.items():
        old = stored.get(name)
        if name == "known_none":
            # What is known to be none no longer goes with the value that is written.
            new = sorted({*old, *new}) if old else new
        if same_value(old, new) or (name in refused and same_value(refused[name], new)):
            continue
        if name in unions or name == "known_none":
            owner = SOURCE
        elif previous is not None and name in previous:
            owner = SOURCE if same_value(old, previous[name]) else CURATOR
        elif old in NOTHING:
            owner = SOURCE
        else:
            owner = CURATOR if previous is not None or name in edited else SOURCE
        differences.append({"field": name, "old": old, "new": new, "owner": owner})
    return differences


@dataclass
class RecordMatcher:
    """Which record a row stands for, and which slugs and names are free for a new one."""

    mapper: RowMapper
    lookup: RecordLookup
    existing: ExistingRecords
    earlier: EarlierRows

    @property
    def slug_field(self) -> str:
        return "ref" if "ref" in self.mapper.importer.by_name else "slug"

    def match(self, row: ParsedRow, pk: int | None) -> int | None:
        """The record that the row stands for; a problem of the row if its slug is another's.

        ``pk``: the record that the source meant by this row's key before.
        """
        slug = row.facts.get("slug")
        if not slug:
            row.facts.pop("slug", None)
            return pk
        owner = self.existing.by_slug.get(slug)
        former_owner = self.existing.by_former_slug.get(slug)
        earlier = self.earlier.slugs.get(slug, row.number)
        if earlier < row.number:
            self._slug_taken(row, _("row %(row)d") % {"row": earlier})
        elif owner is not None and pk is not None and owner != pk:
            self._slug_taken(row, self._title(owner))
        elif owner is not None and pk is None and not self._may_be(row, owner):
            self._slug_taken(row, self._title(owner))
            row.candidates = [{"record_id": owner, "score": 100, "why": "slug"}]
        elif owner is None and former_owner is not None and former_owner != pk:
            sentence = _("“%(slug)s” is a former address of “%(name)s”. Write its slug of today.")
            words = {"slug": slug, "name": self._title(former_owner)}
            row.add_problem(self.mapper, self.slug_field, sentence % words, "former_slug")
        return pk if pk is not None else owner

    def _slug_taken(self, row: ParsedRow, owner: str) -> None:
        sentence = _("The slug “%(slug)s” already belongs to “%(name)s”. Choose another, or none.")
        words = {"slug": row.facts["slug"], "name": owner}
        row.add_problem(self.mapper, self.slug_field, sentence % words, "slug_taken")

    def _title(self, pk: int) -> str:
        stored, importer = self.existing.stored.get(pk), self.mapper.importer
        title = importer.title(stored.facts) if stored else ""
        # Only facts that the file states are read.
        return (title or str(importer.model._default_manager.filter(pk=pk).first() or ""))[:80]

    def _may_be(self, row: ParsedRow, pk: int) -> bool:
        """Whether a row that shares only its slug with a record can be about it."""
        importer, stored = self.mapper.importer, self.existing.stored[pk].facts
        ours, theirs = importer.titles(stored), importer.titles(row.facts)
        if not ours or not theirs or self.slug_field == "ref":
            return True
        keys = [matching_key(title) for title in ours]
        best = max(
            fuzz.token_sort_ratio(matching_key(title), key) for title in theirs for key in keys
        )
        addresses = set(importer.addresses(stored)) & set(importer.addresses(row.facts))
        return best >= MIN_SIMILARITY or bool(addresses)

    def free_slug(self, row: ParsedRow) -> str:
        """A slug for a new row that has none."""
        plain = row.plain_slug
        taken = plain in self.existing.by_slug or plain in self.existing.by_former_slug
        if taken or self.earlier.slugs.get(plain, row.number) != row.number:
            # Of rows without a key each has its number: they share a name, and no slug.
            key = row.key or f"{plain} · {row.number}"
            return slug_for(self.mapper.importer, row.facts, key, with_hash=True)
        return plain

    def drop_taken_names(self, row: ParsedRow, stored: Facts | None = None) -> None:
        """Leave out other names of the row that lead to another record or row already, and say so.

        ``stored``: the facts of the record that the row stands for.
        """
        if not row.facts.get("names"):
            return
        own = {matching_key(name[0]) for name in (stored or {}).get("names", ())}
        kept = []
        for name in row.facts["names"]:
            key = matching_key(name[0])
            owner = self.lookup.known.organisations.get(key)
            earlier = self.earlier.aliases.get(key, row.number)
            if key in own or (owner is None and earlier == row.number):
                kept.append(name)
            elif owner is None or owner != row.record_id:
                self._note_taken_name(row, name[0], owner, earlier)
        row.facts["names"] = kept

    def _note_taken_name(self, row: ParsedRow, name: str, owner: int | None, earlier: int) -> None:
        sentence = _("“%(name)s” is a name of “%(owner)s” already. It is left out of this row.")
        title = _("row %(row)d") % {"row": earlier}
        if owner is not None:
            title = self.organisation_names.get(owner) or self._name_of_new(owner)
        field = self.mapper.importer.field_of("names")
        note = row.add_note(self.mapper, field, sentence % {"name": name, "owner": title}, TAKEN)
        note["value"] = name
        if owner is not None and owner > 0:
            note["record_id"] = owner

    @cached_property
    def organisation_names(self) -> dict[int, str]:
        """Read where a name is taken, once for a chunk of rows."""
        return dict(Organisation.objects.values_list("pk", "name"))

    def _name_of_new(self, pk: int) -> str:
        """The name of an organisation that this import makes, which has no key yet."""
        return self.lookup.to_make.get(self.lookup.organisation_slugs.get(pk, ""), "")
