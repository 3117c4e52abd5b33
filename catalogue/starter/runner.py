"""The run: what is left to do stands in the database; any worker may take the next chunk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Load, LoadProblem
from catalogue.starter.parts import BY_NAME, PARTS, Numbered, Part, fingerprint, known
from catalogue.starter.rows import NO_TEXT, Known, RowError


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
    """Load the next chunk of the first unfinished part. True while there is more to do.

    The row of the load is locked for the length of one chunk, so a second worker waits and then
    goes on behind it. A worker that dies leaves no trace of its chunk: the next begins it anew.
    """
    with transaction.atomic():
        load = Load.objects.unfinished().select_for_update().first()
        if load is None:  # nothing is left, or another worker has just finished this part
            return Load.objects.unfinished().exists()
        part = BY_NAME[load.part]
        rows = part.read()
        load.started_at = load.started_at or timezone.now()
        _write(part, load, rows)
        if load.done >= load.total:
            load.finished_at = timezone.now()
        load.save()
    return Load.objects.unfinished().exists()


def _write(part: Part, load: Load, rows: list[Numbered]) -> None:
    lookups = known()
    first_use: dict[str, int] = {}
    for number, row in rows:
        first_use.setdefault(name_of(row, part), number)
    for number, row in rows[load.done : load.done + part.chunk]:
        name = name_of(row, part)
        if part.key and name and first_use[name] != number:
            sentences = [
                _("The slug “%(slug)s” is already that of row %(row)d.")
                % {"slug": name, "row": first_use[name]}
            ]
        else:
            load.created, sentences = _write_row(part, load, number, row, lookups)
        LoadProblem.objects.bulk_create(
            LoadProblem(load=load, row=number, record=name[:200], sentence=readable(text)[:600])
            for text in sentences
        )
        load.done += 1


def _write_row(
    part: Part, load: Load, number: int, row: dict[str, object], lookups: Known
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


def name_of(row: dict[str, object], part: Part) -> str:
    """What a person finds a row by: its slug, or what stands in its place; empty without one."""
    return readable(str(row.get(part.key or "slug") or ""))


def readable(text: str) -> str:
    """A text of a broken row as the database can hold it."""
    return NO_TEXT.sub("�", text)
