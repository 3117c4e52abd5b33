"""Taking back what an import did before its last transaction: nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from hub.imports.apply.sql_writer import delete_rows, model_of
from hub.imports.models import Import, JournalEntry
from hub.records.models import Revision

LINES = 100  # of the journal thrown away in one go


def roll_back_next(batch: Import) -> bool:
    """Take one line back that was done, the newest first; False once none is left, nor a journal.

    Only rows of new records are ever done before the last transaction, and the sources they cite.
    """
    lines = JournalEntry.objects.filter(batch=batch, way=JournalEntry.Way.THERE)
    done = lines.filter(done=True).order_by("-position").first()
    if done is not None:
        take_away(done)
        done.delete()
        return True
    some = list(JournalEntry.objects.filter(batch=batch).values_list("pk", flat=True)[:LINES])
    JournalEntry.objects.filter(pk__in=some).delete()
    return bool(some)


def take_away(line: JournalEntry, only: Iterable[int] | None = None) -> None:
    """Delete the rows that a line inserted, or some; of sources and of organisations that rows of
    another kind named those that nothing points at."""
    model = model_of(line)
    pks = [row["id"] for row in line.values] if only is None else list(only)
    if any(record is None for record in line.records) and model is not Revision:
        pks = sorted(set(pks) - pointed_at(model, pks))
    if pks:
        delete_rows(model, pks)


def pointed_at(model: type[models.Model], pks: Iterable[int]) -> set[int]:
    """Those of the rows that some row of another table points at, or of this one."""
    pks = list(pks)
    found: set[int] = set()
    for relation in relations_to(model):
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks})
        found.update(rows.values_list(relation.field.attname, flat=True))
    return found


def relations_to(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Every key that points at a model, also those without a name on its side."""
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ManyToOneRel)
    ]
