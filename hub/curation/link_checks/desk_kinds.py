"""The desk's tasks about addresses: dead, moved for good, and leading to something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind, register_task_kinds
from hub.curation.link_checks.models import AddressUse, CheckedAddress
from hub.curation.link_checks.record_titles import record_titles
from hub.records.source_names import bare_address

State = CheckedAddress.State
Cause = CheckedAddress.Cause
BATCH = 500
SHOWN = 80  # letters of an address in a line: as JSON two of them fit into the detail of a task


def address_key(address_id: int) -> str:
    return f"address:{address_id}"


def link_step(task: Task) -> str:
    return reverse("link-check", args=[int(task.key.rpartition(":")[2])])


def tasks_in(state: State) -> Callable[[], Iterator[TaskFacts]]:
    """All addresses in a state, some hundreds at once."""

    def tasks() -> Iterator[TaskFacts]:
        last = 0
        rows = CheckedAddress.objects.with_news().filter(state=state).order_by("pk")
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            yield from _tasks_about(batch)
            last = batch[-1].pk

    return tasks


def _tasks_about(addresses: Sequence[CheckedAddress]) -> Iterator[TaskFacts]:
    uses: dict[int, list[AddressUse]] = {}
    for use in AddressUse.objects.filter(address__in=addresses).order_by("pk"):
        uses.setdefault(use.address_id, []).append(use)
    titles = record_titles(
        (use.record_kind, use.record_id) for some in uses.values() for use in some[:1]
    )
    for address in addresses:
        if some := uses.get(address.pk):
            first = some[0]
            title = titles.get((first.record_kind, first.record_id), "") or address.url
            yield TaskFacts(
                address_key(address.pk),
                title,
                _detail(address, len({(use.record_kind, use.record_id) for use in some})),
                f"{address.since:%Y-%m-%d} {address.cause} {address.new_url}",
                first.record_kind,
                first.record_id,
            )


def _detail(address: CheckedAddress, records: int) -> str:
    return json.dumps(
        {
            "cause": address.cause,
            "days": len(address.failed_on),
            "records": records,
            "url": bare_address(address.url)[:SHOWN],
            "to": bare_address(address.new_url)[:SHOWN],
        },
        ensure_ascii=False,
    )


def describe(task: Task) -> str:
    """The address, what is the matter with it, and for how many records."""
    facts = json.loads(task.detail)
    sentence = what_happened(facts["cause"], facts["days"], facts["to"])
    words = f"{facts['url']}: {sentence}"
    if facts["records"] > 1:
        more = ngettext("%(count)d record has it.", "%(count)d records have it.", facts["records"])
        words = f"{words} {more % {'count': facts['records']}}"
    return words


def what_happened(cause: str, days: int, to: str) -> str:
    """One sentence about an address; ``days``: on which it failed, ``to``: where it leads."""
    if cause == Cause.MOVED:
        return _("It leads to %(to)s for good.") % {"to": to}
    if cause == Cause.OTHER_SITE:
        return _("It leads to another site: %(to)s.") % {"to": to}
    if cause == Cause.OTHER_TITLE:
        return _("Another page stands there than before.")
    if cause == Cause.MISSING:
        sentence = ngettext(
            "Its server had no such page on %(count)d day.",
            "Its server had no such page on %(count)d days.",
            days,
        )
        return sentence % {"count": days}
    label = str(Cause(cause).label)
    sentence = ngettext(
        "No answer on %(count)d day, last: %(cause)s.",
        "No answer on %(count)d days, last: %(cause)s.",
        days,
    )
    return sentence % {"count": days, "cause": label}


def settled(tasks: Sequence[Task]) -> set[int]:
    """Those whose address answers again, or stands in no public record any more."""
    keys = {task.pk: int(task.key.rpartition(":")[2]) for task in tasks}
    waiting = CheckedAddress.objects.with_news().filter(pk__in=keys.values())
    still = set(waiting.values_list("pk", flat=True))
    return {pk for pk, address in keys.items() if address not in still}


def _kind(name: str, label: object, rank: int, state: State, step: object) -> TaskKind:
    return TaskKind(
        name,
        label,
        rank,
        "desk.view_task",
        link_step,
        tasks_in(state),
        describe,
        step,
        settled=settled,
        is_heavy=True,  # they change by the checks alone, which compare them
    )


KINDS = (
    _kind(
        "link-parked",
        gettext_lazy("address of another site"),
        Rank.OVERDUE,
        State.PARKED,
        gettext_lazy("Look where it leads"),
    ),
    _kind(
        "link-dead",
        gettext_lazy("dead address"),
        Rank.OVERDUE,
        State.DEAD,
        gettext_lazy("Look after it"),
    ),
    _kind(
        "link-moved",
        gettext_lazy("address that moved"),
        Rank.WORK,
        State.MOVED,
        gettext_lazy("Compare the two"),
    ),
)


def register_kinds() -> None:
    register_task_kinds(*KINDS)
