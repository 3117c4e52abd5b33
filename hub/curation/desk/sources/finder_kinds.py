"""What the situation finder would most like to know: facts that alone would decide."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy, ngettext

from catalogue.fit.open_facts import deciding_facts, sample_situations
from catalogue.models import Tool
from hub.curation.desk.models import Task
from hub.curation.desk.sources.record_kinds import fact_label, record_step
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import term_cache

MOST = 30  # tasks: what is found out changes the counts of all others


def deciding_fact_tasks() -> Iterator[TaskFacts]:
    """The first of all tools by the number of situations in which the fact alone decides."""
    situations = sample_situations()
    snapshot = get_snapshot(Tool.kind, "public")
    best = deciding_facts(snapshot, situations, term_cache(), MOST)
    tools = Tool.objects.published().only("name", "slug").in_bulk([one.pk for one in best])
    for one in best:
        if one.pk in tools:
            yield TaskFacts(
                f"{Tool.kind}:{one.pk}",
                str(tools[one.pk]),
                f"{one.fact}/{one.situations}/{len(situations)}",
                one.fact,
                Tool.kind,
                one.pk,
            )


def describe_deciding_fact(task: Task) -> str:
    fact, number, total = task.detail.split("/")
    sentence = ngettext(
        "Not known: %(fact)s. It alone would decide %(number)s of %(total)s sample situations.",
        "Not known: %(fact)s. It alone would decide %(number)s of %(total)s sample situations.",
        int(number),
    )
    label = fact_label(task.record_kind, fact)
    return sentence % {"fact": label, "number": number, "total": total}


KINDS = (
    TaskKind(
        "deciding-fact",
        gettext_lazy("fact that decides"),
        Rank.WORK,
        "desk.view_task",
        record_step,
        deciding_fact_tasks,
        describe_deciding_fact,
        gettext_lazy("Find it out"),
        is_heavy=True,
    ),
)
