"""Imports, answers, mails and labels that wait for a curator."""

import pytest
from django.urls import resolve

from events.reporting.models import ReportRequest
from hub.curation.desk.models import Task
from hub.curation.desk.sources.waiting_kinds import (
    answer_tasks,
    conflict_tasks,
    import_tasks,
    label_tasks,
    mail_tasks,
    settled_answers,
)
from hub.curation.desk.task_kinds import TaskFacts, task_kinds
from hub.curation.desk.task_list import open_task, reconcile
from hub.imports.models import Import, ImportRow, ImportSource
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from hub.vocabulary.models import TermLabel
from tests.events.conftest import make_document, make_recommendation  # noqa: F401  # fixtures
from tests.events.reporting.conftest import (  # noqa: F401  # fixtures
    days,
    kenya,
    make_request,
    make_round,
    statuses,
)

pytestmark = pytest.mark.django_db
Verdict = ImportRow.Verdict


@pytest.fixture
def make_import():
    """An import in some state, with a checked row of each of these verdicts."""

    def make(*verdicts, state=Import.State.READY, **changes):
        origin, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": "tool"}
        )
        count = len(verdicts)
        values = {"total": count, "rows_read": count, "rows_checked": count, **changes}
        job = Import.objects.create(
            source=origin, kind="tool", name="list.csv", state=state, **values
        )
        for number, verdict in enumerate(verdicts, 2):
            ImportRow.objects.create(batch=job, number=number, verdict=verdict)
        return job

    return make


def open_of(kind, facts):
    """The task that these facts make, as the desk shows it: words and next step."""
    task = open_task(kind, facts.key, title=facts.title, detail=facts.detail)
    return task_kinds[kind].describe(task), task_kinds[kind].next_step(task)


def test_an_import_with_rows_to_decide_on_leads_to_them(make_import):
    job = make_import(Verdict.CONFLICT, Verdict.DUPLICATE, Verdict.NEW)
    [facts] = import_tasks()
    words, step = open_of("import", facts)
    assert step == f"/curate/imports/{job.pk}/rows/?waiting=1"
    assert words.startswith("Rows to decide on: ")


def test_an_import_that_waits_to_be_applied_leads_to_its_page(make_import):
    job = make_import(Verdict.NEW)
    [facts] = import_tasks()
    assert open_of("import", facts) == (
        "Checked: nothing is written yet",
        f"/curate/imports/{job.pk}/",
    )


def test_an_import_that_waits_for_its_columns_is_named(make_import):
    make_import(state=Import.State.MAPPING)
    [facts] = import_tasks()
    assert open_of("import", facts)[0] == "Waits for its columns to be mapped"


@pytest.mark.parametrize("state", ["applied", "checking", "cancelled", "failed"])
def test_an_import_that_nobody_can_decide_on_does_not_wait(make_import, state):
    make_import(Verdict.CONFLICT, state=state)
    assert list(import_tasks()) == []


def test_an_import_that_is_only_checked_does_not_wait(make_import):
    make_import(Verdict.NEW, dry_run=True)
    assert list(import_tasks()) == []


def test_conflicts_stand_for_themselves(make_import):
    job = make_import(Verdict.CONFLICT, Verdict.CONFLICT, Verdict.NEW)
    [facts] = conflict_tasks()
    words, step = open_of("import-conflict", facts)
    assert step == f"/curate/imports/{job.pk}/rows/?verdict=conflict&waiting=1"
    assert words == "2 rows say something else than curators wrote"


def test_an_import_that_went_on_is_settled_at_once(make_import, curator):
    job = make_import(Verdict.CONFLICT)
    reconcile("import")
    Import.objects.filter(pk=job.pk).update(state=Import.State.APPLYING)
    page = curator.get("/desk/").content.decode()
    assert ("settled a moment ago" in page, "list.csv" in page) == (True, False)


def test_mails_of_which_nobody_knows_stand_together():
    for number in range(3):
        Mail.objects.create(purpose="message", state="uncertain", address=f"{number}")
    [facts] = mail_tasks()
    words, step = open_of("mail", facts)
    assert (words, step) == ("3 mails", "/admin/digests/mail/?state__exact=uncertain")


def test_a_curator_sees_no_mails_and_an_administrator_does(signed_in):
    Mail.objects.create(purpose="message", state="uncertain", address="a")
    reconcile("mail")
    shown = {
        role: "Not known whether it arrived"
        in signed_in(role, email=f"{role}@example.org").get("/desk/").content.decode()
        for role in ("curator", "administrator")
    }
    assert shown == {"curator": False, "administrator": True}


def test_labels_made_by_software_stand_by_language(make_term):
    term = make_term("purpose/screening")
    for number, language in enumerate(("es", "es", "sw")):
        TermLabel.objects.create(
            term=term, language=language, text=f"word {number}", origin="machine"
        )
    found = {facts.title: facts.detail for facts in label_tasks()}
    assert found == {"Spanish": "2", "Swahili": "1"}


def test_the_next_step_of_labels_is_a_list_of_them(make_term, curator):
    term = make_term("purpose/screening")
    TermLabel.objects.create(term=term, language="es", text="palabra", origin="machine")
    [facts] = label_tasks()
    words, step = open_of("label", facts)
    page = curator.get(step)
    assert (page.status_code, "Screening" in page.content.decode()) == (200, True)
    assert words == "1 word was translated by software and read by nobody"


def test_no_answer_waits_where_nobody_was_asked():
    assert list(answer_tasks()) == []


def test_an_answer_that_came_in_waits_until_it_is_read(make_request):  # noqa: F811
    request = make_request()
    ReportRequest.objects.filter(pk=request.pk).update(sent_in_at=now_in_database())
    reconcile("answer")
    task = Task.objects.get()
    assert (task.key, settled_answers([task])) == (f"request:{request.pk}", set())


def test_an_answer_that_was_read_is_settled(make_request):  # noqa: F811
    request = make_request()
    ReportRequest.objects.filter(pk=request.pk).update(sent_in_at=now_in_database())
    reconcile("answer")
    ReportRequest.objects.filter(pk=request.pk).update(settled_at=now_in_database())
    task = Task.objects.get()
    assert settled_answers([task]) == {task.pk}


def test_the_next_step_of_an_answer_is_where_it_is_read():
    words, step = open_of("answer", TaskFacts("request:7", "Kenya", "2026-01-02"))
    assert resolve(step).url_name == "reporting_reportrequest_answers"
    assert words.startswith("Answered on 2026-01-02")


def test_what_is_settled_elsewhere_closes_by_itself():
    mail = Mail.objects.create(purpose="message", state="uncertain", address="a")
    reconcile("mail")
    Mail.objects.filter(pk=mail.pk).update(state="sent")
    reconcile("mail")
    assert Task.objects.get().outcome == Task.Outcome.GONE
