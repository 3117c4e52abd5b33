"""The data that ship with the project: vocabulary, and a file for each import that brings them in.

Each file is an import like any other: staged, checked, applied, and to be seen and undone. What
differs is what a person would say: its rows were looked at before they were shipped, so new ones go
in, published and without news. Of a record that is there already, a fact is brought up to date if
it still is what an earlier release said; what anybody changed since stays, and links that it never
had are added. A figure that a newer file words otherwise is put right where it still is as an
earlier one said. A file waits for those before it, whose records its rows name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

import catalogue
import events
from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import NO_TEXT, Row
from events.recommendations.row_readers.documents import documents_named
from events.row_readers.events import SERIES_PLACE, scheme_of_series
from hub.imports import staging
from hub.imports.map import ColumnMap, MappedColumn
from hub.imports.match.record_matcher import NOTHING, SOURCE
from hub.imports.models import Import, ImportRow, ImportSource, Profile, SourceRecordState
from hub.imports.record_types import RecordImporter, current_lookup, importer_for
from hub.imports.record_types.merge_values import merge_versions
from hub.imports.record_types.new_bodies import ORGANISATION
from hub.imports.review.decisions import ACCEPT, ALLOW, DIFFERENT, SKIP
from hub.records.models import Record, Revision
from hub.records.models.ledger import Facts
from hub.vocabulary import vocabulary_loader

State, Verdict = Import.State, ImportRow.Verdict
Numbered = tuple[int, Row]  # a row with its number in the file, counted from 1

CATALOGUE = Path(catalogue.__file__).parent / "data"
EVENTS = Path(events.__file__).parent / "data"
NUMBER = "#"  # the heading of a row's number in the file that ships
IS_NEW = {"personal": ALLOW, "off_topic": ALLOW, "undated": ALLOW, "duplicate": DIFFERENT}
# A record that a curator renamed, or whose slug a curator gave to another, is no problem of a row.
LEFT_ALONE = frozenset({"personal", "off_topic", "former_slug", "slug_taken"})
ENDED = (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDOING, State.UNDONE)
# Facts to which files add what a record never had, and what in an entry tells it from others.
ADDED: dict[str, Callable[[list[Any]], Any]] = {
    "tools": lambda entry: entry[0],
    "events": lambda entry: entry[0],
    "relations": lambda entry: tuple(entry[:2]),
    "statistics": lambda entry: tuple(entry[:2]),
}
FIGURES = "statistics"


@dataclass(frozen=True)
class StarterFile:
    """A file of rows of one kind of record; ``key`` is the field that names a row."""

    name: str
    kind: str
    read: Callable[[], list[Numbered]]
    key: str = "slug"
    publish_as: str = Record.State.PUBLISHED

    @property
    def source(self) -> str:
        """The slug of its source."""
        return f"starter-{self.name}"


def rows_of(path: Path) -> list[Numbered]:
    """The rows of a JSON file, numbered from 1; one that is no object counts as an empty one."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [(number, row if isinstance(row, dict) else {}) for number, row in enumerate(rows, 1)]


def links_of(key: str) -> list[Numbered]:
    """What documents, or recommendations, are linked to."""
    column = "ref" if key == "recommendation" else "slug"
    return [
        (number, {column: row[key], **{name: row[name] for name in row if name != key}})
        for number, row in rows_of(EVENTS / "links.json")
        if row.get(key)
    ]


def statistics_of(key: str) -> list[Numbered]:
    """The statistics that documents, or events, quote: a row for each of these."""
    quoted: dict[str, list[Row]] = {}
    for _number, row in rows_of(EVENTS / "statistics.json"):
        if row.get(key):
            quoted.setdefault(row[key], []).append(row)
    return list(enumerate(({"slug": slug, "statistics": rows} for slug, rows in quoted.items()), 1))


def helplines(*, sure: bool) -> list[Numbered]:
    """Lines that may be shown; or those of low confidence, which a curator must check first."""
    rows = rows_of(CATALOGUE / "helplines.json")
    return [one for one in rows if (one[1].get("confidence") != "low") is sure]


def documents() -> list[Numbered]:
    return documents_named(
        rows_of(EVENTS / "recommendations.json"), rows_of(EVENTS / "documents.json")
    )


