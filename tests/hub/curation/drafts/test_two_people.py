"""What one person alone does not change: the safety panel, and who may read a record."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Tool
from hub.accounts.models import Person
from hub.curation.desk.models import Task
from hub.curation.desk.reconciliation import follow_waiting
from hub.curation.drafts import record_drafts, set_times
from hub.curation.drafts.models import RecordDraft, TimedStep
from hub.curation.suggestions.fact_writer import write_facts
from hub.imports.record_types import importer_for
from hub.records.models import Ledger, RecordChange, Revision, record_changes, recorded_change
from hub.records.second_person import SecondPersonNeeded
from hub.records.stored_records import read_records
from tests.hub.curation.drafts.conftest import DraftPages, text_of
from tests.hub.curation.record_checks.conftest import Pages

YEAR = datetime.datetime.now(datetime.UTC).year + 1
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def two_people(settings):
    settings.TWO_PEOPLE = True


@pytest.fixture
def second(pages, signed_in):
    """Has another curator sit down at the browser."""
    return lambda: signed_in("curator")


def change_form(pages, **changes):
    form = f"/admin/catalogue/tool/{pages.record.pk}/change/"
    fields = pages.fields_of(pages.client.get(form)) | {k: [v] for k, v in changes.items()}
    return pages.client.post(form, fields, follow=True)


def last_revision():
    return Revision.objects.order_by("-pk").first()


def test_a_change_of_the_panel_does_not_go_public_but_becomes_a_draft(two_people, pages):
    answer = change_form(pages, data_taken="Names", why="The maker says so")
    draft = RecordDraft.objects.get()
    assert Tool.objects.get().data_taken is None
    assert (draft.facts["data_taken"], draft.reason) == ("Names", "The maker says so")
    assert "waits for a second person" in text_of(answer)


def test_other_facts_of_the_same_form_wait_with_it(two_people, pages):
    change_form(pages, data_taken="Names", name="Beta")
    assert RecordDraft.objects.get().facts["name"] == "Beta"
    assert Tool.objects.get().name == "Alpha"


def test_a_change_of_anything_else_is_public_at_once(two_people, pages):
    change_form(pages, name="Beta")
    assert (Tool.objects.get().name, RecordDraft.objects.count()) == ("Beta", 0)


def test_the_same_person_cannot_publish_it(two_people, pages):
    change_form(pages, data_taken="Names")
    refused = pages.publish()
    assert (refused.status_code, "somebody else has to publish" in text_of(refused)) == (403, True)
    assert Tool.objects.get().data_taken is None


def test_another_person_can_and_the_history_says_who_prepared_it(two_people, pages, second):
    change_form(pages, data_taken="Names", why="The maker says so")
    first = Person.objects.get()
    second()
    assert pages.publish(reason="The maker says so").status_code == 302
    revision = last_revision()
    assert Tool.objects.get().data_taken == "Names"
    assert revision.by != first
    assert revision.reason == f"The maker says so (prepared by {first}, decided by another person)"


def test_a_person_who_saved_something_else_in_it_is_still_another(two_people, pages, second):
    change_form(pages, data_taken="Names")
    second()
    assert pages.save(name="Beta").status_code == 302
    assert pages.publish().status_code == 302


def test_who_changed_the_panel_last_does_not_publish_whoever_began(two_people, pages, second):
    change_form(pages, data_taken="Names")
    second()
    assert pages.save(data_taken="Names and faces").status_code == 302
    assert pages.publish().status_code == 403


def test_the_change_waits_on_the_desk(two_people, pages, tool):
    change_form(pages, data_taken="Names")
    follow_waiting()
    assert Task.objects.get(kind="second-person").record_id == tool.pk
    assert f"{pages.base}compare/" in text_of(pages.client.get("/desk/"))


def test_a_change_that_waits_joins_the_draft_that_is_there(two_people, pages):
    pages.begin()
    pages.save(name="Beta")
    change_form(pages, data_taken="Names")
    facts = RecordDraft.objects.get().facts
    assert (facts["name"], facts["data_taken"]) == ("Beta", "Names")


def test_a_wider_circle_needs_a_second_person_and_a_narrower_one_does_not(
    two_people, signed_in, make_tool, fields_of
):
    tool = make_tool(visibility="internal")
    pages = DraftPages(signed_in("curator"), tool, fields_of)
    change_form(pages, visibility="public")
    assert Tool.objects.get().visibility == "internal"
    RecordDraft.objects.all().delete()
    Tool.objects.update(visibility="public")
    change_form(pages, visibility="internal")
    assert Tool.objects.get().visibility == "internal"


def test_a_site_with_one_curator_asks_for_nobody_and_the_history_says_so(settings, pages):
    settings.TWO_PEOPLE = False
    change_form(pages, data_taken="Names", why="Read")
    assert Tool.objects.get().data_taken == "Names"
    assert last_revision().reason == "Read (alone: this site asks for no second person)"


def test_no_other_page_or_task_is_a_way_around(two_people, tool, curator):
    person = Person.objects.get()
    with pytest.raises(SecondPersonNeeded), recorded_change(tool, by=person):
        Tool.objects.update(data_taken="Names")
    stored = read_records(Tool, [tool.pk])[tool.pk]
    change = RecordChange(stored.facts | {"data_taken": "Names"}, stored)
    with pytest.raises(SecondPersonNeeded):
        record_changes(Tool, [change], by=person)
    refused = Ledger(by=person.pk).write(Tool, [change])
    assert "second" in refused[0][1][0]
    assert Tool.objects.get().data_taken is None


def test_taking_a_record_back_to_change_its_panel_is_no_way_around(two_people, tool, make_person):
    first, other = make_person(), make_person()
    tool.withdraw_to_draft(by=first)
    with recorded_change(tool, by=first):
        tool.data_taken = "Names"
        tool.save()
    with pytest.raises(SecondPersonNeeded):
        Tool.objects.get().publish(by=first)
    Tool.objects.get().publish(by=other)
    assert Tool.objects.get().state == "published"


def test_what_no_person_does_is_not_asked_about(two_people, tool):
    with recorded_change(tool):
        tool.data_taken = "Names"
        tool.save()
    assert Tool.objects.get().data_taken == "Names"


def test_the_clock_is_no_second_person(two_people, pages, second):
    change_form(pages, data_taken="Names")
    times = {"what": "publish", "day": f"{YEAR}-06-01", "clock": "12:00", "seen_record": "1"}
    times["seen_record"] = str(Tool.objects.get().version)
    refused = pages.client.post(f"{pages.base}times/", times)
    assert "Somebody else has to set the time" in text_of(refused)
    second()
    assert pages.client.post(f"{pages.base}times/", times).status_code == 302
    step = TimedStep.objects.get()
    pages.save(data_taken="Names and faces")
    assert set_times.run_due(step.at) == 0
    assert TimedStep.objects.get().problem == "second"


def test_a_draft_whose_guarded_facts_came_from_nobody_needs_somebody_else(two_people, pages):
    pages.begin()
    pages.save(data_taken="Names")
    RecordDraft.objects.update(guarded_by=None)
    draft = RecordDraft.objects.get()
    with pytest.raises(SecondPersonNeeded):
        record_drafts.publish(
            draft.pk, by=Person.objects.get(), seen=draft.version, seen_record=draft.base_version
        )


def test_what_a_check_finds_for_the_panel_becomes_a_draft_with_its_sources(two_people, pages):
    check = Pages(pages.client, f"/desk/check/tool/{pages.record.slug}/safety/")
    for name, found in (("data_taken", "Names"), ("consent", "Asked for")):
        words = {"to-value": found, "new_title": f"Notice on {name}"}
        answer = check.answer(name, "changed", **words)
        assert answer["Location"] == f"{pages.base}compare/"
    facts = RecordDraft.objects.get().facts
    assert (facts["data_taken"], facts["consent"]) == ("Names", "Asked for")
    assert [entry[2] for entry in facts["citations"]] == [
        "Notice on data_taken",
        "Notice on consent",
    ]
    assert Tool.objects.get().data_taken is None


def test_a_suggestion_of_a_panel_fact_is_not_entered_by_one_person(two_people, tool, make_person):
    importer = importer_for("tool")
    stored = importer.stored([tool.pk])[tool.pk]
    facts = importer.complete({"data_taken": "Names"}, stored.facts)
    with pytest.raises(ValidationError, match="second person"):
        write_facts(importer, facts, stored, by=make_person(), reason="Suggestion 1")
    assert Tool.objects.get().data_taken is None
