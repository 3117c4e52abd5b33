"""What waits at records of every kind: reviews, missing facts, and texts of documents.

All is derived from the registry of record types, so a new one has it by being declared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.recommendations.models import Document, Recommendation
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.records.bulk_rows import Columns
from hub.records.fields import RecordField, RecordType, Storage
from hub.records.models import Record, RecordQuerySet
from hub.records.registry import record_types
from hub.records.stored_records import facts_of_columns
from hub.web.paths import admin_form_path

BATCH = 500  # records read at once
MOST_NAMED = 7  # facts that a line names
Keys = Mapping[str, Collection[int]]  # primary keys by the kind of record
Rows = list[Columns]


def record_step(task: Task) -> str:
    """The form of the record."""
    return admin_form_path(record_types[task.record_kind].model, task.record_id)


def record_batches(records: RecordQuerySet[Any]) -> Iterator[Rows]:
    """The records' own columns, some hundreds at once, by primary key."""
    columns = [column.attname for column in records.model._meta.concrete_fields]
    last = 0
    while rows := list(records.filter(pk__gt=last).order_by("pk").values(*columns)[:BATCH]):
        yield rows
        last = rows[-1]["id"]


def _records(record_type: RecordType, keys: Keys | None) -> RecordQuerySet[Any]:
    records: RecordQuerySet[Any] = record_type.model._default_manager.all()
    return records if keys is None else records.filter(pk__in=keys.get(record_type.kind, ()))


def _facts(record_type: RecordType, row: Columns, **facts: Any) -> TaskFacts:
    """The task about a record, under its kind and key, called as the record is."""
    model = record_type.model
    return TaskFacts(
        f"{record_type.kind}:{row['id']}",
        model.title_of(facts_of_columns(model, row)),
        record_kind=record_type.kind,
        record_id=row["id"],
        **facts,
    )


# Reviews whose day has passed


def review_tasks(keys: Keys | None = None) -> Iterator[TaskFacts]:
    for record_type in record_types.values():
        for rows in record_batches(_records(record_type, keys).due_for_review()):
            for row in rows:
                day = row["next_review_on"]
                yield _facts(record_type, row, matter=f"{row['verified_on']} {day}", due_on=day)


def settled_reviews(tasks: Sequence[Task]) -> set[int]:
    return _settled(tasks, lambda records: records.due_for_review())


def _settled(
    tasks: Sequence[Task], waiting: Callable[[RecordQuerySet[Any]], RecordQuerySet[Any]]
) -> set[int]:
    """Tasks whose records wait no longer. One query for each kind of record among them."""
    by_kind: dict[str, list[Task]] = {}
    for task in tasks:
        by_kind.setdefault(task.record_kind, []).append(task)
    settled: set[int] = set()
    for kind, members in by_kind.items():
        records = record_types[kind].model._default_manager
        named = records.filter(pk__in=[task.record_id for task in members])
        keys = set(waiting(named).values_list("pk", flat=True))
        settled.update(task.pk for task in members if task.record_id not in keys)
    return settled


# Records that wait in a state of theirs


DISPUTED = Q(verification=Record.Verification.DISPUTED) & ~Q(state=Record.State.ARCHIVED)
IN_REVIEW = Q(state=Record.State.IN_REVIEW)


def disputed_tasks(keys: Keys | None = None) -> Iterator[TaskFacts]:
    yield from _tasks_of(DISPUTED, keys)


def in_review_tasks(keys: Keys | None = None) -> Iterator[TaskFacts]:
    yield from _tasks_of(IN_REVIEW, keys)


def _tasks_of(condition: Q, keys: Keys | None) -> Iterator[TaskFacts]:
    for record_type in record_types.values():
        for rows in record_batches(_records(record_type, keys).filter(condition)):
            for row in rows:
                yield _facts(record_type, row, matter=str(row["version"]))


# Facts of published records of which nothing is known


def missing_fact_tasks(keys: Keys | None = None) -> Iterator[TaskFacts]:
    for record_type in record_types.values():
        wanted = record_type.wanted_facts
        if not wanted:
            continue
        for rows in record_batches(_records(record_type, keys).published()):
            linked = linked_facts(record_type, [row["id"] for row in rows])
            for row in rows:
                missing = [one.name for one in wanted if not _is_known(one, row, linked)]
                if missing:
                    yield _missing_facts(record_type, row, missing)


def _missing_facts(record_type: RecordType, row: Columns, missing: list[str]) -> TaskFacts:
    total = len(record_type.wanted_facts)
    names = ",".join(missing)
    return _facts(
        record_type,
        row,
        detail=f"{total - len(missing)}/{total}:{names}",
        matter=hashlib.sha256(names.encode()).hexdigest()[:16],
    )


def _is_known(declared: RecordField, row: Columns, linked: Mapping[str, set[int]]) -> bool:
    """Whether there is a value, or a source says that there is none."""
    if declared.name in row["known_none"]:
        return True
    if declared.storage is Storage.COLUMN:
        return row[declared.name] not in (None, "", [])
    return row["id"] in linked.get(declared.name, ())


