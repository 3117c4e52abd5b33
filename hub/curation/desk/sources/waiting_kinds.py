"""What waits that is no record: imports, focal points' answers, mails, labels made by software."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.reporting.models import ReportRequest
from hub.curation.desk.models import Task
from hub.curation.desk.task_kinds import Rank, TaskFacts, TaskKind
from hub.imports.job_status import EDITABLE, is_decidable
from hub.imports.models import Import, ImportRow
from hub.imports.review.decisions import waiting_rows
from hub.imports.review.row_tally import verdict_label
from hub.outbox.models import Mail
from hub.vocabulary.cldr_names import language_name
from hub.vocabulary.models import TermLabel
from hub.web.paths import query_string, with_query

CONFLICT = ImportRow.Verdict.CONFLICT
UNDELIVERED = (Mail.State.UNCERTAIN, Mail.State.FAILED)


def number_of(task: Task) -> int:
    """The number behind the colon of a key: a primary key of the kind's own."""
    return int(task.key.rpartition(":")[2])


def without(tasks: Sequence[Task], present: Collection[int]) -> set[int]:
    """Of these tasks, those whose number is none of these."""
    return {task.pk for task in tasks if number_of(task) not in present}


# Imports


def _waiting_imports() -> Iterator[tuple[Import, dict[str, int]]]:
    """Imports that go on only when somebody decides, and of each the rows that wait by verdict."""
    jobs = Import.objects.filter(state__in=EDITABLE).select_related("source").order_by("pk")
    for job in jobs.iterator(chunk_size=100):
        if job.state == Import.State.READY and job.dry_run:
            continue  # nothing of it can be written
        rows: Any = waiting_rows(job.rows.order_by()) if is_decidable(job) else job.rows.none()
        yield job, dict(rows.values_list("verdict").annotate(Count("pk")))


def import_tasks() -> Iterator[TaskFacts]:
    for job, counts in _waiting_imports():
        matter = ",".join(f"{name}={count}" for name, count in sorted(counts.items()))
        detail = f"{job.state}:{job.kind}:{matter}"
        yield TaskFacts(f"import:{job.pk}", job.name, detail, detail)


def conflict_tasks() -> Iterator[TaskFacts]:
    for job, counts in _waiting_imports():
        if number := counts.get(CONFLICT):
            yield TaskFacts(f"import:{job.pk}", job.name, str(number), str(number))


def describe_import(task: Task) -> str:
    state, kind, counts = task.detail.split(":", 2)
    if not counts:
        return str(Import.State(state).label)
    parts = (pair.partition("=") for pair in counts.split(","))
    words = (f"{verdict_label(name, kind)}: {count}" for name, _sign, count in parts)
    return _("Rows to decide on: %(counts)s") % {"counts": ", ".join(words)}


def describe_conflict(task: Task) -> str:
    number = int(task.detail)
    sentence = ngettext(
        "%(count)d row says something else than a curator wrote",
        "%(count)d rows say something else than curators wrote",
        number,
    )
    return sentence % {"count": number}


def import_step(task: Task) -> str:
    has_rows = bool(task.detail.split(":", 2)[2])
    if not has_rows:
        return reverse("import", args=[number_of(task)])
    return with_query(reverse("import-rows", args=[number_of(task)]), "waiting=1")


def conflict_step(task: Task) -> str:
    rows = reverse("import-rows", args=[number_of(task)])
    return with_query(rows, query_string([("verdict", str(CONFLICT)), ("waiting", "1")]))


def settled_imports(tasks: Sequence[Task]) -> set[int]:
    keys = [number_of(task) for task in tasks]
    waiting = Import.objects.filter(pk__in=keys, state__in=EDITABLE).values_list("pk", flat=True)
    return without(tasks, set(waiting))


# Answers of focal points


def answer_tasks() -> Iterator[TaskFacts]:
    related = ("country", "organisation", "round__document", "round__body")
    rows = ReportRequest.objects.waiting().select_related(*related).order_by("pk")
    for request in rows.iterator(chunk_size=200):
        sent = str(request.sent_in_at)
        yield TaskFacts(f"request:{request.pk}", str(request), sent[:10], sent)


def describe_answer(task: Task) -> str:
    return _("Answered on %(day)s; nothing of it is published before you have read it.") % {
        "day": task.detail
    }


