"""Which tasks a curator looks at, and how many there are of each sort: one query for all counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import Count
from django.utils.translation import gettext as _

from hub.curation.desk.models import TaskQuerySet
from hub.curation.desk.task_kinds import task_kinds
from hub.records.registry import record_types
from hub.search_engine.query import page_count
from hub.web.paths import query_string

PER_PAGE = 25
MINE, NOBODY, OTHERS = "mine", "nobody", "others"
NO_RECORD = "none"
FACETS = ("kind", "record", "who")


@dataclass(frozen=True)
class TaskFilter:
    """The parameters of the desk; empty where one narrows nothing."""

    kind: str = ""
    record: str = ""
    who: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What makes no sense narrows nothing."""
        kind, record, who = (query.get(name, "") for name in FACETS)
        page = query.get("page", "")
        return cls(
            kind if kind in task_kinds else "",
            record if record in record_types or record == NO_RECORD else "",
            who if who in (MINE, NOBODY) else "",
            int(page) if page.isascii() and page.isdigit() and len(page) < 7 and int(page) else 1,
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.record or self.who)

    def query(self, **changes: Any) -> str:
        """The query string of the filter with these changes, on its first page unless one says."""
        changed = replace(self, **{"page": 1, **changes})
        pairs = [(name, getattr(changed, name)) for name in FACETS]
        if changed.page > 1:
            pairs.append(("page", str(changed.page)))
        return query_string([(name, value) for name, value in pairs if value])

    def narrow(self, tasks: TaskQuerySet, person: Any) -> TaskQuerySet:
        if self.kind:
            tasks = tasks.filter(kind=self.kind)
        if self.record:
            tasks = tasks.filter(record_kind="" if self.record == NO_RECORD else self.record)
        if self.who:
            tasks = tasks.filter(assigned_to=person if self.who == MINE else None)
        return tasks


@dataclass(frozen=True)
class TaskGroup:
    """How many open tasks share these three; ``record`` is empty where there is no record."""

    kind: str
    record: str
    who: str
    count: int

    def fits(self, task_filter: TaskFilter, but: str = "") -> bool:
        """Whether they are within the filter, one of its parameters left aside."""
        return all(
            not (wanted := getattr(task_filter, name)) or wanted == getattr(self, name)
            for name in FACETS
            if name != but
        )


def count_groups(person: Any, visible: TaskQuerySet) -> list[TaskGroup]:
    """The open ones of the tasks that a person may see, counted by the columns of one index."""
    tasks = visible.still_open().order_by()
    rows = tasks.values_list("kind", "record_kind", "assigned_to").annotate(count=Count("*"))
    whose = {person.pk: MINE, None: NOBODY}
    return [
        TaskGroup(kind, record or NO_RECORD, whose.get(owner, OTHERS), count)
        for kind, record, owner, count in rows
    ]


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class FilterGroup:
    """One row of links; the first takes the filter off."""

    label: str
    choices: tuple[Choice, ...]


def filter_groups(task_filter: TaskFilter, groups: list[TaskGroup]) -> tuple[FilterGroup, ...]:
    """The filters with counts, each under what the others leave."""
    kind_labels = {name: str(kind.label) for name, kind in task_kinds.items()}
    record_labels = {
        name: str(record_type.model._meta.verbose_name_plural)
        for name, record_type in record_types.items()
    }
    record_labels[NO_RECORD] = _("no record")
    whose = {MINE: _("mine"), NOBODY: _("nobody’s")}
    rows = (
        ("who", _("Whose"), whose),
        ("kind", _("What"), kind_labels),
        ("record", _("About"), record_labels),
    )
    return tuple(
        FilterGroup(label, _choices(task_filter, groups, name, labels))
        for name, label, labels in rows
    )


def _choices(
    task_filter: TaskFilter, groups: list[TaskGroup], name: str, labels: Mapping[str, str]
) -> tuple[Choice, ...]:
    within = [group for group in groups if group.fits(task_filter, but=name)]
    chosen = getattr(task_filter, name)

    def choice(value: str, label: str) -> Choice:
        count = sum(group.count for group in within if value in ("", getattr(group, name)))
        return Choice(label, count, task_filter.query(**{name: value}), chosen == value)

    every = choice("", _("all"))
    each = [choice(value, label) for value, label in labels.items()]
    shown = [one for one in each if one.count or one.is_chosen or name == "who"]
    return (every, *shown)


def count_within(task_filter: TaskFilter, groups: list[TaskGroup]) -> int:
    return sum(group.count for group in groups if group.fits(task_filter))


def last_page(count: int) -> int:
    return page_count(count, PER_PAGE)