def linked_facts(record_type: RecordType, keys: Sequence[int]) -> dict[str, set[int]]:
    """Which of these records have any row of a link table, or any term, by fact."""
    wanted = {one.name for one in record_type.wanted_facts if one.storage is not Storage.COLUMN}
    linked: dict[str, set[int]] = {}
    for table in record_type.model.tables():
        if wanted.isdisjoint(table.made_facts):
            continue
        rows = table.model._default_manager.filter(**{f"{table.parent}__in": keys}).order_by()
        if table.fact in wanted:
            linked[table.fact] = set(rows.values_list(table.parent, flat=True))
        else:  # the links to terms: a fact for each scheme
            pairs = rows.values_list(table.parent, "term__scheme__slug").distinct()
            for key, scheme in pairs:
                linked.setdefault(scheme, set()).add(key)
    return linked


def describe_missing_facts(task: Task) -> str:
    """ "6 of 15 known": what there is to find out, and no grade."""
    counts, _colon, names = task.detail.partition(":")
    known, _slash, total = counts.partition("/")
    labels = [fact_label(task.record_kind, name) for name in names.split(",")]
    more = len(labels) - MOST_NAMED
    words = {
        "known": known, "total": total, "facts": ", ".join(labels[:MOST_NAMED]), "more": more,
    }  # fmt: skip
    if more <= 0:
        return _("%(known)s of %(total)s known. To find out: %(facts)s") % words
    return _("%(known)s of %(total)s known. To find out: %(facts)s and %(more)s more") % words


def fact_label(record_kind: str, name: str) -> str:
    """As the column of an import: several facts may stand under one heading of the page."""
    record_type = record_types[record_kind]
    declared = record_type.by_name.get(name)
    columns = declared.imports if declared else ()
    return str((columns and columns[0].label) or record_type.news_label(name) or name)


# Documents that declare more recommendations than stand here


def document_text_tasks(keys: Keys | None = None) -> Iterator[TaskFacts]:
    documents = _records(record_types[Document.kind], keys).published()
    incomplete: Any = documents
    for document in incomplete.incomplete().order_by("pk").iterator(chunk_size=BATCH):
        yield TaskFacts(
            f"{Document.kind}:{document.pk}",
            str(document),
            f"{document.recorded}/{document.declared}",
            f"{document.recorded}/{document.declared}",
            Document.kind,
            document.pk,
        )


def describe_document_texts(task: Task) -> str:
    recorded, _slash, declared = task.detail.partition("/")
    missing = int(declared) - int(recorded)
    sentence = ngettext(
        "%(missing)d of %(declared)s texts missing",
        "%(missing)d of %(declared)s texts missing",
        missing,
    )
    return sentence % {"missing": missing, "declared": declared}


KINDS = (
    TaskKind(
        "disputed",
        gettext_lazy("disputed record"),
        Rank.DANGER + 5,  # behind a report of danger, however long it waits
        "desk.view_task",
        record_step,
        disputed_tasks,
        lambda _task: _("Somebody disputes what stands in it."),
        gettext_lazy("Open it"),
        settled=lambda tasks: _settled(tasks, lambda records: records.filter(DISPUTED)),
        for_focal_points=Q,
    ),
    TaskKind(
        "in-review",
        gettext_lazy("record in review"),
        Rank.WAITING,
        "desk.view_task",
        record_step,
        in_review_tasks,
        lambda _task: _("Another curator is to look at it before readers see it."),
        gettext_lazy("Look at it"),
        settled=lambda tasks: _settled(tasks, lambda records: records.filter(IN_REVIEW)),
        for_focal_points=Q,
    ),
    TaskKind(
        "review",
        gettext_lazy("review"),
        Rank.OVERDUE,
        "desk.view_task",
        record_step,
        review_tasks,
        lambda _task: _("Compare it with its sources."),
        gettext_lazy("Check it"),
        settled=settled_reviews,
        for_focal_points=Q,
    ),
    TaskKind(
        "document-texts",
        gettext_lazy("incomplete document"),
        Rank.WORK,
        "recommendations.change_document",
        record_step,
        document_text_tasks,
        describe_document_texts,
        gettext_lazy("Add the next one"),
    ),
    TaskKind(
        "missing-facts",
        gettext_lazy("missing facts"),
        Rank.WORK + 5,  # behind all work that somebody chose
        "desk.view_task",
        record_step,
        missing_fact_tasks,
        describe_missing_facts,
        gettext_lazy("Fill in"),
        for_focal_points=Q,
    ),
)

# By kind of task: all that waits at these records only, to follow a change at once.
BY_RECORD: dict[str, Callable[[Keys], Iterable[TaskFacts]]] = {
    "disputed": disputed_tasks,
    "in-review": in_review_tasks,
    "review": review_tasks,
    "document-texts": document_text_tasks,
    "missing-facts": missing_fact_tasks,
}


def with_documents(keys: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """These records, and the documents of the recommendations among them."""
    changed = keys.get(Recommendation.kind, set())
    documents = Recommendation.objects.filter(pk__in=changed).values_list("document_id", flat=True)
    return {**keys, Document.kind: keys.get(Document.kind, set()) | set(documents)}