# In the order that references need.
FILES = (
    StarterFile("organisations", "organisation", lambda: rows_of(CATALOGUE / "organisations.json")),
    StarterFile("tools", "tool", lambda: rows_of(CATALOGUE / "tools.json")),
    StarterFile("practice", "deployment", lambda: rows_of(CATALOGUE / "deployments.json")),
    StarterFile("misuse", "misuse", lambda: rows_of(CATALOGUE / "misuse_patterns.json")),
    StarterFile("helplines", "helpline", lambda: helplines(sure=True)),
    StarterFile(
        "helplines-to-check",
        "helpline",
        lambda: helplines(sure=False),
        publish_as=Record.State.IN_REVIEW,
    ),
    StarterFile("events", "event", lambda: rows_of(EVENTS / "events.json")),
    StarterFile("documents", "document", documents),
    StarterFile(
        "recommendations",
        "recommendation",
        lambda: rows_of(EVENTS / "recommendations.json"),
        key="ref",
    ),
    StarterFile("links", "recommendation", lambda: links_of("recommendation"), key="ref"),
    StarterFile("document-links", "document", lambda: links_of("document")),
    StarterFile("document-statistics", "document", lambda: statistics_of("document")),
    StarterFile("event-statistics", "event", lambda: statistics_of("event")),
)
BY_SOURCE = {file.source: file for file in FILES}


# Beginning


def load_vocabulary() -> Iterator[tuple[int, int]]:
    """Write the schemes, terms and labels that are not written yet: (schemes done, schemes)."""
    series = scheme_of_series(rows_of(EVENTS / "events.json"))
    return vocabulary_loader.load_vocabulary([(SERIES_PLACE, series)])


def begin() -> list[Import]:
    """An import for each file that was not brought in before, in their order."""
    return [job for file in FILES if (job := _begin(file)) is not None]


@transaction.atomic
def _begin(file: StarterFile) -> Import | None:
    rows = [row | {NUMBER: number} for number, row in file.read()]
    content = json.dumps(rows).encode()
    source = _locked_source(file)  # two commands at once begin it once
    brought_in = source.imports.filter(fingerprint=staging.fingerprint([content]))
    if not rows or brought_in.exclude(state=State.FAILED).exists():
        return None
    return staging.create_job(
        ContentFile(content),
        source=source,
        name=f"{file.name}.json",
        profile=shipped_profile(file),
        publish_as=file.publish_as,
        with_news=False,
        total=len(rows),
    )


def shipped_profile(file: StarterFile) -> Profile:
    """How the file is read: its fields are called as ours are. In a transaction."""
    source = _locked_source(file)
    fields = importer_for(file.kind).fields
    columns = ColumnMap(
        tuple(MappedColumn(one.name, one.name, certainty=100, codes=True) for one in fields),
        strict=True,
    )
    words = {ORGANISATION: names_of_renamed()}
    values = {"source": source, "columns": columns.as_json(), "encoding": "utf-8", "words": words}
    profile, _made = Profile.objects.update_or_create(
        slug=file.source, defaults=values, create_defaults=values | {"title": source.title}
    )
    return profile


def _locked_source(file: StarterFile) -> ImportSource:
    values = {"title": f"Starter data: {file.name}", "kind": file.kind}
    rows = ImportSource.objects.select_for_update()
    source, _made = rows.get_or_create(slug=file.source, defaults=values)
    return source


def names_of_renamed() -> dict[str, str]:
    """Names by which files call organisations that a curator has renamed, each with its slug."""
    names = current_lookup()
    states = SourceRecordState.objects.filter(source__slug="starter-organisations")
    renamed: dict[str, str] = {}
    for pk, own, others in states.values_list("record_id", "values__name", "values__names"):
        shipped_names = [own, *(name[0] for name in others or ())]
        for name in filter(None, shipped_names):
            if (
                pk in names.organisation_slugs
                and matching_key(name) not in names.known.organisations
            ):
                renamed[name] = names.organisation_slugs[pk]
    return renamed


# Under way


def shipped() -> QuerySet[Import]:
    """Imports of files that ship; not what a person brings under the name of such a source."""
    return Import.objects.filter(
        source__slug__in=BY_SOURCE, by=None, with_news=False, profile__slug__in=BY_SOURCE
    )