def settled_answers(tasks: Sequence[Task]) -> set[int]:
    keys = [number_of(task) for task in tasks]
    waiting = ReportRequest.objects.waiting().filter(pk__in=keys).values_list("pk", flat=True)
    return without(tasks, set(waiting))


# Mails of which nobody knows whether they arrived, or that were refused


def mail_tasks() -> Iterator[TaskFacts]:
    """One for each state, however many there are: they are looked at together."""
    rows = Mail.objects.filter(state__in=UNDELIVERED).order_by("state").values_list("state")
    for state, count, newest in rows.annotate(Count("pk"), Max("pk")):
        label = str(Mail.State(state).label)
        yield TaskFacts(f"mails:{state}", label, str(count), f"{count} {newest}")


def describe_mails(task: Task) -> str:
    count = int(task.detail)
    return ngettext("%(count)d mail", "%(count)d mails", count) % {"count": count}


def mails_step(task: Task) -> str:
    state = task.key.rpartition(":")[2]
    return with_query(reverse("admin:outbox_mail_changelist"), f"state__exact={state}")


def settled_mails(tasks: Sequence[Task]) -> set[int]:
    present = set(Mail.objects.filter(state__in=UNDELIVERED).values_list("state", flat=True))
    return {task.pk for task in tasks if task.key.rpartition(":")[2] not in present}


# Labels of terms that software made, or of a name that a term no longer has

OUTDATED = "outdated"


def label_tasks() -> Iterator[TaskFacts]:
    """One for each language: whoever reads it goes through all of them."""
    labels = TermLabel.objects.exclude(origin=TermLabel.Origin.HUMAN).order_by("language", "origin")
    for language, origin, count in labels.values_list("language", "origin").annotate(Count("pk")):
        key = (
            f"labels:{language}" if origin == TermLabel.Origin.MACHINE else _outdated_key(language)
        )
        yield TaskFacts(key, language_name(language), str(count), str(count))


def _outdated_key(language: str) -> str:
    return f"labels:{language}:{OUTDATED}"


def describe_labels(task: Task) -> str:
    count = int(task.detail)
    if task.key.endswith(OUTDATED):
        sentence = ngettext(
            "%(count)d term was renamed since its name was translated",
            "%(count)d terms were renamed since their names were translated",
            count,
        )
        return sentence % {"count": count}
    sentence = ngettext(
        "%(count)d word was translated by software and read by nobody",
        "%(count)d words were translated by software and read by nobody",
        count,
    )
    return sentence % {"count": count}


def labels_step(task: Task) -> str:
    _kind, language, *outdated = task.key.split(":")
    origin = OUTDATED if outdated else "machine"
    chosen = [("labels__language", language), ("labels__origin__exact", origin)]
    return with_query(reverse("admin:vocabulary_term_changelist"), query_string(chosen))


KINDS = (
    TaskKind(
        "import",
        gettext_lazy("import"),
        Rank.WAITING,
        "imports.change_import",
        import_step,
        import_tasks,
        describe_import,
        gettext_lazy("Go on with it"),
        is_dismissable=False,
        settled=settled_imports,
    ),
    TaskKind(
        "import-conflict",
        gettext_lazy("conflict"),
        Rank.WAITING,
        "imports.change_import",
        conflict_step,
        conflict_tasks,
        describe_conflict,
        gettext_lazy("Decide"),
        is_dismissable=False,
        settled=settled_imports,
    ),
    TaskKind(
        "answer",
        gettext_lazy("answer of a focal point"),
        Rank.WAITING,
        "reporting.change_reportrequest",
        lambda task: reverse("admin:reporting_reportrequest_answers", args=[number_of(task)]),
        answer_tasks,
        describe_answer,
        gettext_lazy("Read it"),
        is_dismissable=False,
        settled=settled_answers,
    ),
    TaskKind(
        "mail",
        gettext_lazy("mail"),
        Rank.WAITING,
        "outbox.change_mail",
        mails_step,
        mail_tasks,
        describe_mails,
        gettext_lazy("Look at them"),
        is_dismissable=False,
        settled=settled_mails,
    ),
    TaskKind(
        "label",
        gettext_lazy("machine translation"),
        Rank.WORK,
        "vocabulary.change_term",
        labels_step,
        label_tasks,
        describe_labels,
        gettext_lazy("Read them"),
    ),
)
