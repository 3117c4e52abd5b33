"""Reviews, missing facts and texts of documents, of every kind of record."""

import datetime

import pytest

from catalogue.models import Tool
from hub.curation.desk.models import Task
from hub.curation.desk.reconciliation import follow_changed_records
from hub.curation.desk.sources import record_kinds
from hub.curation.desk.sources.record_kinds import (
    describe_document_texts,
    describe_missing_facts,
    disputed_tasks,
    document_text_tasks,
    in_review_tasks,
    missing_fact_tasks,
    review_tasks,
    settled_reviews,
)
from hub.curation.desk.task_kinds import task_kinds
from hub.curation.desk.task_list import reconcile
from hub.curation.desk.tasks import reconcile_all
from hub.records.models import recorded_change
from hub.records.registry import record_types
from tests.events.conftest import make_document, make_recommendation  # noqa: F401  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
YESTERDAY = datetime.date(2020, 1, 1)


def test_a_review_whose_day_has_passed_is_named_with_its_day(make_tool):
    tool = make_tool(name="Tella", next_review_on=YESTERDAY)
    [facts] = review_tasks()
    assert (facts.title, facts.due_on, facts.record_kind, facts.record_id) == (
        "Tella",
        YESTERDAY,
        "tool",
        tool.pk,
    )


def test_a_review_that_is_due_later_is_not_named(make_tool):
    make_tool(next_review_on=datetime.date(2999, 1, 1))
    assert list(review_tasks()) == []


def test_an_archived_record_needs_no_review(make_tool):
    make_tool(next_review_on=YESTERDAY, state="archived")
    assert list(review_tasks()) == []


def test_every_kind_of_record_has_reviews(make_tool, make_organisation):
    make_tool(next_review_on=YESTERDAY)
    make_organisation(next_review_on=YESTERDAY)
    assert {facts.record_kind for facts in review_tasks()} == {"tool", "organisation"}


def test_many_records_are_read_in_batches(make_tool, monkeypatch):
    monkeypatch.setattr(record_kinds, "BATCH", 2)
    for _number in range(5):
        make_tool(next_review_on=YESTERDAY)
    assert len(list(review_tasks())) == 5


def test_a_review_that_was_done_is_settled(make_tool):
    make_tool(next_review_on=YESTERDAY)
    done = make_tool(next_review_on=YESTERDAY)
    reconcile("review")
    Tool.objects.filter(pk=done.pk).update(next_review_on=datetime.date(2999, 1, 1))
    tasks = list(Task.objects.all())
    assert settled_reviews(tasks) == {task.pk for task in tasks if task.record_id == done.pk}


def test_a_helpline_that_nobody_has_called_within_a_year_is_due(make_helpline):
    line = make_helpline(state="published", confidence="high")
    assert [facts.record_id for facts in review_tasks()] == [line.pk]


def test_a_helpline_that_has_ended_is_not_due(make_helpline):
    make_helpline(state="published", confidence="high", ended="2020")
    assert list(review_tasks()) == []


def test_a_disputed_record_is_named_until_it_is_archived(make_tool):
    tool = make_tool(verification="disputed")
    make_tool(verification="disputed", state="archived")
    assert [facts.record_id for facts in disputed_tasks()] == [tool.pk]


def test_a_record_in_review_is_named(make_tool):
    tool = make_tool(state="in_review")
    make_tool()
    assert [facts.record_id for facts in in_review_tasks()] == [tool.pk]


def test_a_record_that_is_in_review_no_longer_is_settled(make_tool):
    tool = make_tool(state="in_review")
    reconcile("in-review")
    task = Task.objects.get()
    before = task_kinds["in-review"].settled([task])
    Tool.objects.filter(pk=tool.pk).update(state="published")
    assert (before, task_kinds["in-review"].settled([task])) == (set(), {task.pk})


def missing_of(tool):
    about = (tool.kind, tool.pk)
    tasks = missing_fact_tasks()
    [facts] = [each for each in tasks if (each.record_kind, each.record_id) == about]
    counts, _colon, names = facts.detail.partition(":")
    return counts, set(names.split(","))


