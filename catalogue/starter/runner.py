"""The run: what is left to do stands in the database; any worker may take the next chunk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Load
from catalogue.row_readers.reader import KnownRecords, RowError
from catalogue.starter.load_problems import name_of, taken, tell
from catalogue.starter.parts import (
    BY_NAME,
    PARTS,
    Numbered,
    StarterPart,
    fingerprint,
    importers,
    known,
)


def begin() -> list[Load]:
    """Note every part that is still to be loaded; a file that was loaded before is left alone."""
    loads = []
    with transaction.atomic():
        for part in PARTS:
            rows = part.read()
            load, _made = Load.objects.get_or_create(
                part=part.name, fingerprint=fingerprint(rows), defaults={"total": len(rows)}
            )
            loads.append(load)
    return loads


def step() -> bool:
    """Load the next chunk of the first unfinished part. True while there is more to do at once.

    The row of the load is locked for the length of one chunk, so a second worker waits and then
    goes on behind it. A worker that dies leaves no trace of its chunk: the next begins it anew.
    """
    moved = _work()
    if moved is None:
        moved = _step()
    return moved and Load.objects.unfinished().exists()


def _work() -> bool | None:
    """A step of the import that the first unfinished part waits for; None if it does not wait."""
    load = Load.objects.unfinished().first()
    if load is None or isinstance(BY_NAME[load.part], StarterPart):
        return None
    return importers[0].work(load)


def _step() -> bool:
    with transaction.atomic():
        load = Load.objects.unfinished().select_for_update().first()
        if load is None:  # nothing is left, or another worker has just finished this part
            return True
        part = BY_NAME[load.part]
        rows = part.read()
        load.started_at = load.started_at or timezone.now()
        if isinstance(part, StarterPart):
            moved = _write(part, load, rows)
        else:
            moved = importers[0].bring_in(part, load, rows)
        if load.done >= load.total:
            load.finished_at = timezone.now()
        load.save()
    return moved


def _write(part: StarterPart, load: Load, rows: list[Numbered]) -> bool:
    lookups = known()
    first_use: dict[str, int] = {}
    for number, row in rows:
        first_use.setdefault(name_of(row, part.key), number)
    for number, row in rows[load.done : load.done + part.chunk]:
        name = name_of(row, part.key)
        if part.key and name and first_use[name] != number:
            sentences = [taken(name, first_use[name])]
        else:
            load.created, sentences = _write_row(part, load, number, row, lookups)
        tell(load, number, name, sentences)
        load.done += 1
    return True


def _write_row(
    part: StarterPart, load: Load, number: int, row: dict[str, object], lookups: KnownRecords
) -> tuple[int, list[str]]:
    """How many records were made by now, and what was wrong with this row."""
    try:
        with transaction.atomic():
            made = part.write(number, row, lookups, f"load:{load.part}:{load.fingerprint[:12]}")
    except RowError as problem:
        return load.created, problem.sentences
    except ValidationError as problem:
        return load.created, problem.messages
    except (DatabaseError, LookupError, TypeError, AttributeError, ValueError) as problem:
        # One bad row is a line for a person; the run goes on.
        why = (str(problem).strip() or type(problem).__name__).splitlines()[0]
        return load.created, [_("This row does not fit: %(why)s") % {"why": why}]
    return load.created + int(made), []
