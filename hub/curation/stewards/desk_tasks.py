"""Records whose steward was archived: they are without one until a curator names another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.curation.stewards.models import VIEW, Stewardship
from hub.records.registry import record_types

BATCH = 500


def open_tasks() -> Iterator[TaskFacts]:
    rows = Stewardship.objects.without_steward().filter(record_kind__in=list(record_types))
    for row in rows.select_related("organisation").order_by("pk").iterator(chunk_size=BATCH):
        records = record_types[row.record_kind].model._default_manager
        record = records.filter(pk=row.record_id).exclude(state="archived").first()
        if record is not None:
            yield TaskFacts(
                f"{row.record_kind}:{row.record_id}", str(record),
                detail=str(row.organisation), matter=str(row.organisation_id),
                record_kind=row.record_kind, record_id=row.record_id,
            )  # fmt: skip


def _settled(tasks: Sequence[Task]) -> set[int]:
    waiting = set(Stewardship.objects.without_steward().values_list("record_kind", "record_id"))
    return {task.pk for task in tasks if (task.record_kind, task.record_id) not in waiting}


KIND = TaskKind(
    "no-steward",
    gettext_lazy("without a steward"),
    Rank.WORK,
    VIEW,
    lambda task: reverse("steward", args=[task.record_kind, task.record_id]),
    open_tasks,
    describe=lambda task: _("Its steward is archived: %(name)s.") % {"name": task.detail},
    step_label=gettext_lazy("Name a steward"),
    settled=_settled,
)