def is_shipped(job: Import) -> bool:
    return shipped().filter(pk=job.pk).exists()


def names_every_field(job: Import) -> bool:
    """Whether its profile is one that ships: it has all fields, not the columns of a file."""
    return job.profile is not None and job.profile.slug in BY_SOURCE


def unfinished() -> QuerySet[Import]:
    """In the order in which they are brought in."""
    return shipped().exclude(state__in=ENDED).order_by("pk")


def earlier_file(job: Import) -> Import | None:
    """A file that this one waits for: its rows may name records of that one."""
    if not is_shipped(job):
        return None
    return unfinished().filter(pk__lt=job.pk).first()


def decide(job: Import) -> None:
    """In place of a person, once all rows are checked."""
    now = timezone.now()
    job.rows.filter(record_id=None).update(decision=IS_NEW, decided_at=now)
    known = job.rows.exclude(record_id=None)
    known.exclude(verdict=Verdict.UNCHANGED).update(decision={"row": SKIP}, decided_at=now)
    states = SourceRecordState.objects.filter(source=job.source_id, kind=job.kind)
    earlier_values = {(state.key, state.record_id): state.values for state in states}
    rows = [
        (row, earlier)
        for row in known.exclude(verdict=Verdict.PROBLEM).in_order()
        # What the file no longer says is no difference from the record.
        if (earlier := earlier_values.get((row.key, row.record_id or 0))) != row.row
        if earlier is not None or row.verdict != Verdict.UNCHANGED
    ]
    importer = importer_for(job.kind)
    stored = importer.stored(row.record_id for row, _earlier in rows if row.record_id)
    for row, earlier in rows:
        changes = _additions(job.kind, row, earlier or {})
        if earlier is not None:
            changes += _updates(importer, row, stored[row.record_id or 0].facts, earlier)
        row.differences = changes
        if changes:
            row.verdict = Verdict.CHANGED
        if changes or earlier is not None:
            fields = {difference["field"]: ACCEPT for difference in changes}
            row.decision = {"fields": fields, "personal": ALLOW}
            row.save(update_fields=["differences", "decision", "verdict"])


def _updates(
    importer: RecordImporter, row: ImportRow, stored: Facts, earlier: Facts
) -> list[dict[str, Any]]:
    """What the file says otherwise than the last one did, where the record still says that.

    ``earlier``: what the last file said. Of lists to which files only add, each entry counts.
    """
    lists = importer.unions & row.row.keys()
    marked = set(stored["known_none"]) - set(earlier.get("known_none") or ())  # by a person
    updates = [
        difference
        for difference in row.differences
        if difference["field"] not in {*ADDED, *lists, "known_none", *marked}
        and difference["owner"] == SOURCE
    ]
    for name in lists:
        entries = stored.get(name) or []
        new = merge_versions(name, entries, earlier.get(name) or [], row.row[name] or [])
        if new != entries:
            updates.append({"field": name, "old": entries, "new": new, "owner": SOURCE})
    after = stored | {update["field"]: update["new"] for update in updates}
    none = merge_versions(
        "known_none",
        stored["known_none"],
        earlier.get("known_none") or [],
        [name for name in row.row.get("known_none") or () if after.get(name) in NOTHING],
    )
    if set(none) > set(stored["known_none"]):
        old = stored["known_none"]
        updates.append({"field": "known_none", "old": old, "new": sorted(none), "owner": SOURCE})
    # Writing a fact takes away that it is known to be none.
    no_longer = set(stored["known_none"]) - set(none) - {update["field"] for update in updates}
    updates += [
        {"field": name, "old": stored.get(name), "new": row.row.get(name), "owner": SOURCE}
        for name in sorted(no_longer)
    ]
    return updates


