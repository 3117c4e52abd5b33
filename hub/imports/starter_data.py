"""The records that ship with the project come in like any other file, and nobody has to be asked.

Each part is an import: staged, checked, applied, and to be seen and undone like others. What
differs is what a person would say: the rows were looked at before they were shipped, so new ones
go in, published and without news; and what is there already stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.models import Load
from catalogue.row_readers.reader import Row
from catalogue.starter.load_problems import name_of, taken, tell
from catalogue.starter.parts import Numbered, RecordPart
from hub.imports import job_runner
from hub.imports.map import ColumnMap, MappedColumn
from hub.imports.models import Import, ImportRow, ImportSource, Profile
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import ALLOW, DIFFERENT, SKIP
from hub.imports.staging import create_job
from hub.records.models import Record

State, Verdict = Import.State, ImportRow.Verdict
NUMBER = "#"  # the heading of a row's number in the file that ships
IS_NEW = {"personal": ALLOW, "off_topic": ALLOW, "duplicate": DIFFERENT}
# A record that a curator renamed, or whose slug a curator gave to another, is no problem of a row.
LEFT_ALONE = frozenset({"personal", "off_topic", "former_slug", "slug_taken"})


class StarterImports:
    """How the starter data comes in; see ``catalogue.starter.parts.Importer``."""

    def work(self, load: Load) -> bool | None:
        """A step of the import that is under way. A worker that finds another at it leaves it."""
        batch = _import_of(load)
        if batch is None or batch.state not in Import.WORKING:
            return None
        more = job_runner.advance(batch.pk)
        batch.refresh_from_db()
        return more or batch.state not in Import.WORKING

    def bring_in(self, part: RecordPart, load: Load, rows: list[Numbered]) -> bool:
        batch = _import_of(load)
        if batch is None:
            _begin(part, load, rows)
        elif batch.state == State.READY:
            _decide(batch)
            job_runner.accept(batch)
        elif batch.state in (State.HELD, State.MAPPING):
            return job_runner.check(batch)
        elif batch.state not in Import.WORKING:
            _close(part, load, batch)
        return True


def _import_of(load: Load) -> Import | None:
    if not load.run:
        return None
    return Import.objects.filter(pk=load.run.removeprefix("import:")).first()


def _begin(part: RecordPart, load: Load, rows: list[Numbered]) -> None:
    kept = list(_without_doubles(part, load, rows))
    if not kept:
        load.done = load.total
        return
    profile = shipped_profile(part)
    batch = create_job(
        ContentFile(json.dumps(kept).encode()),
        source=profile.source,
        name=f"{part.name}.json",
        profile=profile,
        publish_as=Record.State.PUBLISHED,
        with_news=False,
    )
    load.run = batch.run


def _without_doubles(part: RecordPart, load: Load, rows: list[Numbered]) -> Iterator[Row]:
    """The rows with their numbers, but for those whose name an earlier one has: they are told."""
    first_use: dict[str, int] = {}
    for number, row in sorted(rows, key=lambda one: one[0]):
        name = name_of(row, part.key)
        if name and name in first_use:
            tell(load, number, name, [taken(name, first_use[name])])
        else:
            first_use[name] = number
            yield row | {NUMBER: number}


def shipped_profile(part: RecordPart) -> Profile:
    """How the file is read: its fields are called as ours are."""
    slug, title = f"starter-{part.name}", f"Starter data: {part.name}"
    source, _made = ImportSource.objects.get_or_create(
        slug=slug, defaults={"title": title, "kind": part.kind}
    )
    fields = importer_for(part.kind).fields
    columns = ColumnMap(tuple(MappedColumn(one.name, one.name, certainty=100) for one in fields))
    kept = {"source": source, "columns": columns.as_json(), "encoding": "utf-8"}
    profile, _made = Profile.objects.update_or_create(
        slug=slug, defaults=kept, create_defaults=kept | {"title": title}
    )
    return profile


def _decide(batch: Import) -> None:
    """In place of a person."""
    now = timezone.now()
    batch.rows.filter(record_id=None).update(decision=IS_NEW, decided_at=now)
    there = batch.rows.exclude(record_id=None).exclude(verdict=Verdict.UNCHANGED)
    there.update(decision={"row": SKIP}, decided_at=now)


def _close(part: RecordPart, load: Load, batch: Import) -> None:
    """Tell what came of it. Parts of a row are rows behind it, and count with it."""
    applied = batch.state == State.APPLIED
    if not applied:
        tell(load, 0, batch.name, [batch.sentence or str(batch.get_state_display())])
    made, number = set[int](), 0
    for row in batch.rows.in_order():
        number = row.cells.get(NUMBER, number)
        sentences = [one["sentence"] for one in row.problems if one["code"] not in LEFT_ALONE]
        tell(load, number, name_of(row.cells, part.key), sentences)
        if applied and row.record_id is None and row.verdict != Verdict.PROBLEM:
            made.add(number)
    load.created, load.done = len(made), load.total