def test_facts_of_which_nothing_is_known_are_counted_and_named(make_tool):
    total = len(record_types["tool"].wanted_facts)
    tool = make_tool(url="https://example.org", licence="MIT", terms=("purpose/screening",))
    counts, missing = missing_of(tool)
    assert counts == f"{total - len(missing)}/{total}"
    assert missing.isdisjoint({"url", "licence", "purpose"})


def test_what_is_known_to_be_none_is_known(make_tool):
    before = missing_of(make_tool())[1]
    after = missing_of(make_tool(known_none=["repository", "connectivity"]))[1]
    assert before - after == {"repository", "connectivity"}


def test_an_organisation_behind_a_tool_is_a_known_fact(make_tool, make_organisation):
    assert "organisations" not in missing_of(make_tool(organisations=[make_organisation()]))[1]


def test_no_is_a_value_and_not_a_missing_fact(make_tool):
    assert "open_source" not in missing_of(make_tool(open_source=False))[1]


def test_only_what_readers_see_has_missing_facts(make_tool):
    make_tool(state="draft")
    assert not [facts for facts in missing_fact_tasks() if facts.record_kind == "tool"]


def test_missing_facts_are_said_in_words_and_without_a_grade(make_tool):
    make_tool(url="https://example.org")
    reconcile("missing-facts")
    sentence = describe_missing_facts(Task.objects.get(record_kind="tool"))
    assert "known. To find out:" in sentence
    assert "Organisations" in sentence


def test_every_kind_of_record_looks_for_some_facts():
    assert not [kind for kind, declared in record_types.items() if not declared.wanted_facts]


def test_a_record_is_read_with_the_same_number_of_queries_as_hundreds(
    make_tool, django_assert_max_num_queries
):
    for _number in range(20):
        make_tool()
    with django_assert_max_num_queries(5 * len(record_types)):
        list(missing_fact_tasks())


def test_a_document_tells_how_many_texts_are_missing(make_recommendation):  # noqa: F811
    document = make_recommendation().document
    with recorded_change(document):
        document.declared = 16
        document.save()
    reconcile("document-texts")
    assert describe_document_texts(Task.objects.get(kind="document-texts")) == (
        "15 of 16 texts missing"
    )


def test_a_document_that_is_complete_is_not_named(make_recommendation):  # noqa: F811
    document = make_recommendation().document
    with recorded_change(document):
        document.declared = 1
        document.save()
    assert list(document_text_tasks()) == []


@pytest.mark.usefixtures("at_once")
def test_a_change_is_followed_without_looking_at_all_records(make_tool, make_person):
    tool = make_tool(next_review_on=YESTERDAY)
    reconcile_all()
    with recorded_change(tool, by=make_person(), reason="Checked."):
        tool.next_review_on = datetime.date(2999, 1, 1)
        tool.save()
    follow_changed_records()
    assert not Task.objects.still_open().filter(kind="review").exists()


@pytest.mark.usefixtures("at_once")
def test_a_new_text_closes_the_task_of_its_document(make_recommendation):  # noqa: F811
    document = make_recommendation().document
    with recorded_change(document):
        document.declared = 2
        document.save()
    reconcile_all()
    make_recommendation(document=document)
    follow_changed_records()
    assert not Task.objects.still_open().filter(kind="document-texts").exists()


@pytest.mark.usefixtures("at_once")
def test_following_a_change_leaves_other_records_tasks_alone(make_tool, make_person):
    tool = make_tool()
    other = make_tool(next_review_on=YESTERDAY)
    reconcile_all()
    with recorded_change(tool, by=make_person(), reason="Mended."):
        tool.summary = "Another summary."
        tool.save()
    follow_changed_records()
    assert Task.objects.still_open().filter(kind="review", record_id=other.pk).exists()


@pytest.mark.usefixtures("at_once")
def test_to_look_twice_writes_nothing_the_second_time(make_tool):
    make_tool(next_review_on=YESTERDAY)
    reconcile_all()
    before = list(Task.objects.order_by("pk").values())
    reconcile_all()
    assert list(Task.objects.order_by("pk").values()) == before