def _additions(kind: str, row: ImportRow, said: Facts) -> list[dict[str, Any]]:
    """The row's differences with the entries that the record never had, and no others.

    One that it had and has no longer was taken away by a person. ``said``: what the last file said.
    """
    differences = [one for one in row.differences if one["field"] in ADDED]
    if not differences:
        return []
    revisions = Revision.objects.filter(kind=kind, record_id=row.record_id or 0)
    earlier: list[Facts] = [facts or {} for facts in revisions.values_list("before", flat=True)]
    additions = []
    for difference in differences:
        name, old = difference["field"], difference["old"] or []
        key, given = ADDED[name], difference["new"] or []
        versions = _earlier_figures(said, given) if name == FIGURES else []
        mended = _mended(old, versions)
        known = {key(entry) for facts in earlier for entry in facts.get(name) or ()}
        known |= {key(entry) for entry in old} | {key(new) for _earlier, new in versions}
        after = [*mended, *(entry for entry in given if key(entry) not in known)]
        if after != old:
            additions.append(difference | {"new": after})
    return additions


def _earlier_figures(said: Facts, given: list[Any]) -> list[tuple[list[Any], list[Any]]]:
    """Figures that the last file said, each with the one of this file that takes its place.

    Of the same value and meaning; else of the same value, where the file has no longer the other.
    """
    key = ADDED[FIGURES]
    by_key = {key(entry): entry for entry in given}
    last = {key(entry): entry for entry in said.get(FIGURES) or ()}
    reworded = [entry for entry in given if key(entry) not in last]
    versions = []
    for entry_key, entry in last.items():
        new = by_key.get(entry_key)
        if new is None:
            new = next((one for one in reworded if one[0] == entry[0]), None)
            reworded = [one for one in reworded if one is not new]
        if new is not None:
            versions.append((entry, new))
    return versions


def _mended(entries: list[Any], versions: list[tuple[list[Any], list[Any]]]) -> list[Any]:
    """The entries, each that still is as the last file said replaced in its place."""
    return [
        next((new for earlier, new in versions if earlier == entry), entry) for entry in entries
    ]


# What came of it


@dataclass(frozen=True)
class RowProblem:
    """``row``: its number in the file, 0 for the whole of it. ``record``: what names it there."""

    row: int
    record: str
    sentence: str


@dataclass(frozen=True)
class FileProgress:
    """``done`` rows of ``total``: none before all of them are there. ``made``: new records."""

    name: str
    job: Import
    total: int
    done: int
    made: int
    problems: tuple[RowProblem, ...]

    @property
    def is_finished(self) -> bool:
        return self.job.state in ENDED


def progress() -> list[FileProgress]:
    """The newest import of each file that was begun, in the order of the files."""
    newest: dict[str, Import] = {}
    for job in shipped().select_related("source").order_by("pk"):
        newest[job.source.slug] = job
    return [_progress(file, newest[file.source]) for file in FILES if file.source in newest]


def _progress(file: StarterFile, job: Import) -> FileProgress:
    if job.state not in ENDED:
        return FileProgress(file.name, job, job.total, 0, 0, ())
    numbered = job.rows.filter(cells__has_key=NUMBER)  # parts of a row are rows behind it
    total = numbered.count() or job.total
    new = numbered.filter(record_id=None).exclude(verdict=Verdict.PROBLEM)
    made = new.count() if job.state == State.APPLIED else 0
    return FileProgress(file.name, job, total, total, made, tuple(_problems(file, job)))


def _problems(file: StarterFile, job: Import) -> Iterator[RowProblem]:
    if job.state in (State.CANCELLED, State.FAILED):
        yield RowProblem(0, job.name, job.sentence or str(job.get_state_display()))
    for row in job.rows.exclude(problems=[]).in_order().only("number", "cells", "problems"):
        sentences = [one["sentence"] for one in row.problems if one["code"] not in LEFT_ALONE]
        record = readable(str(row.cells.get(file.key) or ""))[:200]
        for sentence in sentences:
            yield RowProblem(_number_in_file(row), record, readable(sentence))


def _number_in_file(row: ImportRow) -> int:
    """Its own, or that of the row that it is a part of."""
    if NUMBER in row.cells:
        return int(row.cells[NUMBER])
    before = ImportRow.objects.filter(batch=row.batch_id, number__lt=row.number)
    whole = before.filter(cells__has_key=NUMBER).order_by("-number").first()
    return int(whole.cells[NUMBER]) if whole else 0


def readable(text: str) -> str:
    """A text of a broken row as a page can show it."""
    return NO_TEXT.sub("�", text)
