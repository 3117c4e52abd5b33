"""What imports do not keep: rows and files of those that ended long ago, and sooner the personal
data that was held back; and imports that wait for a person who never comes back."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from hub.imports import job_runner, starter_data
from hub.imports.models import Import, ImportRow
from hub.imports.review.decisions import has_code, held_back_facts, row_outcome

CHUNK = 500  # rows of one transaction: SQLite lets nobody else write meanwhile
State, PERSONAL = Import.State, ImportRow.Verdict.PERSONAL
FINISHED = (State.APPLIED, State.CANCELLED, State.FAILED, State.UNDONE)
WAITING = (State.MAPPING, State.READY, State.HELD)


def sweep(now: datetime.datetime) -> None:
    """Erase all that is due to be. Idempotent; what a killed worker left is done the next time."""
    _cancel_abandoned(now)
    kept_until = now - datetime.timedelta(days=settings.IMPORT_DAYS)
    ended = Import.objects.filter(state__in=FINISHED, erased_at=None)
    ended.filter(finished_at__lte=kept_until).update(erased_at=now)
    for job in Import.objects.exclude(erased_at=None).exclude(file=""):
        _erase(job)
    held_back_until = now - datetime.timedelta(days=settings.IMPORT_PERSONAL_DAYS)
    for job in ended.filter(finished_at__lte=held_back_until, personal_data_erased_at=None):
        _erase_personal_data(job, now)


def _cancel_abandoned(now: datetime.datetime) -> None:
    before = now - datetime.timedelta(days=settings.IMPORT_DAYS)
    for job in Import.objects.filter(state__in=WAITING, step_at__lte=before):
        if not starter_data.is_shipped(job) and not job.rows.filter(decided_at__gt=before).exists():
            job_runner.expire(job, now)


def _erase(job: Import) -> None:
    """Its rows, then its file, whose name is there as long as anything else is."""
    job.shares.all().delete()
    while keys := list(job.rows.values_list("pk", flat=True)[:CHUNK]):
        ImportRow.objects.filter(pk__in=keys).delete()
    with transaction.atomic():
        job.file.storage.delete(str(job.file.name))
        Import.objects.filter(pk=job.pk).update(file="", layout={})


def _erase_personal_data(job: Import, now: datetime.datetime) -> None:
    """In rows that were not written, in what was left out of rows that were, and in the file.

    The name of the file stays until all the rest is erased too.
    """
    # Without cells are those that a task which broke off has done.
    rows = job.rows.exclude(problems=[]).exclude(cells={})
    rows = rows.alias(problem_text=Cast("problems", TextField()))
    keys = list(rows.filter(has_code(PERSONAL)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            is_in_file = False
            for row in ImportRow.objects.filter(pk__in=keys[start : start + CHUNK]):
                row.batch = job
                if remaining := _without_personal_data(row):
                    is_in_file = True
                    ImportRow.objects.filter(pk=row.pk).update(**remaining)
            if is_in_file:
                job.file.storage.delete(str(job.file.name))
    Import.objects.filter(pk=job.pk).update(personal_data_erased_at=now)


def _without_personal_data(row: ImportRow) -> dict[str, Any]:
    """The columns of a row to be changed; none where all its personal data was allowed."""
    is_written = row.batch.state == State.APPLIED and row_outcome(row).write
    held_back = held_back_facts(row, row.decision)
    if is_written and not held_back:
        return {}
    problems = [
        problem | {"value": ""} if not is_written or problem.get("code") == PERSONAL else problem
        for problem in row.problems
    ]
    if not is_written:
        return {"cells": {}, "row": {}, "differences": [], "candidates": [], "problems": problems}
    facts = {name: value for name, value in row.row.items() if name not in held_back}
    differences = [one for one in row.differences if one["field"] not in held_back]
    return {"cells": {}, "row": facts, "differences": differences, "problems": problems}
