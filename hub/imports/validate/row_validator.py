"""The verdict on each row of a chunk."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext as _

from hub.imports.map import ColumnMap, ParsedRow, RowMapper, ValueMap, parse_row
from hub.imports.map.row_hierarchy import RowHierarchy, row_hierarchy
from hub.imports.map.row_keys import slug_for
from hub.imports.match.duplicates import (
    DuplicateFinder,
    DuplicateMatch,
    EarlierRows,
    Traits,
    earlier_rows,
    record_finder,
)
from hub.imports.match.record_matcher import (
    CURATOR,
    SOURCE,
    ExistingRecords,
    RecordMatcher,
    compare_facts,
    edited_by_people,
    load_existing_records,
)
from hub.imports.models import Import, ImportRow, SourceRecordState
from hub.imports.record_types import current_lookup, importer_for, list_entries
from hub.imports.record_types.importer import NOTHING, TITLES
from hub.imports.record_types.merge_values import merge_list
from hub.imports.record_types.new_bodies import ORGANISATION, with_words
from hub.imports.validate.content_checks import PERSONAL, find_personal_data
from hub.imports.validate.relevance import is_off_topic
from hub.records.models import Record
from hub.records.models.ledger import Facts

Verdict = ImportRow.Verdict
MAX_CANDIDATES = 5
KEY_TWICE = "key_twice"  # code of the problem of a row whose key an earlier row has
DEFAULT_LANGUAGE = Record._meta.get_field("language").default  # a new record has it by itself


class RowValidator:
    """Validates chunks of rows of one job. ``traits``: by number, of rows that are no record yet.

    ``compared``: the numbers of the rows that one may repeat; None: all.
    """

    def __init__(self, job: Import, compared: Collection[int] | None = None) -> None:
        self.job, self.importer, self.compared = job, importer_for(job.kind), compared
        mapping = ColumnMap.read(job.mapping)
        self.mapper = RowMapper(self.importer, mapping, ValueMap(job.words))
        self.lookup = with_words(current_lookup(), job.words.get(ORGANISATION, {}))
        self.traits: dict[int, Traits] = {}
        self._known_entries: dict[int, frozenset[list_entries.Identity]] = {}
        maps = json.dumps([job.mapping, job.words], sort_keys=True)
        # What is cached for the rows of a job holds for one mapping and one pass.
        self.version = str(zlib.crc32(maps.encode()))
        if compared is not None:
            self.version += f"/{job.step_at}"

    @cached_property
    def records(self) -> DuplicateFinder:
        """Made for new rows only: a web process that compares one row needs no such index."""
        return record_finder(self.importer)

    def validate(
        self,
        rows: list[ParsedRow],
        chosen: dict[int, int] | None = None,
        *,
        independent: bool = False,
    ) -> None:
        """Give each row its verdict.

        ``chosen``: row number -> the record that a curator says it stands for. ``independent``:
        rows are not compared with each other.
        """
        key_field = self.job.source.key_field
        for row in rows:
            parse_row(row, self.mapper, self.lookup, key_field, self._hierarchy)
        self.earlier = EarlierRows()
        if not chosen and not independent:
            first = rows[0].number
            read = partial(self._read_earlier, first)
            self.earlier = earlier_rows(self.job.pk, self.version, self.importer, first, read)
        self.existing = self._load_existing(rows, chosen or {})
        self.matcher = RecordMatcher(self.mapper, self.lookup, self.existing, self.earlier)
        for row in rows:
            self._validate_row(row, (chosen or {}).get(row.number))
            if not independent:
                traits = self.traits.get(row.number)
                self.earlier.add(row.number, row.key, row.facts, traits)
        self._name_candidates(rows)

    def _hierarchy(self) -> RowHierarchy:
        return row_hierarchy(self.job, self.importer, self.mapper.mapping, self.version)

    def _read_earlier(self, first: int, after: int) -> Iterator[tuple[int, str, Facts, bool]]:
        done = self.job.rows.filter(number__gt=after).exclude(verdict="").order_by("number")
        if self.compared is not None:
            numbers = [number for number in self.compared if after < number < first]
            done = done.filter(number__in=numbers)
        values = done.values_list("number", "key", "row", "record_id", "verdict").iterator()
        # A row with a problem is not written: nothing repeats it.
        return (
            (number, key, facts, pk is None and verdict != Verdict.PROBLEM)
            for number, key, facts, pk, verdict in values
        )

    def _load_existing(self, rows: list[ParsedRow], chosen: dict[int, int]) -> ExistingRecords:
        slugs = set()
        for row in rows:
            row.plain_slug = row.facts.get("slug") or slug_for(self.importer, row.facts, row.key)
            slugs.add(row.plain_slug)
        keys = {key for row in rows for key in (row.key, row.plain_key) if key}
        names = set[str]().union(*(row.facts for row in rows))
        existing = load_existing_records(self.job, self.importer, keys, slugs, names)
        more = set(chosen.values()) - existing.stored.keys()
        existing.stored |= self.importer.stored(more, names)
        existing.edited |= edited_by_people(self.importer, more)
        return existing

    # One row

    def _validate_row(self, row: ParsedRow, chosen: int | None) -> None:
        if self.importer.entries:
            self._validate_entry(row)
            return
        state = self._state_of(row)
        pk = chosen or (state.record_id if state else None)
        if chosen and row.key:
            self._free_key(row)
        self._check_key(row)
        if not row.problems:
            pk = self.matcher.match(row, pk)
        if row.problems:
            row.verdict, row.record_id = Verdict.PROBLEM, pk
            self._offer_records(row)
            return
        if pk is None:
            self._validate_new(row)
        else:
            self._validate_known(row, pk)

    def _validate_entry(self, row: ParsedRow) -> None:
        """A row that adds an entry to a list of its record, or says what is there already."""
        name = self.importer.entries
        self._check_key(row)
        row.record_id = self.existing.by_slug.get(row.facts.get("slug", ""))
        if row.problems or row.record_id is None:
            row.verdict = Verdict.PROBLEM
            return
        stored = self.existing.stored[row.record_id]
        row.version = stored.version
        entry = row.facts[name][0]
        if list_entries.identity(entry) in self._identities(row.record_id):
            row.verdict = Verdict.UNCHANGED
            return
        self._check_contradictions(row, {"slug": stored.slug, name: [entry]})
        row.differences = [{"field": name, "old": [], "new": [entry], "owner": SOURCE}]
        state = self.existing.states.get(row.key)
        if row.problems:
            row.verdict = Verdict.PROBLEM
        elif state is not None and name in state.kept:
            row.differences, row.verdict = [], Verdict.UNCHANGED
        elif self._check_personal_data(row, {name: [entry]}, {}):
            row.verdict = Verdict.PERSONAL
        else:
            row.verdict = Verdict.CHANGED
            self._note_others(row, stored.facts[name])

    def _identities(self, pk: int) -> frozenset[list_entries.Identity]:
        """Of the entries that a record has."""
        if pk not in self._known_entries:
            entries = self.existing.stored[pk].facts[self.importer.entries]
            self._known_entries[pk] = frozenset(map(list_entries.identity, entries))
        return self._known_entries[pk]

    def _note_others(self, row: ParsedRow, stored: Iterable[list_entries.Entry]) -> None:
        """Tell of entries of the same addressee and round: all are kept, and the later stands."""
        subject = list_entries.subject_of(row.facts)
        slug = row.facts["slug"]
        earlier = self.earlier.aliases.get(subject, row.number)
        if earlier < row.number:
            sentence = _(
                "Row %(row)s is about the same addressee and round. Both are kept; the later one "
                "stands."
            ) % {"row": self.job.place_of(earlier)}
        elif any(list_entries.same_subject(slug, entry) == subject for entry in stored):
            sentence = _(
                "An entry about this addressee and round is there already. Both are kept; the "
                "later one stands."
            )
        else:
            return
        row.add_note(self.mapper, "country", sentence, list_entries.BOTH_KEPT)

    def _state_of(self, row: ParsedRow) -> SourceRecordState | None:
        """What the source said of the row's record last time, if the record is still there."""
        stored, states = self.existing.stored, self.existing.states
        state = states.get(row.key)
        if state is not None:
            return state if state.record_id in stored else None
        state = states.get(row.plain_key) if row.plain_key else None
        if state is None or state.record_id not in stored:
            return None
        # Of several of this name it is the one that agrees in what tells them apart.
        agrees = self.importer.may_be_same(row.facts, stored[state.record_id].facts)
        return state if agrees else None

    def _check_key(self, row: ParsedRow) -> None:
        earlier = self.earlier.keys.get(row.key, row.number) if row.key else row.number
        if earlier < row.number and self._may_differ(row):
            row.key = ""  # the source means the earlier row by it, until a person says otherwise
        elif earlier < row.number:
            sentence = _(
                "Row %(row)s names “%(key)s” already. If this is another, say in the file by what "
                "it differs; else leave one of the two out."
            )
            words = {"row": self.job.place_of(earlier), "key": row.key[:80]}
            row.add_problem(self.mapper, self._key_name(row), sentence % words, KEY_TWICE)
            row.candidates = [{"row": earlier, "score": 100, "why": "name"}]

    def _may_differ(self, row: ParsedRow) -> bool:
        """Whether the row does not say what tells records of its name apart: it is asked about."""
        names = self.importer.told_apart_by
        apart = [fact for name in names for fact in self.importer.by_name[name].facts]
        named = self._key_name(row) in TITLES
        return named and bool(apart) and all(row.facts.get(fact) in NOTHING for fact in apart)

    def _key_name(self, row: ParsedRow) -> str:
        """The field that names the row: the source's own where the file gives it, else its title;
        empty where no column gives either."""
        own = self.job.source.key_field
        mapped = {column.field for column in self.mapper.mapping.mapped}
        if own in mapped or own in row.cells:
            return own
        return next((name for name in TITLES if name in mapped), "")

    def _offer_records(self, row: ParsedRow) -> None:
        """Records that a row with a problem may be, where it has none once it is one of them."""
        codes = {problem["code"] for problem in row.problems}
        if row.record_id is None and codes <= {"missing", KEY_TWICE, "former_slug"}:
            matches = self.records.find(Traits.of(self.importer, row.facts))
            offered = [*row.candidates, *map(_candidate, matches)]
            row.candidates = offered[:MAX_CANDIDATES]

    def _free_key(self, row: ParsedRow) -> None:
        """A row of a key that another row has, and of which a curator says which record it is, is
        not remembered by that key: the source means the other by it."""
        if self.job.rows.filter(key=row.key, number__lt=row.number).exists():
            row.key = ""

    def _validate_new(self, row: ParsedRow) -> None:
        row.facts = self.importer.complete(row.facts, None)
        if self.job.text_language not in ("", DEFAULT_LANGUAGE):
            row.facts.setdefault("text_language", self.job.text_language)
        for field in self.importer.required:
            if any(row.facts.get(fact) in (None, "", []) for fact in field.facts):
                sentence = _("“%(field)s” is missing.") % {"field": field.label}
                row.add_problem(self.mapper, field.name, sentence, "missing")
        self._check_contradictions(row, row.facts)
        if row.problems:
            row.verdict = Verdict.PROBLEM
            self._offer_records(row)
            return
        if not row.facts.get("slug"):
            row.facts["slug"] = self.matcher.free_slug(row)
        self.matcher.drop_taken_names(row)
        has_personal_data = self._check_personal_data(row, row.facts, {})
        matches = self._find_duplicates(row)
        # What is like a record of ours is on topic, whichever of the two is right.
        is_like_ours = any(match.subject > 0 for match in matches)
        off_topic = not is_like_ours and is_off_topic(self.importer, row.facts)
        if off_topic:
            sentence = _(
                "Perhaps off topic: no topic, action area or word about trafficking is in it."
            )
            row.add_problem(self.mapper, "", sentence, "off_topic")
        row.candidates = [_candidate(match) for match in matches]
        if has_personal_data:
            row.verdict = Verdict.PERSONAL
        elif off_topic:
            row.verdict = Verdict.OFF_TOPIC
        else:
            is_undated = any(note["code"] == Verdict.UNDATED for note in row.notes)
            alone = Verdict.UNDATED if is_undated else Verdict.NEW
            row.verdict = Verdict.DUPLICATE if matches else alone

    def _validate_known(self, row: ParsedRow, pk: int) -> None:
        stored, state = self.existing.stored[pk], self._state_of(row)
        row.record_id, row.version = pk, stored.version
        for fact, sentence in self.importer.facts_to_keep(row.facts, stored.facts):
            row.add_note(self.mapper, self.importer.field_of(fact), sentence, "assessed")
            self.importer.drop_fact(row.facts, fact)
        self.matcher.drop_taken_names(row, stored.facts)
        facts = self.importer.complete(row.facts, stored.facts)
        for name in row.partial_facts & facts.keys():
            merged = merge_list(name, stored.facts.get(name) or [], facts[name] or [])
            facts[name] = sorted(merged) if name in self.importer.model.schemes else merged
        additive = self.importer.unions | row.partial_facts
        own_state = state if state and state.record_id == pk else None
        row.differences = compare_facts(
            facts,
            stored.facts,
            own_state.values if own_state else None,
            own_state.kept if own_state else {},
            self.existing.edited.get(pk, ()),
            additive,
        )
        row.facts = facts | {name: row.facts[name] for name in additive & row.facts.keys()}
        if not row.differences:
            row.verdict = Verdict.UNCHANGED
            return
        changes = {difference["field"]: difference["new"] for difference in row.differences}
        self._check_contradictions(row, stored.facts | changes)
        if row.problems:
            row.verdict = Verdict.PROBLEM
        elif self._check_personal_data(row, changes, stored.facts):
            row.verdict = Verdict.PERSONAL
        elif any(difference["owner"] == CURATOR for difference in row.differences):
            row.verdict = Verdict.CONFLICT
        else:
            row.verdict = Verdict.CHANGED

    def _check_contradictions(self, row: ParsedRow, after: Facts) -> None:
        for fact, sentence in self.importer.contradictions(after):
            row.add_problem(self.mapper, self.importer.field_of(fact), sentence, "contradiction")

    def _check_personal_data(self, row: ParsedRow, facts: Facts, stored: Facts) -> bool:
        findings = find_personal_data(self.importer, facts, stored)
        for fact, value, sentence in findings:
            heading = self.mapper.mapping.heading_of(self.importer.field_of(fact))
            row.problems.append(
                {"column": heading, "value": value, "sentence": sentence, "code": PERSONAL}
                | {"field": fact}
            )
        return bool(findings)

    def _find_duplicates(self, row: ParsedRow) -> list[DuplicateMatch]:
        traits = self.traits[row.number] = Traits.of(self.importer, row.facts)
        records = self.records.find(traits)
        rows = self.earlier.finder.find(traits, row.number)
        ranked = sorted([*records, *rows], key=lambda match: -match.score)
        return ranked[:MAX_CANDIDATES]

    def _name_candidates(self, rows: Iterable[ParsedRow]) -> None:
        """Add the slugs and names of the records and rows that are candidates."""
        pks = {
            candidate["record_id"]
            for row in rows
            for candidate in row.candidates
            if "record_id" in candidate
        }
        title = self.importer.recognised_by[0]
        records = self.importer.model._default_manager.filter(pk__in=pks)
        named = {pk: (slug, name) for pk, slug, name in records.values_list("pk", "slug", title)}
        for row in rows:
            row.candidates = [
                candidate | self._name_of(candidate, named)
                for candidate in row.candidates
                if "row" in candidate or candidate["record_id"] in named
            ]

    def _name_of(
        self, candidate: dict[str, Any], records: dict[int, tuple[str, str]]
    ) -> dict[str, str]:
        if "record_id" in candidate:
            slug, name = records[candidate["record_id"]]
            return {"slug": slug, "name": name[:200]}
        traits = self.earlier.finder.traits.get(-candidate["row"])
        return {"slug": "", "name": traits[0][0] if traits and traits[0] else ""}


def _candidate(match: DuplicateMatch) -> dict[str, Any]:
    """An entry of ``ImportRow.candidates``."""
    subject = {"record_id": match.subject} if match.subject > 0 else {"row": -match.subject}
    return subject | {"score": match.score, "why": match.reason}
